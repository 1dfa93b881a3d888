import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { Status } from '#contract/presence.ts';
import type { Actor } from '#identity/access/access.ts';
import { createLog } from '#platform/log.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { clearStatus, emptyStatus, setStatus, statusEndsEarlier, statusesOf } from './status.ts';

const workspace = await openTestWorkspace();
const { refuses, clock } = workspace;
const log = createLog('fatal');

const statusOf = (team: TestTeam, of: Actor): Promise<Status | undefined> =>
  team.run(async (work) => (await statusesOf(work, [of.member])).get(of.member));
const inMs = (ms: number): string => new Date(clock.at.getTime() + ms).toISOString();

test('a status is an emoji, a text or both, sealed, in place of the one before', async () => {
  const team = await workspace.team();
  const expiresAt = inMs(3_600_000);
  await team.run((work) => setStatus(work, team.owner, { emoji: 'palm_tree', text: 'ashore', expiresAt }));
  assert.deepEqual(await statusOf(team, team.owner), { emoji: 'palm_tree', text: 'ashore', expiresAt });
  const { rows } = await workspace.database.pool.query('select text from member_statuses where member_id = $1', [
    team.owner.member,
  ]);
  assert.ok(!rows[0].text.toString().includes('ashore'));
  await team.run((work) => setStatus(work, team.owner, { text: 'at sea' }));
  assert.deepEqual(await statusOf(team, team.owner), { text: 'at sea' });
  await team.run((work) => clearStatus(work, team.owner));
  const told = workspace.facts.length;
  await team.run((work) => clearStatus(work, team.owner));
  assert.equal(workspace.facts.length, told);
  assert.equal(await statusOf(team, team.owner), undefined);
});

test('a status ends at its very moment, and its end is told once, when the queue comes to it', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.run((work) => setStatus(work, ada, { text: 'for a minute', expiresAt: inMs(60_000) }));
  await team.run((work) => setStatus(work, team.owner, { text: 'for good' }));
  const fact = workspace.facts.at(-2);
  assert.ok(fact?.kind === 'status.changed' && fact.dueAt);
  clock.at = new Date(fact.dueAt.getTime() - 2_000);
  assert.equal((await statusOf(team, ada))?.text, 'for a minute');
  assert.equal(await statusOf(team, ada), undefined, 'at the moment itself it is over');
  const since = workspace.facts.length;
  assert.equal(await deliverDue(workspace.units, log), 1);
  assert.equal(await deliverDue(workspace.units, log), 0);
  const ends = workspace.facts.slice(since).filter((one) => one.kind === 'status.changed');
  assert.deepEqual(
    ends.map(({ member, json }) => [member, JSON.parse(json)]),
    [[ada.member, { kind: 'status.changed', member: publicId('U', ada.member) }]],
  );
  assert.equal((await statusOf(team, team.owner))?.text, 'for good');
});

test('a status says something, and ends ahead of now, within a year', async () => {
  const team = await workspace.team();
  const set = (wanted: Parameters<typeof setStatus>[2]) => () =>
    team.run((work) => setStatus(work, team.owner, wanted));
  await refuses(emptyStatus, set({ expiresAt: inMs(60_000) }));
  for (const expiresAt of ['2020-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-13-01T00:00:00Z']) {
    await refuses(statusEndsEarlier, set({ text: 'x', expiresAt }));
  }
});
