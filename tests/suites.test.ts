import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suitesOf } from './suites.ts';

const files = [
  { path: 'server/platform/testing/testing.ts', text: '' },
  { path: 'server/platform/clock.test.ts', text: "import { test } from 'node:test';" },
  { path: 'server/identity/members/members.test.ts', text: "import { inTeam } from '#platform/testing/testing.ts';" },
  { path: 'tests/journey.ts', text: "import { inTeam } from '#platform/testing/testing.ts';" },
  { path: 'tests/kill.test.ts', text: "import { walk } from './journey.ts';" },
];

const withDatabase = ['server/identity/members/members.test.ts', 'tests/kill.test.ts'];

test('a test that reaches the database, by itself or through another file, runs on every engine', () => {
  assert.deepEqual(suitesOf(files, [], ['embedded', 'postgres']), [
    { engine: 'none', files: ['server/platform/clock.test.ts'] },
    { engine: 'embedded', files: withDatabase },
    { engine: 'postgres', files: withDatabase },
  ]);
});

test('a test that opens windows runs once', () => {
  const window = { path: 'tests/browser.ts', text: "import { createTestApp } from './journey.ts';" };
  const test = { path: 'tests/journeys/talk.test.ts', text: "import { openWindows } from '../browser.ts';" };
  assert.deepEqual(suitesOf([...files, window, test], ['talk'], ['embedded', 'postgres']), [
    { engine: 'browser', files: ['tests/journeys/talk.test.ts'] },
  ]);
});

test('a filter leaves the files whose path contains it', () => {
  assert.deepEqual(suitesOf(files, ['kill'], ['embedded']), [{ engine: 'embedded', files: ['tests/kill.test.ts'] }]);
});
