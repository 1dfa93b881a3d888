import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId, type Ts } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { noThreadHere } from '../threads/threads.ts';
import { draftPlaces, listDrafts, newerDraft, removeDraft, tooManyDrafts, writeDraft } from './drafts.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const write = (team: TestTeam, text: string, basedOn = 0, threadTs?: Ts) =>
  team.run((work) => writeDraft(work, team.owner, team.general, { text, basedOn, ...(threadTs ? { threadTs } : {}) }));
const texts = async (team: TestTeam): Promise<string[]> =>
  (await team.run((work) => listDrafts(work, team.owner, undefined, 50))).drafts.map(({ text }) => text);

test('a draft is kept in each conversation and thread, sealed, the last changed first', async () => {
  const team = await workspace.team();
  const root = placeOf(await team.post(team.owner, team.general, 'root'));
  const one = await write(team, 'half a sentence');
  await write(team, 'half an answer', 0, root);
  assert.deepEqual(await texts(team), ['half an answer', 'half a sentence']);
  const { version } = await write(team, 'half a sentence more', one.version);
  assert.ok(version > one.version);
  assert.deepEqual(await texts(team), ['half a sentence more', 'half an answer']);
  const places = await team.run((work) => draftPlaces(work, team.owner.member));
  assert.deepEqual(places[0], { channel: publicId('C', team.general), version });
  const { rows } = await workspace.database.pool.query('select body from drafts where member_id = $1', [
    team.owner.member,
  ]);
  assert.ok(rows.every(({ body }) => !body.toString().includes('half')));
});

test('of two devices that write on the same version the second is told; the same text is no conflict', async () => {
  const team = await workspace.team();
  const { version } = await write(team, 'from the phone');
  const told = workspace.facts.length;
  assert.equal((await write(team, 'from the phone')).version, version);
  assert.equal(workspace.facts.length, told);
  await refuses(newerDraft, () => write(team, 'from the laptop'));
  await write(team, 'from both', version);
  await refuses(newerDraft, () => write(team, 'from the laptop', version));
  assert.deepEqual(await texts(team), ['from both']);
});

test('of two devices that begin at once one is told', async () => {
  const team = await workspace.team();
  const outcomes = await Promise.allSettled([write(team, 'one'), write(team, 'other')]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a draft that was sent is removed; a new one never has an old version', async () => {
  const team = await workspace.team();
  const { version } = await write(team, 'to be sent');
  const remove = (basedOn: number) => team.run((work) => removeDraft(work, team.owner, team.general, { basedOn }));
  await refuses(newerDraft, () => remove(version - 1));
  await remove(version);
  const told = workspace.facts.length;
  await remove(version);
  assert.equal(workspace.facts.length, told);
  assert.deepEqual(await texts(team), []);
  assert.ok((await write(team, 'anew')).version > version);
});

test('the member’s other devices get the text, and hear of its removal', async () => {
  const team = await workspace.team();
  const draft = await write(team, 'on all devices');
  await team.run((work) => removeDraft(work, team.owner, team.general, { basedOn: draft.version }));
  const facts = workspace.facts.slice(-2).filter((fact) => fact.kind === 'draft.changed');
  assert.deepEqual(
    facts.map(({ member, json }) => [member, JSON.parse(json)]),
    [
      [team.owner.member, { kind: 'draft.changed', draft }],
      [team.owner.member, { kind: 'draft.removed', draft: { channel: draft.channel, version: draft.version } }],
    ],
  );
});

test('drafts are listed page by page', async () => {
  const team = await workspace.team();
  for (const text of ['1', '2', '3']) {
    const channel = await team.channel(team.owner);
    await team.run((work) => writeDraft(work, team.owner, channel, { text, basedOn: 0 }));
  }
  const first = await team.run((work) => listDrafts(work, team.owner, undefined, 2));
  const second = await team.run((work) => listDrafts(work, team.owner, first.next, 2));
  assert.deepEqual(
    [...first.drafts, ...second.drafts].map(({ text }) => text),
    ['3', '2', '1'],
  );
});

test('one drafts only where one may read, in threads that are there, and only so much', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  const draft = (text: string, basedOn = 0) => team.run((work) => writeDraft(work, ada, channel, { text, basedOn }));
  const { version } = await draft('inside');
  await team.run((work) => leaveChannel(work, ada, channel));
  await refuses(noSuchChannel, () => draft('outside', version));
  await team.run((work) => removeDraft(work, ada, channel, { basedOn: version }));
  assert.deepEqual((await team.run((work) => listDrafts(work, ada, undefined, 50))).drafts, []);
  await refuses(noThreadHere, () => write(team, 'nowhere', 0, 1 as Ts));
  await workspace.database.pool.query(
    `insert into drafts (member_id, channel_id, thread_ts, team_id, version, changed_at, body)
     select $1, $2, n, $3, n, now(), '' from generate_series(1, $4::integer) n`,
    [team.owner.member, team.general, team.id, limits.drafts.perMemberMax],
  );
  await refuses(tooManyDrafts, () => write(team, 'one more'));
});
