import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ZipFile } from 'yazl';
import { Problem } from '#platform/problem.ts';
import { type ExportFiles, zipOf } from '../testing/synthetic-export.ts';
import { type Archive, type ArchiveLimits, archiveLimits, openArchive } from './archive.ts';

async function onDisk(t: TestContext, bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'export.zip');
  await writeFile(path, bytes);
  return path;
}

async function opened(t: TestContext, bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<Archive> {
  const archive = await openArchive(await onDisk(t, bytes), { ...archiveLimits, ...limits });
  t.after(archive.close);
  return archive;
}

const refused =
  (code: string, detail: object = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof Problem);
    assert.partialDeepStrictEqual({ code: error.code, detail: error.detail }, { code, detail });
    return true;
  };

async function bytesOf(archive: Archive, path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of archive.read(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Replaces bytes by as many others, which is how a name or a field that no writer would write comes into a ZIP. */
function patched(bytes: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const [search, put] = [Buffer.from(from), Buffer.from(to)];
  assert.equal(search.length, put.length);
  const copy = Buffer.from(bytes);
  let at = copy.indexOf(search);
  assert.notEqual(at, -1);
  for (; at !== -1; at = copy.indexOf(search, at + 1)) put.copy(copy, at);
  return copy;
}

/** Where the directory's record of the entry begins. */
function directoryRecord(bytes: Buffer, name: string): number {
  const at = bytes.lastIndexOf(Buffer.from(name)) - 46;
  assert.equal(bytes.readUInt32LE(at), 0x02014b50);
  return at;
}

test('a ZIP is listed, read and known by its digest', async (t) => {
  const bytes = await zipOf({ 'a.json': '[1]', 'FC:F1:plan.md/ä.json': 'ä'.repeat(100_000), 'empty/x.json': '' });
  const archive = await opened(t, bytes);
  assert.deepEqual([...archive.files.keys()], ['a.json', 'FC:F1:plan.md/ä.json', 'empty/x.json']);
  assert.equal((await bytesOf(archive, 'FC:F1:plan.md/ä.json')).toString(), 'ä'.repeat(100_000));
  assert.equal((await bytesOf(archive, 'empty/x.json')).length, 0);
  assert.equal(archive.digest, createHash('sha256').update(bytes).digest('hex'));
});

test('names are one and the same however their accents were composed', async (t) => {
  const archive = await opened(t, await zipOf({ 'cafe\u0301/2024-01-01.json': '[]' }));
  assert.ok(archive.files.has('caf\u00e9/2024-01-01.json'));
});

test('a path without a file is refused', async () => {
  await assert.rejects(openArchive(join(tmpdir(), 'no-such-export.zip')), refused('slack/export-absent'));
});

test('what is no ZIP is refused', async (t) => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.from('{"ok":true}'.repeat(1000))]) {
    await assert.rejects(opened(t, bytes), refused('slack/export-not-zip'));
  }
  await assert.rejects(openArchive(tmpdir()), refused('slack/export-not-zip'));
});

test('a ZIP that is cut off anywhere is refused', async (t) => {
  const bytes = await zipOf({ 'a.json': '[1,2,3]', 'b.json': '[4,5,6]' });
  for (let length = 1; length < bytes.length; length += 7) {
    await assert.rejects(opened(t, bytes.subarray(0, length)), refused('slack/export-not-zip'), `${length} bytes`);
  }
});

test('a changed byte in a file is found at the latest at its end', async (t) => {
  const bytes = await zipOf({ 'a.json': 'AAAA-BBBB' });
  const archive = await opened(t, patched(Buffer.from(bytes), bytes.subarray(36, 40), Buffer.from([1, 2, 3, 4])));
  await assert.rejects(bytesOf(archive, 'a.json'), refused('slack/export-damaged', { entry: 1 }));
});

