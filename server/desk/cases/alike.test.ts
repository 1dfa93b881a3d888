import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notAtTheDesk } from '../roster/roster.ts';
import { openTestDesks } from '../testing/cases.ts';
import { alikeCases } from './alike.ts';
import { closeCase, openAsReporter, rateCase } from './cases.ts';
import { notInside } from './standing.ts';

const desks = await openTestDesks();
const { refuses } = desks;
const DRAFTS = { title: 'Guests read drafts', text: 'A guest opens the drafts of others through search' };
const AGAIN = { title: 'Drafts are readable by guests', text: 'Through search a guest reads the drafts of others' };
const OTHER = { title: 'Images load slowly', text: 'Large images take a minute on the phone' };
const poc = { name: 'poc.py', content: Buffer.from('print("quokka")') };

test('what was reported before in like words is named, with its title only to who is in it', async () => {
  const { run, ada, bob, enter, report, owned } = await desks.desk();
  const first = await owned(DRAFTS);
  await report(OTHER, 'other bytes');
  const { id, name } = await report(AGAIN, 'more bytes');
  await enter(ada, id);
  await enter(bob, id);
  const [seen, ...more] = (await run((work) => alikeCases(work, ada, id))).cases;
  assert.deepEqual([seen?.title, seen?.because, seen?.closed, more.length], [DRAFTS.title, ['words'], false, 0]);
  assert.ok((seen?.likeness ?? 0) >= 0.25);
  const [forBob] = (await run((work) => alikeCases(work, bob, id))).cases;
  assert.deepEqual([forBob?.name, forBob?.title], [seen?.name, undefined]);
  const back = (await run((work) => alikeCases(work, ada, first))).cases;
  assert.deepEqual(
    back.map((one) => one.name),
    [name],
  );
});

test('the same file or bytes say it whatever the words, the kind of weakness only beside that', async () => {
  const { run, ada, owned } = await desks.desk();
  const one = await owned({ ...DRAFTS, files: [poc] });
  const other = await owned({ ...OTHER, files: [{ ...poc, name: 'again.txt' }] });
  const apart = await owned({ title: 'Quite another thing', text: 'Nothing in common here' });
  for (const id of [one, other, apart]) {
    const rating = { word: 'high', weakness: 'CWE-639', explanation: 'So it is' } as const;
    await run((work) => rateCase(work, ada, id, rating));
  }
  const { cases } = await run((work) => alikeCases(work, ada, one));
  const files = cases.filter(({ because }) => because.includes('same-weakness') && because.includes('same-file'));
  assert.ok(
    files.some(({ title }) => title === OTHER.title),
    JSON.stringify(cases),
  );
});

test('spam is compared with nothing; a reporter and who is not at the desk learn of nothing', async () => {
  const { run, ada, bob, fixer, bringFixer, enter, report, owned } = await desks.desk();
  const spam = await owned(DRAFTS);
  await run((work) => closeCase(work, ada, spam, { reason: 'spam', text: 'Spam' }));
  const { id } = await report(AGAIN, 'unlike bytes');
  await enter(ada, id);
  assert.deepEqual((await run((work) => alikeCases(work, ada, id))).cases, []);
  const known = await owned(DRAFTS);
  await bringFixer(known);
  await refuses(notAtTheDesk, () => run((work) => alikeCases(work, fixer, known)));
  await refuses(notInside, () => run((work) => alikeCases(work, bob, known)));
  const page = JSON.stringify(await run((work) => openAsReporter(work, known)));
  assert.doesNotMatch(page, /alike|likeness|readable by guests/);
});
