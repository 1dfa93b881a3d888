import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { emptyHead, leafHash, rootOf } from './merkle.ts';
import { NotProven, signerFromSeed, signNote } from './signed-note.ts';

const origin = 'wardroom.example/audit/1';
const signer = signerFromSeed(origin, Buffer.alloc(32, 7));
const root = leafHash(Buffer.from('leaf'));
const encoded = root.toString('base64');

test('a checkpoint is three lines that the log signs under its own name, and reads back as what it said', () => {
  const note = signCheckpoint({ origin, size: 1, root }, signer);
  strictEqual(note.slice(0, note.indexOf('\n\n') + 1), `${origin}\n1\n${encoded}\n`);
  deepStrictEqual(openCheckpoint(note, signer), { origin, size: 1, root, otherSignatures: 0 });
});

test('an empty log has a checkpoint too', () => {
  const note = signCheckpoint({ origin, size: 0, root: rootOf(emptyHead) }, signer);
  strictEqual(note.split('\n')[1], '0');
  strictEqual(openCheckpoint(note, signer).size, 0);
});

test('a signed text in any other form is no checkpoint', () => {
  const texts = [
    `${origin}\n1\n`,
    `\n1\n${encoded}\n`,
    `${origin}\n01\n${encoded}\n`,
    `${origin}\n+1\n${encoded}\n`,
    `${origin}\n-1\n${encoded}\n`,
    `${origin}\n1.0\n${encoded}\n`,
    `${origin}\n9007199254740993\n${encoded}\n`,
    `${origin}\n1\n${root.subarray(1).toString('base64')}\n`,
    `${origin}\n1\n${root.toString('hex')}\n`,
    `${origin}\n1\n${encoded}\nan extension\n`,
    `${origin}\n1\n${encoded}\n\n`,
  ];
  for (const text of texts) throws(() => openCheckpoint(signNote(text, signer), signer), NotProven, text);
});

test('a checkpoint of another log is refused although the key is right', () => {
  throws(() => openCheckpoint(signNote(`another.example\n1\n${encoded}\n`, signer), signer), /names another log/);
});

test('we never sign a checkpoint that nobody could verify', () => {
  throws(() => signCheckpoint({ origin: 'another.example', size: 1, root }, signer), /own name/);
  throws(() => signCheckpoint({ origin, size: -1, root }, signer), /size/);
  throws(() => signCheckpoint({ origin, size: 1, root: root.subarray(1) }, signer), /32 bytes/);
});
