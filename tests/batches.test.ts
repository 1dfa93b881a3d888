import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesOf } from './batches.ts';

const inRoom = (room: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `server/${room}/${at}.test.ts`);

test('files of a room share processes evenly; what starts processes has its own, and begins first', () => {
  const [kill, readme] = ['tests/simulation/kill.test.ts', 'tests/readme.test.ts'];
  const batches = batchesOf([
    { engine: 'none', files: inRoom('platform', 3) },
    { engine: 'embedded', files: [readme, ...inRoom('workspace', 12), ...inRoom('identity', 2), kill] },
  ]);
  assert.deepEqual(
    batches.map(({ engine, files }) => [engine, files.length, files[0]]),
    [
      ['embedded', 1, kill],
      ['embedded', 1, readme],
      ['embedded', 6, 'server/workspace/0.test.ts'],
      ['embedded', 6, 'server/workspace/1.test.ts'],
      ['embedded', 2, 'server/identity/0.test.ts'],
      ['none', 3, 'server/platform/0.test.ts'],
    ],
  );
  assert.deepEqual(
    batches.flatMap(({ files }) => files).toSorted(),
    [kill, readme, ...inRoom('platform', 3), ...inRoom('workspace', 12), ...inRoom('identity', 2)].toSorted(),
  );
});

test('files that open windows share two processes, but for the one that looks at every screen', () => {
  const [screens, ...files] = ['screens', 'around', 'offline', 'writing'].map(
    (name) => `tests/journeys/${name}.test.ts`,
  );
  assert.deepEqual(
    batchesOf([{ engine: 'browser', files: [screens!, ...files] }]).map(({ files }) => files),
    [[screens], [files[0], files[2]], [files[1]]],
  );
});
