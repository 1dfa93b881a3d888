import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { deskLimits } from '../limits.ts';
import { takeDuty } from '../roster/roster.ts';
import { openTestDesks, type TestDesk } from '../testing/cases.ts';
import { responseEvidence } from './cases.evidence.ts';
import { caseJobs } from './cases.jobs.ts';
import {
  assignByTurn,
  casesToAlarm,
  casesWithoutOwner,
  closeCase,
  giveAlarms,
  mailOfActivity,
  medianOf,
  openCase,
  responseTimes,
  teamsToAlarm,
  writeAsReporter,
  writeToReporter,
} from './cases.ts';

const desks = await openTestDesks();
const { clock } = desks;
const stopped = new AbortController().signal;
const mailer = { send: async () => 'kept' as const };
const [alarms, turns, mails] = caseJobs({ mailer, url: () => 'https://wardroom.example' });

/** Who was told since then that something happens. */
const told = (since: number, id: CaseId) =>
  new Set(
    desks.facts
      .slice(since)
      .flatMap((fact) => (fact.kind === 'desk-case.activity' && fact.case === id ? [fact.member] : [])),
  );
const membersOf = (...actors: Actor[]) => new Set(actors.map(({ member }) => member));

async function roster(desk: TestDesk, id: CaseId): Promise<void> {
  await desk.run((work) => giveAlarms(work, id));
}

test('everybody at the desk is told of a new case, and the coordinator of a letter', async () => {
  const desk = await desks.desk();
  const { run, ada, bob, triager, report, owned } = desk;
  let since = desks.facts.length;
  const { id } = await report();
  assert.deepEqual(told(since, id), membersOf(ada, bob, triager));
  const mine = await owned();
  since = desks.facts.length;
  await run((work) => writeAsReporter(work, mine, 'One more thing'));
  assert.deepEqual(told(since, mine), membersOf(ada));
  await run((work) => writeAsReporter(work, mine, 'And another'));
  assert.equal(desks.facts.slice(since).filter(({ kind }) => kind === 'desk-case.activity').length, 1);
});

test('a flood of reports is kept whole, and told by the inbox alone', async () => {
  const { report } = await desks.desk();
  const since = desks.facts.length;
  for (let n = 0; n <= deskLimits.mailedPerHourMax; n++) await report();
  const mailed = desks.facts.slice(since).filter(({ kind }) => kind === 'desk-case.activity');
  assert.equal(mailed.length, 3 * deskLimits.mailedPerHourMax);
});

test('before a promise is broken those who look after the case are told, once', async () => {
  const desk = await desks.desk();
  const { run, ada, bob, owned, team } = desk;
  const id = await owned();
  await roster(desk, id);
  assert.deepEqual(await run(casesToAlarm), []);
  clock.at = after(clock.at, 24 * HOUR_MS);
  assert.deepEqual(await run(casesToAlarm), [id]);
  assert.ok((await desks.units.open('deployment', teamsToAlarm)).includes(team.id));
  const since = desks.facts.length;
  await alarms.run(desks.units, stopped);
  assert.deepEqual(told(since, id), membersOf(ada, bob));
  const again = desks.facts.length;
  await alarms.run(desks.units, stopped);
  await roster(desk, id);
  assert.deepEqual(told(again, id), new Set());
  await run((work) => writeToReporter(work, ada, id, 'We are on it.'));
  clock.at = after(clock.at, 3 * DAY_MS + 23 * HOUR_MS);
  await roster(desk, id);
  assert.deepEqual(told(again, id), new Set(), 'the answer stopped that clock');
  clock.at = after(clock.at, 2 * HOUR_MS);
  await roster(desk, id);
  assert.deepEqual(told(again, id), membersOf(ada, bob), 'an update is due tomorrow');
  await run((work) => closeCase(work, ada, id, { reason: 'spam', text: 'It was spam' }));
  clock.at = after(clock.at, 90 * DAY_MS);
  const late = desks.facts.length;
  await roster(desk, id);
  assert.deepEqual(told(late, id), new Set());
});

test('a mail names the case and nothing else', async () => {
  const { run, ada, report, team } = await desks.desk();
  const { id } = await report({ title: 'quokka title', text: 'quokka text' });
  await desks.database.pool.query(`update members set email = 'ada@kestrel.example' where id = $1`, [ada.member]);
  const mail = await run((work) => mailOfActivity(work, id, ada.member, 'https://wardroom.example'));
  assert.deepEqual(mail, {
    to: 'ada@kestrel.example',
    subject: 'Activity in DESK-0001',
    text: `Activity in DESK-0001.\n\nhttps://wardroom.example/t/team-${team.id.slice(-12)}/desk\n`,
  });
  assert.deepEqual(mails.ids({ kind: 'desk-case.activity', case: id, member: ada.member }), {
    ...{ case: id, member: ada.member },
  });
  await mails.run(desks.units, team.id, { case: id, member: ada.member }, stopped);
  await desks.database.pool.query('update members set email = null where id = $1', [ada.member]);
  assert.equal(await run((work) => mailOfActivity(work, id, ada.member, '')), undefined);
});

test('what belongs to nobody for three days goes to the coordinators by turn', async () => {
  const { run, ada, bob, owner, report } = await desks.desk();
  const cases = [(await report()).id, (await report()).id, (await report()).id];
  assert.deepEqual(await run(casesWithoutOwner), []);
  clock.at = after(clock.at, 3 * DAY_MS);
  assert.deepEqual(await run(casesWithoutOwner), cases);
  await turns.run(desks.units, stopped);
  const owners = async (): Promise<unknown[]> => {
    const { rows } = await desks.database.pool.query(
      'select coordinator_id from desk_cases where team_id = $1 order by number',
      [ada.team],
    );
    return rows.map((row) => row.coordinator_id);
  };
  assert.deepEqual(await owners(), [ada.member, bob.member, ada.member]);
  await run((work) => takeDuty(work, owner, ada.member));
  assert.deepEqual((await run(casesWithoutOwner)).toSorted(), [cases[0], cases[2]].toSorted());
  for (const id of await run(casesWithoutOwner)) await run((work) => assignByTurn(work, id));
  assert.deepEqual(await owners(), [bob.member, bob.member, bob.member]);
  await run((work) => takeDuty(work, owner, bob.member));
  await turns.run(desks.units, stopped);
  assert.equal((await run(casesWithoutOwner)).length, 3, 'without a coordinator they wait');
});

test('response times are those of people, and shown from five cases on', async () => {
  const { run, ada, owned } = await desks.desk();
  for (let n = 1; n <= 5; n++) {
    const id = await owned();
    assert.equal((await run(responseTimes)).medianMs, undefined);
    clock.at = after(clock.at, n * HOUR_MS);
    await run((work) => writeToReporter(work, ada, id, 'Thank you.'));
    await run((work) => openCase(work, ada, id));
  }
  const { cases, medianMs = 0 } = await run(responseTimes);
  assert.equal(cases, 5);
  assert.equal(Math.floor(medianMs / HOUR_MS), 3);
  const { value, kept } = await responseEvidence(() => clock.at).measure(desks.units);
  assert.match(value, /^3\.0 h in the median of 5 cases, where 2 days are promised$/);
  assert.equal(kept, true);
  assert.equal(medianOf([1, 2, 3, 4, 5, 6]), 3.5);
});
