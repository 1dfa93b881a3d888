import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeskFact } from '#contract/desk-facts.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { openTestDesks } from '../testing/cases.ts';
import {
  acceptDate,
  acceptDateAsReporter,
  endEmbargo,
  giveAlarms,
  keepDespiteAttacks,
  openAsReporter,
  openCase,
  proposeDate,
  proposeDateAsReporter,
  rejectDate,
  rejectDateAsReporter,
  stateFact,
  stateFactAsReporter,
  writeToReporter,
} from './cases.ts';
import { alreadyPublic, dateUnusable, embargoMoveRefused, evidenceMissing, notAttacked } from './embargo.ts';
import { factKnown, factTooSoon, fixNotStated } from './facts.ts';
import { coordinatorsOnly } from './standing.ts';

const desks = await openTestDesks();
const { refuses, clock } = desks;
const inDays = (days: number): Date => after(clock.at, days * DAY_MS);

/** A case with an embargo of thirty days in force. */
async function bound() {
  const desk = await desks.desk();
  const { run, ada } = desk;
  const id = await desk.owned();
  const until = inDays(30);
  await run((work) => proposeDate(work, ada, id, { until }));
  await run((work) => acceptDateAsReporter(work, id));
  const embargo = async () => (await run((work) => openCase(work, ada, id))).embargo;
  return { ...desk, id, until, embargo };
}

test('a date is proposed by one side and accepted by the other', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => proposeDate(work, ada, id, { until: inDays(30) }));
  await refuses(embargoMoveRefused, () => run((work) => acceptDate(work, ada, id)));
  await run((work) => rejectDateAsReporter(work, id));
  await run((work) => proposeDateAsReporter(work, id, inDays(20)));
  await run((work) => acceptDate(work, ada, id));
  const page = await run((work) => openAsReporter(work, id));
  assert.equal(page.embargo.state, 'active');
  assert.deepEqual(
    page.timeline.map(({ kind, side }) => `${side} ${kind}`).filter((line) => line.includes('embargo')),
    [...['desk embargo-proposed', 'reporter embargo-rejected', 'reporter embargo-proposed'], 'desk embargo-accepted'],
  );
});

test('what is agreed stays in force while something else is proposed', async () => {
  const { run, ada, id, until, embargo } = await bound();
  await run((work) => proposeDate(work, ada, id, { until: inDays(60) }));
  assert.deepEqual([(await embargo()).state, (await embargo()).until], ['revising', until.toISOString()]);
  await run((work) => rejectDate(work, ada, id));
  assert.deepEqual([(await embargo()).state, (await embargo()).until], ['active', until.toISOString()]);
  const shorter = inDays(7);
  await run((work) => proposeDateAsReporter(work, id, shorter));
  await run((work) => acceptDate(work, ada, id));
  assert.equal((await embargo()).until, shorter.toISOString());
});

test('what the reporter said elsewhere is written down for them, with where', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => proposeDate(work, ada, id, { until: inDays(30) }));
  await refuses(evidenceMissing, () => run((work) => acceptDate(work, ada, id, { side: 'reporter' })));
  await run((work) => acceptDate(work, ada, id, { side: 'reporter', evidence: 'On the phone, 2 March' }));
  const { embargo, timeline } = await run((work) => openCase(work, ada, id));
  assert.equal(embargo.state, 'active');
  assert.match(timeline.at(-1)?.details ?? '', /On the phone/);
});

test('a date lies ahead, and not beyond a year; only coordinators speak for the desk', async () => {
  const { run, ada, triager, owned, enter } = await desks.desk();
  const id = await owned();
  await enter(triager, id);
  await refuses(dateUnusable, () => run((work) => proposeDate(work, ada, id, { until: inDays(-1) })));
  await refuses(dateUnusable, () => run((work) => proposeDateAsReporter(work, id, inDays(400))));
  await refuses(coordinatorsOnly, () => run((work) => proposeDate(work, triager, id, { until: inDays(3) })));
  await refuses(embargoMoveRefused, () => run((work) => endEmbargo(work, ada, id, 'Nothing to end')));
});

