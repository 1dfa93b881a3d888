import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { noSuchWeakness } from '../severity/severity.ts';
import { openTestDesks } from '../testing/cases.ts';
import {
  acceptReport,
  assignCase,
  deferReport,
  judgeInvalid,
  judgeValid,
  openAsReporter,
  openCase,
  rateCase,
} from './cases.ts';
import { ratingContradicts, ratingMissing, vectorIncomplete, vectorUnreadable } from './rating.ts';
import { coordinatorsOnly } from './standing.ts';
import { notACoordinator, ownerMissing, reportMoveRefused, severityMissing } from './triage.ts';

const desks = await openTestDesks();
const { refuses } = desks;
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N';
const V40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N';

test('a report that is none is told why, and how to dispute it; that is a human answer', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => judgeInvalid(work, ada, id, 'The page says so on purpose.'));
  const page = await run((work) => openAsReporter(work, id));
  assert.match(page.letters.at(-1)?.text ?? '', /on purpose[\s\S]*another coordinator/);
  assert.equal(page.stage, 'upon-contact');
  assert.equal(page.clocks.find(({ number }) => number === 'C2')?.state, 'kept');
  await refuses(reportMoveRefused, () => run((work) => judgeInvalid(work, ada, id, 'Again')));
  await run((work) => judgeValid(work, ada, id, 'On second thought it is one.'));
  assert.equal((await run((work) => openCase(work, ada, id))).report, 'valid');
});

test('a report is taken on when it belongs to somebody and is rated; then the fix has a date', async () => {
  const { run, ada, enter, report } = await desks.desk();
  const { id } = await report();
  await enter(ada, id);
  await run((work) => judgeValid(work, ada, id, 'Reproduced on 4.2.'));
  await refuses(ownerMissing, () => run((work) => acceptReport(work, ada, id)));
  await run((work) => assignCase(work, ada, id, { coordinator: ada.member, reason: 'I take it' }));
  await refuses(severityMissing, () => run((work) => acceptReport(work, ada, id)));
  await refuses(severityMissing, () => run((work) => deferReport(work, ada, id, 'Later')));
  await run((work) => rateCase(work, ada, id, { vector: V31, explanation: 'It shows all messages.' }));
  await run((work) => acceptReport(work, ada, id));
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal(opened.stage, 'fix-the-bug');
  const fix = opened.clocks.find(({ number }) => number === 'C3');
  const days = (new Date(fix?.dueAt ?? 0).getTime() - new Date(fix?.startedAt ?? 0).getTime()) / 86_400_000;
  assert.equal(days, 90, 'medium: 6.5');
  await run((work) => deferReport(work, ada, id, 'The next version replaces it.'));
  await run((work) => acceptReport(work, ada, id));
  assert.deepEqual(opened.moves, ['defer', 'close']);
});

test('every rating is explained to the reporter, and what it was before', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) =>
    rateCase(work, ada, id, { word: 'high', explanation: 'We think that it is reached from outside.' }),
  );
  const ssvc = {
    ...({ exploitation: 'public-poc', automatable: 'yes', valueDensity: 'diffuse' } as const),
    ...({ technicalImpact: 'partial', publicSafety: 'minimal' } as const),
  };
  const second = { vector: V31, weakness: 'CWE-200', ssvc, explanation: 'Only who has an account.' };
  await run((work) => rateCase(work, ada, id, second));
  await run((work) => rateCase(work, ada, id, { vector: V40, word: 'high', explanation: 'By the newer version.' }));
  const { ratings, severity } = await run((work) => openCase(work, ada, id));
  assert.deepEqual(
    ratings.map((one) => [one.severity, one.score]),
    [
      ...[
        ['high', undefined],
        ['medium', 6.5],
        ['high', 7.1],
      ],
    ],
  );
  assert.equal(severity, 'high');
  assert.equal(ratings[1]?.weakness?.name, 'Exposure of Sensitive Information to an Unauthorized Actor');
  assert.equal(ratings[1]?.urgency, 'scheduled');
  const letters = (await run((work) => openAsReporter(work, id))).letters.map(({ text }) => text);
  assert.match(letters.at(-2) ?? '', /medium \(6\.5, CVSS:3\.1.*It was high before\.[\s\S]*Only who has an account/);
});

test('a rating without a score, against its own word, or of an unknown weakness is refused', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  const rate = (wanted: object) => () =>
    run((work: Work) => rateCase(work, ada, id, { explanation: 'Because', ...wanted }));
  await refuses(vectorIncomplete, rate({ vector: 'CVSS:3.1/AV:N' }));
  await refuses(vectorUnreadable, rate({ vector: 'CVSS:3.1/AV:Z' }));
  await refuses(vectorUnreadable, rate({ vector: V31.replace('3.1', '3.0') }));
  await refuses(ratingMissing, rate({}));
  await refuses(ratingContradicts, rate({ vector: V31, word: 'low' }));
  await refuses(noSuchWeakness, rate({ word: 'low', weakness: 'CWE-999999' }));
});

test('a case is handed over, never dropped, and only to a coordinator of the desk', async () => {
  const { run, ada, bob, triager, fixer, owned, enter, bringFixer } = await desks.desk();
  const id = await owned();
  await bringFixer(id);
  await enter(triager, id);
  const give =
    (to: typeof ada, by = ada) =>
    () =>
      run((work: Work) => assignCase(work, by, id, { coordinator: to.member, reason: 'I am away' }));
  await refuses(notACoordinator, give(triager));
  await refuses(notACoordinator, give(fixer));
  await refuses(coordinatorsOnly, give(bob, triager));
  await refuses(coordinatorsOnly, give(bob, fixer));
  const told = desks.facts.length;
  await give(bob)();
  const activity = desks.facts.slice(told).filter(({ kind }) => kind === 'desk-case.activity');
  assert.deepEqual(activity, [{ kind: 'desk-case.activity', case: id, member: bob.member }]);
  await enter(bob, id);
  const opened = await run((work) => openCase(work, bob, id));
  assert.equal(opened.coordinator, publicId('U', bob.member));
  assert.ok(opened.timeline.some(({ kind, details }) => kind === 'case-handed-over' && details === 'I am away'));
});
