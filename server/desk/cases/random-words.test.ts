import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EmbargoMove, embargoAfter } from '#contract/desk-embargo.ts';
import { type ReportMove, reportAfter } from '#contract/desk-report.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { openTestDesks, type TestDesk } from '../testing/cases.ts';
import { caseRow } from './cases.sql.ts';
import {
  acceptDateAsReporter,
  acceptReport,
  closeCase,
  deferReport,
  endEmbargo,
  judgeInvalid,
  judgeValid,
  proposeDate,
  rateCase,
  rejectDateAsReporter,
} from './cases.ts';
import { embargoMoveRefused } from './embargo.ts';
import { caseClosed } from './standing.ts';
import { reportMoveRefused } from './triage.ts';

const desks = await openTestDesks();
const { refuses, clock } = desks;
const desk: TestDesk = await desks.desk();
const { run, ada } = desk;

type Id = Awaited<ReturnType<TestDesk['owned']>>;
const REPORT: Readonly<Record<Exclude<ReportMove, 'receive'>, (work: Work, id: Id) => Promise<void>>> = {
  validate: (work, id) => judgeValid(work, ada, id, 'It is one'),
  invalidate: (work, id) => judgeInvalid(work, ada, id, 'It is none'),
  accept: (work, id) => acceptReport(work, ada, id),
  defer: (work, id) => deferReport(work, ada, id, 'Later'),
  close: (work, id) => closeCase(work, ada, id, { reason: 'withdrawn', text: 'Closed' }),
};
const EMBARGO: Readonly<Record<EmbargoMove, (work: Work, id: Id) => Promise<void>>> = {
  propose: (work, id) => proposeDate(work, ada, id, { until: after(clock.at, 30 * DAY_MS) }),
  accept: (work, id) => acceptDateAsReporter(work, id),
  reject: (work, id) => rejectDateAsReporter(work, id),
  terminate: (work, id) => endEmbargo(work, ada, id, 'Out with it'),
};

const rated = async (): Promise<Id> => {
  const id = await desk.owned();
  await run((work) => rateCase(work, ada, id, { word: 'high', explanation: 'Because' }));
  return id;
};
const statesOf = async (id: Id) => {
  const row = await run((work) => caseRow(work.sql, id));
  return row ?? assert.fail();
};

test('of random words over a report in the database, allowed moves succeed and all others leave no trace', async () => {
  const word = fc.array(fc.constantFrom(...(Object.keys(REPORT) as (keyof typeof REPORT)[])), {
    minLength: 6,
    maxLength: 9,
  });
  for (const moves of fc.sample(word, { numRuns: 8, seed: 6 })) {
    const id = await rated();
    for (const move of moves) {
      const before = (await statesOf(id)).report_state;
      const next = reportAfter(before, move);
      const call = () => run((work) => REPORT[move](work, id));
      if (next === undefined) await refuses(before === 'closed' ? caseClosed : reportMoveRefused, call);
      else await call();
      assert.equal((await statesOf(id)).report_state, next ?? before);
    }
  }
});

test('of random words over an embargo in the database, allowed moves succeed and others leave no trace', async () => {
  const word = fc.array(fc.constantFrom(...(Object.keys(EMBARGO) as EmbargoMove[])), { minLength: 6, maxLength: 9 });
  for (const moves of fc.sample(word, { numRuns: 8, seed: 7 })) {
    const id = await desk.owned();
    for (const move of moves) {
      const before = (await statesOf(id)).embargo_state;
      const next = embargoAfter(before, move);
      const call = () => run((work) => EMBARGO[move](work, id));
      if (next === undefined) await refuses(embargoMoveRefused, call);
      else await call();
      assert.equal((await statesOf(id)).embargo_state, next ?? before);
    }
  }
});
