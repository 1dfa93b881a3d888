import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDesks } from '../testing/cases.ts';
import {
  acceptReport,
  closeCase,
  judgeValid,
  openAsReporter,
  openCase,
  rateCase,
  stayAsReporter,
  withdrawAsReporter,
} from './cases.ts';
import { caseClosed } from './standing.ts';
import { reportMoveRefused } from './triage.ts';
import { alreadyWithdrawn, notWithdrawn } from './withdrawing.ts';

const desks = await openTestDesks();
const { refuses } = desks;
const desk = await desks.desk();
const { run, ada } = desk;
type Id = Awaited<ReturnType<typeof desk.owned>>;

const takeBack = (id: Id) => () => run((work) => withdrawAsReporter(work, id, 'It was my proxy.'));
const stay = (id: Id) => () => run((work) => stayAsReporter(work, id));
const close = (id: Id) => () =>
  run((work) => closeCase(work, ada, id, { reason: 'withdrawn', text: 'Thank you all the same.' }));
const seen = (id: Id) => run((work) => openCase(work, ada, id));

test('a reporter takes the report back, which both sides see, and changes their mind', async () => {
  const id = await desk.owned();
  await refuses(notWithdrawn, stay(id));
  const since = desks.facts.length;
  await takeBack(id)();
  const told = desks.facts.slice(since).filter(({ kind }) => kind === 'desk-case.activity');
  assert.ok(told.length > 0, 'who looks after it is told');
  await refuses(alreadyWithdrawn, takeBack(id));
  const { withdrawnAt, report, letters, timeline } = await seen(id);
  assert.ok(withdrawnAt !== undefined && report === 'received');
  assert.equal(letters.at(-1)?.text, 'It was my proxy.');
  assert.ok(timeline.some(({ kind, side }) => kind === 'report-withdrawn' && side === 'reporter'));
  assert.ok((await run((work) => openAsReporter(work, id))).isWithdrawn);
  await stay(id)();
  assert.equal((await seen(id)).withdrawnAt, undefined);
  await refuses(reportMoveRefused, close(id));
});

test('what was taken back is closed from any state, and stays closed', async () => {
  const rated = async (): Promise<Id> => {
    const id = await desk.owned();
    await run((work) => rateCase(work, ada, id, { word: 'high', explanation: 'Because' }));
    await run((work) => judgeValid(work, ada, id, 'It is one'));
    return id;
  };
  const [received, valid, accepted] = [await desk.owned(), await rated(), await rated()];
  await run((work) => acceptReport(work, ada, accepted));
  await refuses(reportMoveRefused, close(valid));
  for (const id of [received, valid, accepted]) {
    await takeBack(id)();
    await close(id)();
    const { report, closeReason } = await seen(id);
    assert.deepEqual([report, closeReason], ['closed', 'withdrawn']);
    await refuses(caseClosed, takeBack(id));
    await refuses(caseClosed, stay(id));
    assert.ok(!(await run((work) => openAsReporter(work, id))).canDispute);
  }
});

test('only as withdrawn: another reason still goes step by step', async () => {
  const id = await desk.owned();
  await takeBack(id)();
  await refuses(reportMoveRefused, () =>
    run((work) => closeCase(work, ada, id, { reason: 'out-of-scope', text: 'No' })),
  );
});
