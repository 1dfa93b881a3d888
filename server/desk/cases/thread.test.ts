import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReporterCase } from '#contract/desk-cases.ts';
import { publicId } from '#contract/ids.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { deskLimits } from '../limits.ts';
import { openTestDesks } from '../testing/cases.ts';
import { caseFull } from './case-state.ts';
import {
  closeCase,
  judgeInvalid,
  openAsReporter,
  openCase,
  stateFact,
  waitForReporter,
  waitNoLonger,
  writeAsReporter,
  writeNote,
  writeToReporter,
} from './cases.ts';
import { alreadyWaiting, nothingAsked, notWaiting } from './letters.ts';
import { viewsOf } from './records.sql.ts';
import { caseClosed, coordinatorsOnly, noSuchCase, notInside } from './standing.ts';
import { isWhole } from './views.ts';

const desks = await openTestDesks();
const { refuses, clock } = desks;

test('a receipt keeps no promise of an answer; a letter that a person typed does and proposes an embargo', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  assert.equal((await run((work) => openCase(work, ada, id))).stage, 'first-touch');
  const received = new Date((await run((work) => openCase(work, ada, id))).receivedAt);
  await run((work) => writeToReporter(work, ada, id, 'Thank you, we read it and begin today.'));
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal(opened.stage, 'upon-contact');
  assert.equal(opened.clocks.find(({ number }) => number === 'C1')?.state, 'kept');
  assert.ok(
    opened.clocks.some(({ number }) => number === 'C4'),
    'from now on updates are promised',
  );
  assert.deepEqual(
    opened.facts.map(({ fact }) => fact),
    ['aware'],
  );
  assert.deepEqual(opened.embargo, {
    ...{ state: 'proposed', proposedBy: 'desk' },
    proposedUntil: after(received, 90 * DAY_MS).toISOString(),
  });
});

test('where the reporter named a shorter time, that is in force with the first answer', async () => {
  const { run, ada, owned } = await desks.desk();
  const until = after(clock.at, 20 * DAY_MS);
  const id = await owned({ title: 'Short', until });
  await run((work) => writeToReporter(work, ada, id, 'We agree.'));
  const { embargo } = await run((work) => openCase(work, ada, id));
  assert.deepEqual([embargo.state, embargo.until, embargo.proposedBy], ['revising', until.toISOString(), 'desk']);
});

test('what the desk writes among itself reaches nobody who reports', async () => {
  const { run, ada, owned, bringFixer } = await desks.desk();
  const id = await owned({ title: 'A title', text: 'What I found' });
  await bringFixer(id);
  await run((work) => writeToReporter(work, ada, id, 'Which version is it?'));
  await run((work) => writeNote(work, ada, id, 'quokka: the fix touches the index'));
  await run((work) => stateFact(work, ada, id, 'attacked', 'quokka seen in logs'));
  await run((work) => writeAsReporter(work, id, 'It is 4.2.'));
  const page: ReporterCase = await run((work) => openAsReporter(work, id));
  assert.deepEqual(
    page.letters.map(({ side, automatic }) => `${side}${automatic ? ' automatic' : ''}`),
    [...['reporter', 'desk automatic', 'desk', 'reporter']],
  );
  assert.ok(!JSON.stringify(page).includes('quokka'));
  assert.ok(!JSON.stringify(page).includes(publicId('U', ada.member)), 'nobody is named');
  assert.ok(!page.timeline.some(({ kind }) => kind === 'note-written' || kind === 'person-added'));
  assert.deepEqual(page.seenBy, { triager: 0, coordinator: 0, fixer: 0 });
  const opened = await run((work) => openCase(work, ada, id));
  assert.deepEqual(
    opened.notes.map(({ text }) => text),
    ['quokka: the fix touches the index'],
  );
  assert.ok(opened.timeline.some(({ kind, shown }) => kind === 'note-written' && !shown));
  await refuses(noSuchCase, () => run((work) => openAsReporter(work, ada.member as never)));
});