test('an embargo that a coordinator ended never returns', async () => {
  const { run, ada, id, embargo } = await bound();
  await run((work) => endEmbargo(work, ada, id, 'Both sides want it out'));
  assert.equal((await embargo()).state, 'ended');
  await refuses(embargoMoveRefused, () => run((work) => proposeDate(work, ada, id, { until: inDays(5) })));
});

test('anybody in the case says that it is public: the embargo ends at once, and coordinators are told', async () => {
  const { run, ada, bob, fixer, id, embargo, bringFixer } = await bound();
  await bringFixer(id);
  const told = desks.facts.length;
  await run((work) => stateFact(work, fixer, id, 'exploit-public', 'Posted on a list this morning'));
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal((await embargo()).state, 'ended');
  assert.equal(opened.zeroDay, true);
  assert.deepEqual(opened.facts.map(({ fact }) => fact).toSorted(), ['exploit-public', 'public']);
  assert.deepEqual(
    new Set(desks.facts.slice(told).flatMap((fact) => (fact.kind === 'desk-case.activity' ? [fact.member] : []))),
    new Set([ada.member, bob.member]),
  );
  await refuses(factKnown, () => run((work) => stateFactAsReporter(work, id, 'public', 'I saw it too')));
});

test('what is public is not put under embargo: a proposal goes, and none is taken any more', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => proposeDate(work, ada, id, { until: inDays(30) }));
  await run((work) => stateFactAsReporter(work, id, 'public', 'Somebody else wrote about it'));
  const opened = await run((work) => openCase(work, ada, id));
  assert.deepEqual([opened.embargo.state, opened.zeroDay], ['none', true]);
  await refuses(alreadyPublic, () => run((work) => proposeDate(work, ada, id, { until: inDays(3) })));
  await refuses(alreadyPublic, () => run((work) => proposeDateAsReporter(work, id, inDays(3))));
  await refuses(alreadyPublic, () => run((work) => acceptDate(work, ada, id)));
  await run((work) => writeToReporter(work, ada, id, 'We saw it, thank you.'));
  assert.equal((await run((work) => openCase(work, ada, id))).embargo.state, 'none');
});

test('attacks end the embargo within the hour, unless somebody says why not', async () => {
  const [goes, stays] = [await bound(), await bound()];
  await refuses(notAttacked, () => goes.run((work) => keepDespiteAttacks(work, goes.ada, goes.id, 'Too early')));
  for (const { run, ada, id } of [goes, stays])
    await run((work) => stateFact(work, ada, id, 'attacked', 'In our logs'));
  assert.equal((await goes.embargo()).state, 'active');
  await stays.run((work) => keepDespiteAttacks(work, stays.ada, stays.id, 'One host, the fix is out tonight'));
  for (const { run, id } of [goes, stays]) await run((work) => giveAlarms(work, id));
  assert.equal((await goes.embargo()).state, 'active', 'the hour is not over');
  clock.at = after(clock.at, HOUR_MS);
  for (const { run, id } of [goes, stays]) await run((work) => giveAlarms(work, id));
  assert.equal((await goes.embargo()).state, 'ended');
  assert.equal((await stays.embargo()).state, 'active');
});

test('facts have their order, and a fix is not stated but shown', async () => {
  const { run, ada, fixer, id, bringFixer } = await bound();
  await bringFixer(id);
  const state =
    (fact: DeskFact, by = ada) =>
    () =>
      run((work: Work) => stateFact(work, by, id, fact, 'Seen'));
  await refuses(fixNotStated, state('fix-ready'));
  await refuses(factTooSoon, state('fix-deployed'));
  await refuses(coordinatorsOnly, state('fix-deployed', fixer));
  await refuses(coordinatorsOnly, state('aware', fixer));
  await state('aware')();
  await refuses(factKnown, state('aware'));
});
