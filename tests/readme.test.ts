import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makePlace, startServer } from './journeys/client.ts';
import { root } from './source.ts';

test('the first five minutes of the README go as they are written', async (t) => {
  if (spawnSync('curl', ['--version']).error) return t.skip('curl is not installed; the walk in the README uses it');
  const walk = /```sh first-five-minutes\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  assert.ok(walk, 'the README has its walk');
  const place = await makePlace();
  const server = await startServer(place);
  const script = walk
    .replaceAll('http://127.0.0.1:8420', server.url)
    .replaceAll('bin/wardroom', join(root, 'bin/wardroom'));
  const { stdout, stderr, status } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: mkdtempSync(join(place.folder, 'walk-')),
    env: {
      PATH: process.env.PATH,
      WARDROOM_DATA: place.folder,
      ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /"text":"The \*\*harbour lights\*\* are on\."/);
  assert.match(stdout, /"messages":\[\{"channel":"C[^}]*harbour lights/, 'the search finds it');
  assert.match(stdout, /verif/i, 'the audit log verifies');
  await server.stop('SIGTERM');
});
