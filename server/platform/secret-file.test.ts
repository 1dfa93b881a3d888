import { deepStrictEqual, doesNotMatch, rejects, strictEqual } from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSecretFile, readSecretFile, replaceSecretFile, SecretFileRefused } from './secret-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secret-file-'));
});
after(() => rm(folder, { recursive: true }));

const never = (): string => {
  throw new Error('No new secret should be made.');
};
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('a secret file is made at first need, for its owner alone, and is the same ever after', async () => {
  const path = join(folder, 'made', 'deeper', 'file');
  strictEqual(await openSecretFile(path, { expected: false }, () => 'secret'), 'secret');
  strictEqual(await modeOf(path), 0o600);
  strictEqual(await modeOf(dirname(path)), 0o700);
  strictEqual(await openSecretFile(path, { expected: false }, never), 'secret');
  strictEqual(await openSecretFile(path, { expected: true }, never), 'secret');
  deepStrictEqual(await readdir(dirname(path)), ['file']);
});

test('a missing file that stored data depends on is not made anew; the message says to restore it', async () => {
  const path = join(folder, 'missing', 'file');
  await rejects(openSecretFile(path, { expected: true }, never), (error) => {
    strictEqual(error instanceof SecretFileRefused, true);
    strictEqual(String(error).includes(path), true);
    return /Restore it from its escrow copy/.test(String(error));
  });
  strictEqual(await readSecretFile(path), undefined);
  await rejects(stat(dirname(path)), { code: 'ENOENT' });
});

test('a file that its group or others may use is refused, without showing what it holds', async () => {
  const path = join(folder, 'open');
  await writeFile(path, 'what it holds', { mode: 0o600 });
  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o610, 0o777]) {
    await chmod(path, mode);
    await rejects(openSecretFile(path, { expected: false }, never), (error) => {
      doesNotMatch(String(error), /what it holds/);
      return error instanceof SecretFileRefused && String(error).includes(`mode 0${mode.toString(8)}`);
    });
  }
  strictEqual(await readFile(path, 'utf8'), 'what it holds');
  for (const mode of [0o600, 0o400]) {
    await chmod(path, mode);
    strictEqual(await readSecretFile(path), 'what it holds');
  }
});

test('a file that is too large, or is a folder, is refused', async () => {
  const path = join(folder, 'large');
  await writeFile(path, 'a'.repeat(64 * 1024 + 1), { mode: 0o600 });
  await rejects(readSecretFile(path), SecretFileRefused);
  await mkdir(join(folder, 'folder'), { mode: 0o700 });
  await rejects(readSecretFile(join(folder, 'folder')), { code: 'EISDIR' });
});

test('of several that start in the same moment, all get the same secret', async () => {
  const path = join(folder, 'race', 'file');
  const texts = await Promise.all(
    Array.from({ length: 8 }, (_, at) => openSecretFile(path, { expected: false }, () => `secret ${at}`)),
  );
  strictEqual(new Set(texts).size, 1);
  deepStrictEqual(await readdir(dirname(path)), ['file']);
});

test('a replaced file has the new text, for its owner alone, and leaves nothing beside it', async () => {
  const path = join(folder, 'replaced', 'file');
  await openSecretFile(path, { expected: false }, () => 'old');
  await replaceSecretFile(path, 'new');
  strictEqual(await readSecretFile(path), 'new');
  strictEqual(await modeOf(path), 0o600);
  deepStrictEqual(await readdir(dirname(path)), ['file']);
});

test('a draft left by a killed process does not disturb the next start', async () => {
  const path = join(folder, 'killed', 'file');
  await mkdir(`${path}.draft-abcdef`, { recursive: true });
  await writeFile(join(`${path}.draft-abcdef`, 'draft'), 'half', { mode: 0o600 });
  strictEqual(await openSecretFile(path, { expected: false }, () => 'whole'), 'whole');
});