test('the clocks stand still while one waits for an answer, which both sides see, and go on with it', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await refuses(nothingAsked, () => run((work) => waitForReporter(work, ada, id)));
  await run((work) => writeToReporter(work, ada, id, 'Which version is it?'));
  await run((work) => waitForReporter(work, ada, id));
  await refuses(alreadyWaiting, () => run((work) => waitForReporter(work, ada, id)));
  assert.equal((await run((work) => openAsReporter(work, id))).isWaiting, true);
  const paused = await run((work) => openCase(work, ada, id));
  assert.equal(paused.clocks.find(({ number }) => number === 'C2')?.state, 'paused');
  assert.equal(paused.clocks.find(({ number }) => number === 'C5')?.state, 'running');
  clock.at = after(clock.at, 3 * DAY_MS);
  await run((work) => writeAsReporter(work, id, 'It is 4.2.'));
  const on = await run((work) => openCase(work, ada, id));
  const triage = on.clocks.find(({ number }) => number === 'C2');
  const due = new Date(triage?.dueAt ?? 0).getTime() - new Date(on.receivedAt).getTime();
  assert.ok(due >= 10 * DAY_MS && due < 10 * DAY_MS + HOUR_MS);
  await refuses(notWaiting, () => run((work) => waitNoLonger(work, ada, id)));
  await run((work) => writeToReporter(work, ada, id, 'And on which system?'));
  await run((work) => waitForReporter(work, ada, id));
  await run((work) => waitNoLonger(work, ada, id));
  assert.equal((await run((work) => openCase(work, ada, id))).isWaiting, false);
});

test('who saw what is a chain, of which the reporter learns how many', async () => {
  const { run, ada, bob, owned, enter, bringFixer, fixer } = await desks.desk();
  const id = await owned();
  await enter(bob, id);
  await bringFixer(id);
  for (const actor of [ada, bob, fixer, ada]) await run((work) => openCase(work, actor, id));
  const { views, raw } = await run((work) => openCase(work, ada, id));
  assert.deepEqual(
    views.map(({ part, seen }) => `${part} ${seen}`),
    [...['coordinator case', 'coordinator case', 'fixer case']],
  );
  assert.deepEqual((await run((work) => openAsReporter(work, id))).seenBy, { triager: 0, coordinator: 2, fixer: 1 });
  const chain = await run((work) => viewsOf(work.sql, id, 100));
  assert.ok(isWhole(Buffer.from(raw.sha256, 'hex'), chain));
  assert.ok(!isWhole(Buffer.from(raw.sha256, 'hex'), chain.toSpliced(1, 1)), 'one is missing');
  const changed = chain.with(0, { ...chain[0]!, part: 'fixer' });
  assert.ok(!isWhole(Buffer.from(raw.sha256, 'hex'), changed), 'one says something else');
  clock.at = after(clock.at, deskLimits.viewEveryMs);
  assert.equal((await run((work) => openCase(work, ada, id))).views.length, 5);
});

test('nobody writes in a case that it is not in, and nothing changes in a closed one', async () => {
  const { run, ada, bob, triager, owner, owned, enter } = await desks.desk();
  const id = await owned();
  await refuses(notInside, () => run((work) => writeToReporter(work, bob, id, 'Hello')));
  await refuses(noSuchCase, () => run((work) => writeNote(work, owner, id, 'Hello')));
  await enter(triager, id);
  await refuses(coordinatorsOnly, () => run((work) => judgeInvalid(work, triager, id, 'No')));
  await run((work) => writeToReporter(work, triager, id, 'A triager answers.'));
  await run((work) => judgeInvalid(work, ada, id, 'It is as documented.'));
  await run((work) => closeCase(work, ada, id, { reason: 'not-a-vulnerability', text: 'We close this.' }));
  await refuses(caseClosed, () => run((work) => writeToReporter(work, ada, id, 'One more')));
  await refuses(caseClosed, () => run((work) => writeAsReporter(work, id, 'One more')));
  assert.equal((await run((work) => openCase(work, ada, id))).stage, 'closed', 'and it can still be read');
});

test('a thread has a bound', async () => {
  const { run, team, ada, owned } = await desks.desk();
  const id = await owned();
  await desks.database.pool.query(
    `insert into desk_letters (case_id, number, team_id, side, automatic, body, at)
     values ($1, $2, $3, 'reporter', false, '', now())`,
    [id, deskLimits.lettersMax, team.id],
  );
  await refuses(caseFull, () => run((work) => writeToReporter(work, ada, id, 'One too many')));
});
