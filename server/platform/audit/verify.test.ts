import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '#platform/random.ts';
import { signCheckpoint } from './checkpoint.ts';
import type { SealedEntry } from './entry.ts';
import { sealEntry } from './entry.ts';
import type { ExportedEntry } from './export.ts';
import { exportLines, linesOf } from './export.ts';
import { leafHash, rootOfLeaves } from './merkle.ts';
import { signerFromSeed, signNote } from './signed-note.ts';
import type { Trusted, Verification } from './verify.ts';
import { verifyExport } from './verify.ts';

const origin = 'wardroom.example/audit/1';
const signer = signerFromSeed(origin, Buffer.alloc(32, 7));
const stranger = signerFromSeed(origin, Buffer.alloc(32, 8));
const trusted = { vkey: signer.vkey };

const entries = Array.from({ length: 6 }, (_, at) =>
  sealEntry(
    {
      at: `2030-01-01T00:00:0${at}.000Z`,
      kind: 'thing.done',
      actor: 'U1',
      object: { id: at },
      details: { é: '\ufffd' },
    },
    systemRandom,
  ),
);

const checkpointOver = (log: readonly ExportedEntry[], by = signer): string =>
  signCheckpoint(
    { origin, size: log.length, root: rootOfLeaves(log.map(({ commitment }) => leafHash(commitment))) },
    by,
  );

async function fileOf(log: readonly ExportedEntry[], { by = signer, checkpoint = checkpointOver(log, by) } = {}) {
  const lines: string[] = [];
  for await (const line of exportLines({ origin, vkey: by.vkey }, log, checkpoint)) lines.push(`${line}\n`);
  return lines;
}

