import { doesNotMatch, notStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { systemRandom } from '#platform/random.ts';
import { SecretFileRefused } from '#platform/secret-file.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { parseVerifierKey } from './signed-note.ts';
import { openSigningKey } from './signing-key.ts';

let path = '';
before(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'signing-key-')), 'audit.key');
});
after(() => rm(join(path, '..'), { recursive: true }));

const opened = (expected: boolean) => openSigningKey(path, { expected }, systemRandom);
const checkpoint = { origin: 'wardroom.example/a', size: 3, root: Buffer.alloc(32) };

test('a missing signing key stops the start once a log has entries', async () => {
  await rejects(opened(true), /Restore it from its escrow copy/);
});

test('the first start makes a key; a later one signs with the same, under the name of each log', async () => {
  const first = (await opened(false))(checkpoint.origin);
  const later = await opened(true);
  const note = signCheckpoint(checkpoint, later(checkpoint.origin));
  strictEqual(openCheckpoint(note, parseVerifierKey(first.vkey)).size, 3);
  notStrictEqual(later('wardroom.example/b').vkey, first.vkey);
});

test('a signing key that is malformed, or open to others, stops the start and is not shown', async () => {
  const good = await readFile(path, 'utf8');
  // PRIVATE+KEY+<name>+<key id>+<base64>, and base64 has a plus of its own.
  const secret = good.split('+').slice(4).join('+').slice(0, 12);
  strictEqual(secret.length, 12);
  for (const text of ['', good.slice(0, -8), good.replace('wardroom', 'wardrobe'), `${good}\n`]) {
    await writeFile(path, text);
    await rejects(opened(true), (error) => {
      strictEqual(inspect(error).includes(secret), false);
      return error instanceof SecretFileRefused && /malformed/.test(error.message);
    });
  }
  await writeFile(path, good);
  await chmod(path, 0o644);
  await rejects(opened(true), /open to other users/);
  doesNotMatch(inspect(await opened(true).catch((error: unknown) => error)), /PRIVATE/);
});
