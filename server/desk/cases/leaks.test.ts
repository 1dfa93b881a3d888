import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tableDigests } from '#platform/testing/testing.ts';
import { search } from '#workspace/search/search.ts';
import { openTestDesks, type TestDesk } from '../testing/cases.ts';
import { openCase, rateCase, stateFact, writeAsReporter, writeNote, writeToReporter } from './cases.ts';

const desks = await openTestDesks();
const SECRET = 'quokka';

/** A case in which every record that people write holds the word. */
async function talkIn(desk: TestDesk): Promise<void> {
  const { run, ada } = desk;
  const id = await desk.owned({
    ...{ title: `${SECRET} title`, text: `${SECRET} text`, reporter: { name: SECRET } },
    files: [{ name: `${SECRET}.txt`, content: Buffer.from(SECRET) }],
  });
  await run((work) => writeToReporter(work, ada, id, `${SECRET} letter https://example.com/${SECRET}`));
  await run((work) => writeAsReporter(work, id, `${SECRET} answer`));
  await run((work) => writeNote(work, ada, id, `${SECRET} note <@${ada.member}>`));
  await run((work) => rateCase(work, ada, id, { word: 'high', explanation: `${SECRET} because` }));
  await run((work) => stateFact(work, ada, id, 'attacked', `${SECRET} in logs`));
  await run((work) => openCase(work, ada, id));
}

test('search finds nothing of a case, for nobody, also not for who is in it', async () => {
  const desk = await desks.desk();
  await talkIn(desk);
  const { run, ada, owner, outsider } = desk;
  for (const actor of [ada, owner, outsider]) {
    for (const query of [SECRET, `${SECRET.slice(0, 4)}*`]) {
      const found = await run((work) => search(work, actor, query, { before: undefined, limit: 20 }));
      assert.deepEqual(found.messages, []);
    }
  }
});

test('whatever happens in a case touches tables of the desk, keys and the audit log, and nothing else', async () => {
  const desk = await desks.desk();
  const [before, since] = [await tableDigests(desks.database), desks.facts.length];
  await talkIn(desk);
  const now = await tableDigests(desks.database);
  const touched = Object.keys(now).filter((table) => now[table] !== before[table]);
  assert.ok(touched.includes('desk_notes') && touched.includes('desk_ratings'));
  assert.deepEqual(touched.filter((table) => !table.startsWith('desk_')).toSorted(), [
    'audit_entries',
    'audit_heads',
    'vault_keys',
  ]);
  const facts = desks.facts.slice(since);
  assert.deepEqual([...new Set(facts.map(({ kind }) => kind))].toSorted(), [
    ...['desk-case.activity', 'desk-case.answered', 'desk-case.changed', 'desk-letter.written'],
  ]);
  assert.ok(!JSON.stringify(facts).includes(SECRET));
});

test('the audit log says that somebody changed a case, and nothing of what', async () => {
  const desk = await desks.desk();
  const entries: object[] = [];
  const id = await desk.owned({ title: SECRET });
  await desk.run((work) =>
    writeToReporter({ ...work, audit: (entry) => void entries.push(entry) }, desk.ada, id, SECRET),
  );
  const entry = { kind: 'desk-case.changed', actor: `member:${desk.ada.member}`, object: `desk-case:${id}` };
  assert.deepEqual(entries[0], entry);
  assert.ok(entries.every((one) => Object.keys(one).every((key) => ['kind', 'actor', 'object'].includes(key))));
});

const TABLES = new RegExp(
  `\\bdesk_(${[
    ...['cases', 'letters', 'notes', 'branches', 'retests', 'cves', 'events', 'files', 'file_parts', 'passphrases'],
    ...['people', 'facts', 'ratings', 'raw_parts', 'reporters', 'views'],
  ].join('|')})\\b`,
);

test('no other room reads the tables of cases', () => {
  const server = join(import.meta.dirname, '../..');
  const readers = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('desk/') && !path.startsWith('migrations/'))
    .filter((path) => TABLES.test(readFileSync(join(server, path), 'utf8')));
  assert.deepEqual(readers, []);
});

test('what serves reporters imports nothing of notes, people, facts or reasons', () => {
  const text = readFileSync(join(import.meta.dirname, 'reporter-page.ts'), 'utf8');
  const imported = [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => file);
  assert.deepEqual(imported.toSorted(), [
    ...['case-state.ts', 'cases.sql.ts', 'closing.ts', 'cve-ids/cve-ids.ts', 'files.ts', 'fixes/fixes.ts'],
    ...['letters.ts', 'notices.ts', 'passphrases.ts', 'records.sql.ts', 'shown.ts', 'standing.ts', 'thread.sql.ts'],
    'views.ts',
  ]);
  assert.doesNotMatch(text, /notesOf|shownNotes|casePeople|factsOf|ratingsOf|reporterRow|rawReport/);
});