async function* chunksOf(bytes: Buffer, chunkBytes = 64 * 1024) {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const verify = (file: Buffer | string[], against: Trusted = trusted): Promise<Verification> =>
  verifyExport(linesOf(chunksOf(Array.isArray(file) ? Buffer.from(file.join('')) : file, 100)), against);

async function assertRejected(
  file: Buffer | string[],
  reason: RegExp,
  line: number,
  against: Trusted = trusted,
): Promise<void> {
  const result = await verify(file, against);
  ok(!result.ok, 'rejected');
  match(result.reason, reason);
  strictEqual(result.line, line);
}

const erase = ({ commitment }: SealedEntry): ExportedEntry => ({ commitment, salt: null, content: null });

test('an exported log is accepted, with its size, its root and nothing left to say', async () => {
  const root = rootOfLeaves(entries.map(({ commitment }) => leafHash(commitment))).toString('base64');
  for (const older of [0, 1, 3, 6]) {
    const olderCheckpoint = checkpointOver(entries.slice(0, older));
    const result = await verify(await fileOf(entries), { ...trusted, olderCheckpoint });
    deepStrictEqual(result, { ok: true, size: 6, root, erased: 0, notes: [] });
  }
});

test('an empty log is accepted', async () => {
  const result = await verify(await fileOf([]), { ...trusted, olderCheckpoint: checkpointOver([]) });
  ok(result.ok);
  strictEqual(result.size, 0);
});

test('a log whose contents were erased is still proven, and the erased entries are counted', async () => {
  const result = await verify(await fileOf(entries.map((entry, at) => (at % 2 === 0 ? erase(entry) : entry))));
  ok(result.ok);
  strictEqual(result.erased, 3);
  match(result.notes.join('\n'), /3 entries were erased/);
});

test('without a key of their own, the verifier is told that the origin is not proven', async () => {
  const forged = await verify(await fileOf(entries, { by: stranger }), {});
  ok(forged.ok);
  match(forged.notes.join('\n'), /taken from the file itself/);
  match(forged.notes.join('\n'), /No older checkpoint/);
});

test('any changed byte anywhere is noticed, with and without a key of the verifier', async () => {
  const file = Buffer.from((await fileOf([...entries.slice(0, 2), erase(entries[2] as SealedEntry)])).join(''));
  const changes = fc.record({
    at: fc.nat({ max: file.length - 1 }),
    by: fc.integer({ min: 1, max: 255 }),
    own: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(changes, async ({ at, by, own }) => {
      const altered = Buffer.from(file);
      altered.writeUInt8(file.readUInt8(at) ^ by, at);
      strictEqual((await verify(altered, own ? trusted : {})).ok, false);
    }),
    { numRuns: 300 },
  );
  for (let at = 0; at < file.length; at += 1) {
    const flipped = Buffer.from(file);
    flipped.writeUInt8(file.readUInt8(at) ^ 1, at);
    strictEqual((await verify(flipped, {})).ok, false, `byte ${at}`);
  }
});

test('any inserted or removed byte is noticed', async () => {
  const file = Buffer.from((await fileOf(entries.slice(0, 1))).join(''));
  for (let at = 0; at <= file.length; at += 1) {
    const [before, behind] = [file.subarray(0, at), file.subarray(at)];
    strictEqual((await verify(Buffer.concat([before, Buffer.from(' '), behind]), {})).ok, false, `insertion at ${at}`);
    if (at < file.length)
      strictEqual((await verify(Buffer.concat([before, behind.subarray(1)]), {})).ok, false, `removal at ${at}`);
  }
});

test('a removed, repeated, swapped or added entry is noticed', async () => {
  const file = await fileOf(entries);
  await assertRejected(file.toSpliced(3, 1), /Entry 2 should stand here/, 4);
  await assertRejected(file.toSpliced(3, 0, file[3] as string), /Entry 3 should stand here/, 5);
  await assertRejected(file.with(3, file[4] as string).with(4, file[3] as string), /Entry 2 should stand here/, 4);
  const checkpoint = checkpointOver(entries);
  await assertRejected(await fileOf(entries.toSpliced(2, 1), { checkpoint }), /covers 6 entries, the file has 5/, 7);
  await assertRejected(
    await fileOf([...entries, ...entries.slice(0, 1)], { checkpoint }),
    /covers 6 entries, the file has 7/,
    9,
  );
  await assertRejected(await fileOf([...entries].reverse(), { checkpoint }), /not those that the checkpoint covers/, 8);
});

test('an entry that says something else than was logged is noticed, under its own line', async () => {
  const [first, second] = entries as [SealedEntry, SealedEntry];
  const rewritten = { ...second, content: second.content.replace('U1', 'U2') };
  await assertRejected(
    await fileOf([first, rewritten], { checkpoint: checkpointOver([first, second]) }),
    /not what was logged/,
    3,
  );
  await assertRejected(await fileOf([first, { ...second, salt: randomBytes(32) }]), /not what was logged/, 3);
  await assertRejected(await fileOf([first, { ...second, salt: null }]), /salt is not/, 3);
  await assertRejected(await fileOf([first, { ...second, content: null }]), /not what was logged/, 3);
});

test('a cut tail is noticed: by the missing checkpoint, and under a new checkpoint by an older one', async () => {
  const file = await fileOf(entries);
  await assertRejected(file.slice(0, -1), /ends before its checkpoint/, 8);
  await assertRejected([], /ends before its checkpoint/, 1);
  const olderCheckpoint = checkpointOver(entries);
  await assertRejected(await fileOf(entries.slice(0, 4)), /cut off/, 6, { ...trusted, olderCheckpoint });
});

test('a log that was rewritten and signed again is noticed by an older checkpoint', async () => {
  const olderCheckpoint = checkpointOver(entries.slice(0, 4));
  const [another] = [sealEntry({ at: '', kind: '', actor: null, object: null, details: null }, systemRandom)];
  await assertRejected(await fileOf(entries.with(1, another)), /log was rewritten/, 5, { ...trusted, olderCheckpoint });
});

test('another key than the given one is refused, wherever it is used', async () => {
  await assertRejected(await fileOf(entries, { by: stranger }), /another key than the one you gave/, 1);
  await assertRejected(
    await fileOf(entries, { checkpoint: checkpointOver(entries, stranger) }),
    /not signed by the key/,
    8,
  );
  const olderCheckpoint = checkpointOver(entries, stranger);
  await assertRejected(await fileOf(entries), /older checkpoint does not fit/, 1, { olderCheckpoint });
  await assertRejected(await fileOf(entries), /older checkpoint does not fit/, 1, {
    ...trusted,
    olderCheckpoint: 'no note',
  });
});

test('signatures of witnesses may stand on the older checkpoint, and are said to be unchecked', async () => {
  const witness = signerFromSeed('witness.example', Buffer.alloc(32, 9));
  const checkpoint = checkpointOver(entries);
  const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1);
  const cosigned = checkpoint + signNote(text, witness).slice(text.length + 1);
  const result = await verify(await fileOf(entries), { ...trusted, olderCheckpoint: cosigned });
  ok(result.ok);
  match(result.notes.join('\n'), /1 signatures of others/);
  await assertRejected(await fileOf(entries, { checkpoint: cosigned }), /the log alone/, 8);
});

test('an unknown format, foreign members and other shapes are refused', async () => {
  const file = await fileOf(entries);
  const header = file[0] as string;
  await assertRejected(file.with(0, header.replace('audit/1', 'audit/2')), /format is unknown/, 1);
  await assertRejected(file.with(0, header.replace('{', '{"a":1,')), /not a header/, 1);
  await assertRejected(file.with(0, header.replace('example/audit', 'example/other')), /another log|damaged/, 1);
  await assertRejected(file.with(0, header.replace(/"vkey":(".*")/, '"vkey":[$1]')), /verifier key/, 1, {});
  await assertRejected(file.slice(1), /format is unknown/, 1);
  for (const line of [
    '[]',
    'null',
    '"text"',
    '{}',
    '',
    'entry',
    '{"commitment":"","content":null,"index":0,"salt":null}',
  ]) {
    strictEqual((await verify(file.with(1, `${line}\n`))).ok, false, line);
  }
  await assertRejected(file.with(1, (file[1] as string).replace('}\n', ',"z":1}\n')), /not an entry/, 2);
  await assertRejected(file.with(7, (file[7] as string).replace(/(".*"):(".*")/, '$1:[$2]')), /signed note/, 8);
  await assertRejected(file.with(7, (file[7] as string).replace('}\n', ',"z":1}\n')), /not a checkpoint/, 8);
  await assertRejected([...file, file[7] as string], /follows the checkpoint/, 9);
});

test('a file that is not lines of UTF-8 is refused, at the line where it stops being so', async () => {
  const whole = Buffer.from((await fileOf(entries)).join(''));
  await assertRejected(whole.subarray(0, -1), /does not end with a newline/, 8);
  await assertRejected(Buffer.concat([Buffer.from('\ufeff'), whole]), /canonical JSON/, 1);
  await assertRejected(Buffer.concat([Buffer.of(0xff), whole]), /not UTF-8/, 1);
  await assertRejected(Buffer.alloc(1024 * 1024 + 1, 'a'), /longer than 1 MiB/, 1);
  await assertRejected(Buffer.from(`${'a'.repeat(1024 * 1024 + 1)}\n`), /longer than 1 MiB/, 1);
});

test('a fault while reading stays a fault', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield ((await fileOf(entries))[0] as string).trimEnd();
    throw new Error('The disk is gone.');
  }
  await rejects(verifyExport(broken()), /disk is gone/);
});