test('names that lead elsewhere or that nobody can show are refused', async (t) => {
  const names = [
    '/bs/xx.json',
    '../x/x.json',
    'a/../x.json',
    'a/./xx.json',
    'a//xxx.json',
    'C:/xxx.json',
    'a\\xxxx.json',
  ];
  names.push('a\u0000xxxx.json', 'a\u001bxxxx.json', 'a\u0085xxx.json');
  const bytes = await zipOf({ 'name/n.json': '[]' });
  for (const name of names) {
    await assert.rejects(
      opened(t, patched(bytes, 'name/n.json', name)),
      refused('slack/export-hostile', { entry: 1 }),
      name,
    );
  }
  await assert.rejects(opened(t, await zipOf({ [`${'n'.repeat(1100)}`]: '' })), refused('slack/export-hostile'));
});

test('a name that occurs twice is refused', async (t) => {
  const bytes = patched(await zipOf({ 'a.json': '[1]', 'b.json': '[2]' }), 'b.json', 'a.json');
  await assert.rejects(opened(t, bytes), refused('slack/export-hostile', { entry: 2 }));
});

test('links and devices are refused', async (t) => {
  for (const mode of [0o120777, 0o020666, 0o010666]) {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('/etc/passwd'), 'users.json', { mode });
    zip.end();
    const pieces: Buffer[] = [];
    for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
    await assert.rejects(
      opened(t, Buffer.concat(pieces)),
      refused('slack/export-hostile', { why: 'it is a link or a device' }),
    );
  }
});

test('an encrypted ZIP is refused', async (t) => {
  const bytes = await zipOf({ 'a.json': '[1]' });
  const at = directoryRecord(bytes, 'a.json') + 8;
  bytes.writeUInt16LE(bytes.readUInt16LE(at) | 1, at);
  await assert.rejects(opened(t, bytes), refused('slack/export-encrypted'));
});

test('a compression that Slack does not use is refused', async (t) => {
  const bytes = await zipOf({ 'a.json': '[1]' });
  bytes.writeUInt16LE(93, directoryRecord(bytes, 'a.json') + 10);
  await assert.rejects(opened(t, bytes), refused('slack/export-hostile'));
});

test('too many entries, too large ones, and too many bytes in all are refused', async (t) => {
  const files: ExportFiles = { 'a.json': 'a'.repeat(1000), 'b.json': 'b'.repeat(1000) };
  const bytes = await zipOf(files);
  for (const limits of [{ entriesMax: 1 }, { entryBytesMax: 999 }, { totalBytesMax: 1999 }]) {
    const [limit, allowed] = Object.entries(limits)[0] ?? [];
    await assert.rejects(opened(t, bytes, limits), refused('slack/export-too-large', { limit, allowed }));
  }
  await opened(t, bytes, { entriesMax: 2, entryBytesMax: 1000, totalBytesMax: 2000 });
});

test('a bomb is refused by its ratio', async (t) => {
  const bytes = await zipOf({ 'a.json': Buffer.alloc(8 * 1024 * 1024) });
  await assert.rejects(opened(t, bytes), refused('slack/export-too-large', { limit: 'ratioMax' }));
});

test('a bomb that declares a small size is stopped while it inflates', async (t) => {
  const bytes = await zipOf({ 'a.json': Buffer.alloc(8 * 1024 * 1024) });
  bytes.writeUInt32LE(1000, directoryRecord(bytes, 'a.json') + 24);
  const archive = await opened(t, bytes);
  let read = 0;
  await assert.rejects(async () => {
    for await (const piece of archive.read('a.json')) read += piece.length;
  }, refused('slack/export-damaged'));
  assert.ok(read <= 128 * 1024);
});

test('entries that share their bytes are refused', async (t) => {
  const bytes = await zipOf({ 'a.json': 'a'.repeat(50), 'b.json': 'b'.repeat(50) });
  bytes.writeUInt32LE(0, directoryRecord(bytes, 'b.json') + 42);
  await assert.rejects(
    opened(t, bytes),
    refused('slack/export-hostile', { why: 'it shares its bytes with another entry' }),
  );
});

test('reading can stop early and the archive still closes', async (t) => {
  const archive = await opened(t, await zipOf({ 'a.json': 'x'.repeat(900_000) }));
  for await (const piece of archive.read('a.json')) {
    assert.ok(piece.length > 0);
    break;
  }
});
