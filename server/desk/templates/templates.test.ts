import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledIn, proposedTemplates, strangeBlanks } from '#contract/desk-template-words.ts';
import { judgeValid, proposeDate } from '../cases/cases.ts';
import { notAtTheDesk } from '../roster/roster.ts';
import { openTestDesks } from '../testing/cases.ts';
import { listTemplates, repliesFor, sameName, setTemplates, templatesMovedOn } from './templates.ts';

const desks = await openTestDesks();
const { refuses } = desks;
const OWN = { name: 'Ours', text: 'Hello {reporter}, this is {case}.' };
const URL_HERE = 'https://chat.kestrel.example';

test('a desk has what is proposed until it writes its own; each version says by whom', async () => {
  const { run, triager, ada } = await desks.desk();
  const first = await run((work) => listTemplates(work, ada));
  assert.deepEqual([first.version, first.templates, first.setBy], [0, proposedTemplates, undefined]);
  const set = await run((work) => setTemplates(work, triager, { after: 0, templates: [OWN] }));
  assert.deepEqual([set.version, set.setBy], [1, triager.member]);
  await run((work) => setTemplates(work, ada, { after: 1, templates: [] }));
  const { version, templates, setBy } = await run((work) => listTemplates(work, triager));
  assert.deepEqual([version, templates, setBy], [2, [], ada.member], 'none is a list too');
});

test('who was slower overwrites nothing, and names are told apart', async () => {
  const { run, ada, bob } = await desks.desk();
  await run((work) => setTemplates(work, ada, { after: 0, templates: [OWN] }));
  await refuses(templatesMovedOn, () => run((work) => setTemplates(work, bob, { after: 0, templates: [] })));
  const twice = [OWN, { name: ' ours ', text: 'Other words' }];
  await refuses(sameName, () => run((work) => setTemplates(work, bob, { after: 1, templates: twice })));
  assert.deepEqual((await run((work) => listTemplates(work, bob))).templates, [OWN]);
});

test('only the desk sees and sets them, and only who is in a case gets them filled in', async () => {
  const { run, owner, outsider, bob, fixer, owned, bringFixer } = await desks.desk();
  for (const stranger of [owner, outsider]) {
    await refuses(notAtTheDesk, () => run((work) => listTemplates(work, stranger)));
    await refuses(notAtTheDesk, () => run((work) => setTemplates(work, stranger, { after: 0, templates: [] })));
  }
  const id = await owned({ title: 'Found', reporter: { name: 'N. Hale' } });
  await refuses({ code: 'desk/not-inside' }, () => run((work) => repliesFor(work, bob, id, URL_HERE)));
  await bringFixer(id);
  const { replies } = await run((work) => repliesFor(work, fixer, id, URL_HERE));
  assert.doesNotMatch(JSON.stringify(replies), /Hale/, 'a fixer does not learn who it is');
});

test('the list is not on disk in the clear', async () => {
  const { run, ada } = await desks.desk();
  await run((work) => setTemplates(work, ada, { after: 0, templates: [{ ...OWN, text: 'quokka' }] }));
  const { rows } = await desks.database.pool.query('select body from desk_templates');
  assert.ok(rows.length > 0 && rows.every(({ body }) => !(body as Buffer).includes('quokka')));
});

test('a case fills the blanks with what it has, and names those that stay', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned({ title: 'Found', reporter: { name: 'N. Hale' } });
  const text = '{reporter} {case} {decision-by} {silence-until} {fingerprint} {policy} {other}';
  await run((work) => setTemplates(work, ada, { after: 0, templates: [{ name: 'All', text }] }));
  const filled = async () => (await run((work) => repliesFor(work, ada, id, URL_HERE))).replies[0];
  const first = await filled();
  assert.match(
    first?.text ?? '',
    /^N\. Hale DESK-\d{4} \w{3} \d+ \w{3} \d{4}, \d\d:\d\d UTC \{silence-until\} \{finger/,
  );
  assert.match(first?.text ?? '', /print\} https:\/\/chat\.kestrel\.example\/t\/[\w-]+\/security\/policy \{other\}$/);
  assert.deepEqual(first?.open, ['{silence-until}', '{fingerprint}']);
  await run((work) => proposeDate(work, ada, id, { until: new Date('2026-05-06T00:00:00Z') }));
  await run((work) => judgeValid(work, ada, id, 'Reproduced'));
  const later = await filled();
  assert.match(
    later?.text ?? '',
    /DESK-\d{4} \{decision-by\} Wed 6 May 2026, 00:00 UTC/,
    'a promise that is kept is no date',
  );
});

test('blanks are filled once, and what only looks like one stays', () => {
  assert.deepEqual(filledIn('{me} {case} {me} {Case} {} {toString}', { me: '{case}', case: 'DESK-0001' }), {
    text: '{case} DESK-0001 {case} {Case} {} {toString}',
    open: [],
  });
  assert.deepEqual(strangeBlanks('{case} {csae} {csae} {x-y} { }'), ['{csae}', '{x-y}']);
  for (const { text } of proposedTemplates) assert.deepEqual(strangeBlanks(text), []);
});
