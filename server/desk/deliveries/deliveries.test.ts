import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { openDesk } from '../testing/public-desk.ts';
import { reportersOf } from '../testing/reporters.ts';
import {
  beginDelivery,
  finishDelivery,
  lastAttempt,
  newMessageId,
  referenceIn,
  sentIds,
  shownDeliveries,
  withhold,
} from './deliveries.ts';

const desk = await openDesk();
const { app, clock, owner, team, done } = desk;
await desk.publish();
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));
const { reported } = reportersOf(desk);
const address = 'one@hale.example';

/** A case of the web without an address: nothing else writes of its deliveries. */
async function someCase(): Promise<CaseId> {
  await reported();
  const { id } = await app.units.open({ team: team.id }, ({ sql }) =>
    sql.selectFrom('desk_cases').select('id').orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow(),
  );
  return id as CaseId;
}
const inTeam = <T>(use: Parameters<typeof app.units.open<T>>[1]): Promise<T> => app.units.open({ team: team.id }, use);
const toDeliver = (id: CaseId) => ({ case: id, team: team.id, letter: 1, how: 'link', address }) as const;
const shownIn = async (id: CaseId) => (await inTeam((work) => shownDeliveries(work, id))).map((one) => one.delivery);

test('an attempt that was begun and never ended becomes uncertain, and its id stands in the case', async () => {
  const id = await someCase();
  const messageId = await inTeam((work) => newMessageId(work, 'kestrel.example'));
  assert.equal(await inTeam((work) => beginDelivery(work, toDeliver(id), messageId)), 1);
  assert.deepEqual(
    (await shownIn(id)).map(({ state }) => state),
    ['sending'],
  );
  clock.advance(10 * MINUTE_MS);
  assert.deepEqual(
    (await shownIn(id)).map(({ state }) => state),
    ['uncertain'],
  );
  assert.deepEqual(await inTeam((work) => sentIds(work, id)), [messageId]);
  const other = await inTeam((work) => newMessageId(work, 'kestrel.example'));
  const forged = `${'A'.repeat(22)}.${'A'.repeat(22)}@kestrel.example`;
  const kindOf = async (...ids: string[]) => (await inTeam((work) => referenceIn(work, ids))).kind;
  assert.deepEqual(
    [await kindOf(messageId), await kindOf(other), await kindOf(forged), await kindOf('else@hale.example')],
    ['case', 'gone', 'forged', 'none'],
  );
});

test('the next attempt takes the next number, and the last one is what is shown', async () => {
  const id = await someCase();
  const begun = async () => {
    const messageId = await inTeam((work) => newMessageId(work, 'kestrel.example'));
    return await inTeam((work) => beginDelivery(work, toDeliver(id), messageId));
  };
  const of = { case_id: id, letter: 1 };
  const ended = { state: 'failed', why: 'unreachable' } as const;
  const first = await begun();
  await inTeam((work) => finishDelivery(work, { ...of, attempt: first }, ended));
  assert.deepEqual(
    (await shownIn(id)).map(({ state, why }) => [state, why]),
    [['failed', 'unreachable']],
  );
  const second = await begun();
  await inTeam((work) => finishDelivery(work, { ...of, attempt: second }, { state: 'sent' }));
  assert.deepEqual(
    (await shownIn(id)).map(({ state, why }) => [state, why]),
    [['sent', undefined]],
  );
  await inTeam((work) => withhold(work, { ...toDeliver(id), how: 'notice' }, 'notices-off'));
  assert.deepEqual(
    (await shownIn(id)).map(({ how, why }) => [how, why]),
    [['notice', 'notices-off']],
  );
  assert.deepEqual([first, second, (await inTeam((work) => lastAttempt(work, id, 1)))?.attempt], [1, 2, 3]);
});

test('an address stands here as a digest that tells equal ones of this team', async () => {
  const [one, other] = [await someCase(), await someCase()];
  for (const [id, to] of [
    [one, address],
    [other, address.toUpperCase()],
  ] as const)
    await inTeam((work) => withhold(work, { ...toDeliver(id), address: to }, 'no-desk-address'));
  const rows = await inTeam((work) => Promise.all([lastAttempt(work, one, 1), lastAttempt(work, other, 1)]));
  assert.deepEqual(rows[0]?.recipient, rows[1]?.recipient);
  assert.ok(!rows[0]?.recipient.toString('latin1').includes('hale'));
});
