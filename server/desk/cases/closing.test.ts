import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { openTestDesks } from '../testing/cases.ts';
import {
  acceptDateAsReporter,
  closeCase,
  decideDispute,
  disputeAsReporter,
  expireCases,
  judgeInvalid,
  judgeValid,
  listCases,
  openAsReporter,
  openCase,
  openRaw,
  proposeDate,
} from './cases.ts';
import { anotherDecides, duplicateUnclear, notDisputed, nothingToDispute, notPublished } from './closing.ts';
import { noSuchCase, notInside } from './standing.ts';
import { reportMoveRefused } from './triage.ts';

const desks = await openTestDesks();
const { refuses, clock } = desks;

/** A case that Ada found to be none. */
async function invalid() {
  const desk = await desks.desk();
  const id = await desk.owned();
  await desk.run((work) => judgeInvalid(work, desk.ada, id, 'It is as documented.'));
  return { ...desk, id };
}

test('a case ends with words to the reporter, and with it the embargo', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => proposeDate(work, ada, id, { until: after(clock.at, 30 * DAY_MS) }));
  await run((work) => acceptDateAsReporter(work, id));
  await refuses(reportMoveRefused, () =>
    run((work) => closeCase(work, ada, id, { reason: 'withdrawn', text: 'You took it back.' })),
  );
  await run((work) => judgeInvalid(work, ada, id, 'It is as documented.'));
  await run((work) => closeCase(work, ada, id, { reason: 'withdrawn', text: 'You took it back.' }));
  const page = await run((work) => openAsReporter(work, id));
  assert.deepEqual([page.isClosed, page.closeReason, page.embargo.state], [true, 'withdrawn', 'ended']);
  assert.equal(page.letters.at(-1)?.text, 'You took it back.');
  assert.deepEqual((await run((work) => listCases(work, ada))).cases, []);
  assert.equal((await run((work) => listCases(work, ada, { closed: true }))).cases.length, 1);
});

test('spam goes at once and is not answered', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned();
  await run((work) => closeCase(work, ada, id, { reason: 'spam', text: 'For the desk' }));
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal(opened.report, 'closed');
  assert.deepEqual(
    opened.letters.map(({ automatic }) => automatic),
    [true],
  );
});

test('nothing ends as published before it is, and a duplicate names a case that one is in', async () => {
  const { run, ada, bob, report, enter, id } = await invalid();
  const close = (closing: object) => () =>
    run((work: Work) => closeCase(work, ada, id, { reason: 'duplicate', text: 'Known', ...closing }));
  await refuses(notPublished, close({ reason: 'published' }));
  await refuses(duplicateUnclear, close({}));
  await refuses(duplicateUnclear, close({ duplicateOf: id }));
  await refuses(duplicateUnclear, close({ duplicateOf: bob.member }));
  const { id: other } = await report();
  await refuses(duplicateUnclear, close({ reason: 'out-of-scope', duplicateOf: other }));
  await refuses(notInside, close({ duplicateOf: other }));
  await enter(ada, other);
  await close({ duplicateOf: other })();
  assert.equal((await run((work) => openCase(work, ada, id))).duplicateOf, publicId('N', other));
  assert.ok(!JSON.stringify(await run((work) => openAsReporter(work, id))).includes(publicId('N', other)));
});

test('a decision is disputed, and another coordinator decides anew', async () => {
  const { run, ada, bob, triager, enter, id } = await invalid();
  await enter(bob, id);
  await enter(triager, id);
  const decide = (by: typeof ada, upheld: boolean) => () =>
    run((work: Work) => decideDispute(work, by, id, { upheld, text: 'I looked again.' }));
  await refuses(notDisputed, decide(bob, true));
  await run((work) => disputeAsReporter(work, id, 'The page lies: try as a guest.'));
  await refuses(nothingToDispute, () => run((work) => disputeAsReporter(work, id, 'And again')));
  await refuses(anotherDecides, decide(ada, false));
  await refuses(anotherDecides, decide(triager, false));
  await decide(bob, true)();
  const opened = await run((work) => openCase(work, bob, id));
  assert.deepEqual([opened.report, opened.disputedAt], ['valid', undefined]);
  await refuses(nothingToDispute, () => run((work) => disputeAsReporter(work, id, 'Too slow')));
});

test('a closed case leads nowhere: what was wrong begins anew as a case of its own', async () => {
  const { run, ada, bob, enter, id } = await invalid();
  await enter(bob, id);
  await run((work) => closeCase(work, ada, id, { reason: 'not-a-vulnerability', text: 'We close this.' }));
  await run((work) => disputeAsReporter(work, id, 'The page lies.'));
  const anew = await run((work) => decideDispute(work, bob, id, { upheld: true, text: 'You are right.' }));
  assert.notEqual(anew.case, id);
  assert.equal((await run((work) => openCase(work, ada, id))).report, 'closed');
  await enter(bob, anew.case);
  const opened = await run((work) => openCase(work, bob, anew.case));
  assert.deepEqual([opened.title, opened.report, opened.source], ['Search shows too much', 'received', 'dispute']);
  const raw = await run((work) => openRaw(work, bob, anew.case));
  assert.equal(Buffer.from(raw.base64, 'base64').toString(), 'Steps to reproduce');
});

test('a rejected dispute leaves things as they are, and is answered', async () => {
  const { run, bob, ada, enter, id } = await invalid();
  await enter(bob, id);
  await run((work) => closeCase(work, ada, id, { reason: 'out-of-scope', text: 'We close this.' }));
  await run((work) => disputeAsReporter(work, id, 'The page lies.'));
  const same = await run((work) => decideDispute(work, bob, id, { upheld: false, text: 'It does not.' }));
  assert.equal(same.case, id);
  assert.equal((await run((work) => openAsReporter(work, id))).letters.at(-1)?.text, 'It does not.');
  clock.at = after(clock.at, deskLimits.disputeMs);
  await refuses(nothingToDispute, () => run((work) => disputeAsReporter(work, id, 'Years later')));
  await refuses(noSuchCase, () => run((work) => disputeAsReporter(work, bob.member as never, 'Elsewhere')));
});

test('a closed case goes when its time of keeping is over, and an open one stays', async () => {
  const { run, ada, owned, report } = await desks.desk();
  const [spam, open] = [await owned(), await owned()];
  await run((work) => closeCase(work, ada, spam, { reason: 'spam', text: 'Spam' }));
  assert.equal(await run(expireCases), 0);
  clock.at = after(clock.at, deskLimits.keptMs.spam);
  const keysOf = (work: Work) =>
    work.sql.selectFrom('vault_keys').select('compartment').where('compartment', 'like', `%${spam}`).execute();
  assert.notEqual((await run(keysOf)).length, 0);
  assert.equal(await run(expireCases), 1);
  assert.deepEqual(await run(keysOf), []);
  await refuses(noSuchCase, () => run((work) => openCase(work, ada, spam)));
  await run((work) => judgeValid(work, ada, open, 'Still here'));
  const { name } = await report();
  assert.equal(name, 'DESK-0003', 'numbers are not given twice');
});
