import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { openTestWorkspace } from '../testing/testing.ts';
import {
  type Added,
  addEmoji,
  adminsAdd,
  decideWhoAdds,
  emojiImage,
  emojiTooLarge,
  listEmoji,
  nameTaken,
  noSuchEmoji,
  notYourEmoji,
  removeEmoji,
  standardName,
  tooManyEmoji,
} from './emoji.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const image = Buffer.from('what an image would be');

async function scene() {
  const team = await workspace.team();
  const ada = await team.person();
  const add = (name: string, added: Added = { image }, by: Actor = ada) =>
    team.run((work) => addEmoji(work, by, name, added));
  const remove = (name: string, by: Actor = ada) => team.run((work) => removeEmoji(work, by, name));
  const list = (version?: number) => team.run((work) => listEmoji(work, version));
  const names = async () => (await list()).emoji?.map(({ name, aliasOf }) => (aliasOf ? `${name}=${aliasOf}` : name));
  const open = (name: string) => team.run((work) => emojiImage(work, name));
  return { team, ada, add, remove, list, names, open };
}

test('a team adds emoji, and other names for them and for standard ones', async () => {
  const { ada, add, list, names, open } = await scene();
  await add('party');
  await add('fest', { aliasOf: 'party' });
  await add('fiesta', { aliasOf: 'fest' });
  await add('shipit', { aliasOf: 'ship' });
  assert.deepEqual(await names(), ['fest=party', 'fiesta=party', 'party', 'shipit=ship']);
  for (const name of ['party', 'fest', 'fiesta']) assert.deepEqual(await open(name), image);
  await refuses(noSuchEmoji, () => open('shipit'));
  const party = (await list()).emoji?.find(({ name }) => name === 'party');
  assert.equal(party?.addedBy, publicId('U', ada.member));
});

test('every change has a version, which all devices hear; who has it is not sent the list again', async () => {
  const { add, list, remove } = await scene();
  assert.deepEqual(await list(), { version: 0, addedBy: 'members', emoji: [] });
  await add('party');
  const { version, emoji } = await list(0);
  assert.deepEqual([version, emoji?.length], [1, 1]);
  assert.deepEqual(await list(1), { version: 1, addedBy: 'members' });
  await remove('party');
  const fact = workspace.facts.at(-1);
  assert.ok(fact?.kind === 'emoji.changed');
  assert.deepEqual(JSON.parse(fact.json), { kind: 'emoji.changed', version: 2 });
});

test('added again it is the same one; another image, or another name for it, needs a name of its own', async () => {
  const { add, names } = await scene();
  await add('party');
  await add('party');
  await Promise.all([add('twice'), add('twice')]);
  assert.deepEqual(await names(), ['party', 'twice']);
  await refuses(nameTaken, () => add('party', { image: Buffer.from('another') }));
  await refuses(nameTaken, () => add('party', { aliasOf: 'tada' }));
  await refuses(standardName, () => add('tada'));
  await refuses(noSuchEmoji, () => add('fest', { aliasOf: 'nothing' }));
  await refuses(emojiTooLarge, () => add('large', { image: Buffer.alloc(limits.emoji.bytesMax + 1) }));
});

test('who added an emoji removes it with its other names, and so does an admin', async () => {
  const { team, add, remove, names } = await scene();
  const bob = await team.person();
  await add('party');
  await add('fest', { aliasOf: 'party' });
  await add('mine');
  await refuses(notYourEmoji, () => remove('party', bob));
  await remove('party');
  assert.deepEqual(await names(), ['mine']);
  await remove('mine', team.owner);
  await refuses(noSuchEmoji, () => remove('mine'));
});

test('a team may leave adding to its admins', async () => {
  const { team, add, names } = await scene();
  const decide = (addedBy: 'members' | 'admins') => team.run((work) => decideWhoAdds(work, team.owner, addedBy));
  const { addedBy } = await decide('admins');
  assert.equal(addedBy, 'admins');
  const told = workspace.facts.length;
  await decide('admins');
  assert.equal(workspace.facts.length, told, 'again, it changes nothing');
  await refuses(adminsAdd, () => add('party'));
  await add('party', { image }, team.owner);
  await decide('members');
  await add('mine');
  assert.deepEqual(await names(), ['mine', 'party']);
});

test('a team has so many emoji and no more, and none of another team’s', async () => {
  const { team, ada, add, open } = await scene();
  await add('party');
  await workspace.database.pool.query(
    `insert into emoji select $1, 'e' || n, 'tada', null, $2, now() from generate_series(2, $3::integer) n`,
    [team.id, ada.member, limits.emoji.perTeamMax],
  );
  await refuses(tooManyEmoji, () => add('one-more'));
  await workspace.database.pool.query("delete from emoji where name <> 'party'");
  assert.deepEqual(await open('party'), image);
  const other = await scene();
  await refuses(noSuchEmoji, () => other.open('party'));
});
