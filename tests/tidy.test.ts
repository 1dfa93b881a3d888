import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources } from './source.ts';
import { functionLinesMax, linesMax, missingDocuments, missingHolders, testLinesMax, untidiness } from './tidy.ts';

const files = readSources();

test('the code and its documents are tidy', () => {
  assert.deepEqual(untidiness(files), []);
});

test('every capability folder has its document', () => {
  assert.deepEqual(missingDocuments(files), []);
});

test('every decision is held by a test that exists', () => {
  assert.deepEqual(missingHolders(files), []);
});

const rule = 'server/desk/cases/cases.ts';
const lines = (count: number) => 'const x = 1;\n'.repeat(count);

const refused: [what: string, path: string, text: string, fault: RegExp][] = [
  ['reading the time', rule, 'const at = Date.now();', /use work.now/],
  ['making the time', rule, 'const at = new Date();', /use work.now/],
  ['a weak random number', rule, 'const dice = Math.random();', /use work.random/],
  ['random bytes', rule, "import { randomBytes } from 'node:crypto';", /use work.random/],
  ['a random id', rule, 'const id = crypto.randomUUID();', /use work.random/],
  ['writing to the console', rule, "console.log('here');", /write to the log/],
  ['a file called utils', 'server/desk/cases/utils.ts', '', /the path says nothing/],
  ['a folder called helpers', 'server/desk/helpers/dates.ts', '', /the path says nothing/],
  ['a manager', rule, 'class CaseManager {}', /name the thing/],
  ['a service', rule, 'const caseService = {};', /name the thing/],
  ['a promise to oneself', rule, '// TODO later', /a promise to oneself/],
  ['a promise to oneself in a document', 'docs/guide.md', '# Guide\n\nFIXME', /a promise to oneself/],
  ['a path of one machine', 'docs/guide.md', '# Guide\n\nsee /home/ann/wardroom', /a path of one machine/],
  ['a long file', rule, lines(linesMax + 1), /501 lines/],
  ['a long test', 'server/desk/cases/cases.test.ts', lines(testLinesMax + 1), /801 lines/],
  ['a long line', rule, `const x = '${'long '.repeat(30)}';`, /characters/],
  ['a long function', rule, `function run() {\n${lines(functionLinesMax)}}`, /run has 72 lines/],
  ['a document with two titles', 'docs/guide.md', '# One\n\n# Two\n', /one title/],
  ['a document without a title', 'docs/guide.md', 'Hello.\n', /one title/],
  ['a decision without its test', 'docs/decisions/storage.md', '# Storage\n', /names its test/],
];

for (const [what, path, text, fault] of refused) {
  test(`refused: ${what}`, () => {
    const found = untidiness([{ path, text }]);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', fault);
  });
}

const accepted: [what: string, path: string, text: string][] = [
  ['the clock', 'server/platform/clock.ts', 'export const now = () => new Date();'],
  ['a date from a number', rule, 'export const at = (ms: number) => new Date(ms);'],
  ['a long migration', 'server/migrations/0001-teams.ts', lines(linesMax + 1)],
  ['a comment sign in code', 'docs/guide.md', '# Guide\n\n```sh\n# a comment\n```\n'],
  ['a command that prints', 'server/cli.ts', "console.log('ready');"],
];

for (const [what, path, text] of accepted) {
  test(`accepted: ${what}`, () => assert.deepEqual(untidiness([{ path, text }]), []));
}

test('a capability folder without its document is named', () => {
  const folder = ['server/desk/cases/cases.ts', 'server/desk/cases/cases.sql.ts', 'server/desk/desk.ts'];
  const named = missingDocuments(folder.map((path) => ({ path, text: '' })));
  assert.deepEqual(named, ['server/desk/cases/cases.md']);
});

test('a decision held by a test that does not exist is named', () => {
  const record = { path: 'docs/decisions/storage.md', text: '# Storage\n\nHeld by: `tests/gone.test.ts`\n' };
  assert.match(missingHolders([record])[0] ?? '', /tests\/gone.test.ts, which does not exist/);
});
