import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId, type Ts } from '#contract/ids.ts';
import type { SavedState } from '#contract/kept-aside.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { deleteMessage, noSuchMessage } from '../messages/messages.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { listSaved, removeSaved, savedToDo, saveItem, tooManySaved } from './saved-items.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const saved = async (team: TestTeam, of: Actor, state: SavedState = 'to-do') =>
  (await team.run((work) => listSaved(work, of, { state, after: undefined, limit: 50 }))).items;

test('a saved message is to do, until it is done, archived or removed; nobody else sees it', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const [one, two] = [await team.post(ada, team.general, 'one'), await team.post(ada, team.general, 'two')];
  const save = (message: typeof one, state?: SavedState) =>
    team.run((work) => saveItem(work, ada, team.general, placeOf(message), state));
  await save(one);
  await save(two);
  assert.deepEqual(
    (await saved(team, ada)).map(({ message }) => message?.text),
    ['two', 'one'],
  );
  assert.equal(await team.run((work) => savedToDo(work, ada.member)), 2);
  assert.deepEqual(await saved(team, team.owner), []);
  assert.equal((await save(one, 'done')).state, 'done');
  assert.equal((await save(one)).state, 'done', 'saving again leaves the state');
  assert.deepEqual(
    (await saved(team, ada, 'done')).map(({ ts }) => ts),
    [one.ts],
  );
  await team.run((work) => removeSaved(work, ada, team.general, placeOf(two)));
  assert.equal(await team.run((work) => savedToDo(work, ada.member)), 0);
});

test('the member’s other devices hear of every change, and of none twice', async () => {
  const team = await workspace.team();
  const at = placeOf(await team.post(team.owner, team.general, 'one'));
  const since = workspace.facts.length;
  for (let n = 0; n < 2; n++) await team.run((work) => saveItem(work, team.owner, team.general, at, undefined));
  for (let n = 0; n < 2; n++) await team.run((work) => removeSaved(work, team.owner, team.general, at));
  const facts = workspace.facts.slice(since).filter((fact) => fact.kind === 'saved-item.changed');
  const frames = facts.map(({ json }) => JSON.parse(json) as { kind: string; channel?: string });
  assert.deepEqual(
    frames.map(({ kind }) => kind),
    ['saved-item.changed', 'saved-item.removed'],
  );
  assert.equal(frames[1]?.channel, publicId('C', team.general));
});

test('what may not be read any more, or was deleted, stays without its message', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  const [secret, gone] = [await team.post(team.owner, channel, 'secret'), await team.post(ada, team.general, 'gone')];
  await team.run((work) => saveItem(work, ada, channel, placeOf(secret), undefined));
  await team.run((work) => saveItem(work, ada, team.general, placeOf(gone), undefined));
  await team.run((work) => leaveChannel(work, ada, channel));
  await team.run((work) => deleteMessage(work, ada, team.general, placeOf(gone)));
  const items = await saved(team, ada);
  assert.deepEqual(
    items.map(({ message }) => message),
    [undefined, undefined],
  );
  await team.run((work) => saveItem(work, ada, channel, placeOf(secret), 'archived'));
  await team.run((work) => removeSaved(work, ada, team.general, placeOf(gone)));
  assert.deepEqual((await saved(team, ada, 'archived')).length, 1);
});

test('saved items are listed page by page, each once', async () => {
  const team = await workspace.team();
  const texts = ['1', '2', '3', '4', '5'];
  for (const text of texts) {
    const at = placeOf(await team.post(team.owner, team.general, text));
    await team.run((work) => saveItem(work, team.owner, team.general, at, undefined));
  }
  const seen: (string | undefined)[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page++) {
    const read = await team.run((work) => listSaved(work, team.owner, { state: 'to-do', after, limit: 2 }));
    seen.push(...read.items.map(({ message }) => message?.text));
    after = read.next;
    if (!after) break;
  }
  assert.deepEqual(seen, texts.toReversed());
});

test('only what one may read can be saved, and only so much', async () => {
  const team = await workspace.team();
  const guest = await team.person('guest');
  const at = placeOf(await team.post(team.owner, team.general, 'one'));
  const save = (by: Actor, ts: Ts) => team.run((work) => saveItem(work, by, team.general, ts, undefined));
  await refuses(noSuchChannel, () => save(guest, at));
  await refuses(noSuchMessage, () => save(team.owner, 1 as Ts));
  await workspace.database.pool.query(
    `insert into saved_items (id, member_id, channel_id, ts, team_id, saved_at, state)
     select gen_random_uuid(), $1, $2, n, $3, now(), 'done' from generate_series(1, $4::integer) n`,
    [team.owner.member, team.general, team.id, limits.savedItems.perMemberMax],
  );
  await refuses(tooManySaved, () => save(team.owner, at));
});
