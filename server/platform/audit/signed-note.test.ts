import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  NotProven,
  openNote,
  parseSignerKey,
  parseVerifierKey,
  signerFromSeed,
  signerKey,
  signNote,
} from './signed-note.ts';
import vectors from './vectors/signed-note.json' with { type: 'json' };

const { vkey, skey, text, signature, otherSignature } = vectors;
const note = `${text}\n${signature}`;
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const names = fc.stringMatching(/^[a-z0-9./ä-]{1,20}$/u);

/** The text with one character put up by one, at every place. */
const manglings = (whole: string): string[] =>
  Array.from(whole, (character, at) => {
    const other = String.fromCodePoint((character.codePointAt(0) ?? 0) + 1);
    return Array.from(whole).with(at, other).join('');
  });

test('keys and notes of the Go checksum database are read, verified and written alike', () => {
  const { name, seed } = parseSignerKey(skey);
  const signer = signerFromSeed(name, seed);
  strictEqual(signer.vkey, vkey);
  strictEqual(signerKey(name, seed), skey);
  strictEqual(signNote(text, signer), note);
  deepStrictEqual(openNote(note, parseVerifierKey(vkey)), { text, otherSignatures: 0 });
});

test('a signature by an unknown key is passed over, one by a known key must stand beside it', () => {
  const verifier = parseVerifierKey(vkey);
  deepStrictEqual(openNote(note + otherSignature, verifier), { text, otherSignatures: 1 });
  deepStrictEqual(openNote(note + otherSignature, parseVerifierKey(vectors.otherVkey)), { text, otherSignatures: 1 });
  throws(() => openNote(`${text}\n${otherSignature}`, verifier), /not signed by the key PeterNeumann\+c74f20a3/);
  throws(() => openNote(`${note}${signature.replace('Jku', 'JkU')}`, verifier), /does not belong to this text/);
});

test('every changed character of a key is noticed', () => {
  for (const changed of [...manglings(vkey), ...vectors.unsoundVkeys, '', vkey.slice(1), `${vkey}\n`, ` ${vkey}`]) {
    throws(() => parseVerifierKey(changed), NotProven, changed);
  }
  for (const changed of [...manglings(skey), '', skey.slice(1), `${skey}\n`, vkey]) {
    throws(() => parseSignerKey(changed), { name: 'Error', message: 'This is not an Ed25519 signer key.' });
  }
});

test('every changed character of a note is noticed', () => {
  const verifier = parseVerifierKey(vkey);
  for (const changed of manglings(note)) throws(() => openNote(changed, verifier), NotProven, changed);
});

test('a malformed note is refused', () => {
  const verifier = parseVerifierKey(vkey);
  const malformed = [
    '',
    text,
    `${text}\n`,
    note.slice(0, -1),
    `${note}\n`,
    `\u0001${note}`,
    `\ud800${note}`,
    note.replaceAll('\n', '\r\n'),
    `${text}\n— Bad Name ${signature.split(' ')[2]}`,
    `${note}Unexpected line.\n`,
    `${text}\n${signature.repeat(101)}`,
    `${'a\n'.repeat(40_000)}\n${signature}`,
    note.replace('JnAM=', 'JnAM'),
    note.replace('JnAM=', 'JnAN='),
    note.replace('— ', '- '),
  ];
  for (const each of malformed) throws(() => openNote(each, verifier), NotProven, each.slice(0, 300));
});

test('what a key signs, that key verifies, and no other', () => {
  fc.assert(
    fc.property(names, seeds, seeds, fc.string({ unit: 'grapheme' }), (name, seed, otherSeed, line) => {
      fc.pre(!seed.equals(otherSeed) && !/\p{Cc}/u.test(line));
      const signer = signerFromSeed(name, seed);
      const signed = signNote(`${line}\n`, signer);
      strictEqual(openNote(signed, parseVerifierKey(signer.vkey)).text, `${line}\n`);
      throws(() => openNote(signed, signerFromSeed(name, otherSeed)), NotProven);
      throws(() => openNote(signed, signerFromSeed(`${name}x`, seed)), NotProven);
      deepStrictEqual(parseSignerKey(signerKey(name, seed)), { name, seed });
    }),
  );
});

test('we never sign what would not be a note', () => {
  const { name, seed } = parseSignerKey(skey);
  for (const each of ['', 'no newline', 'tab\t\n', 'lone \ud800\n'])
    throws(() => signNote(each, signerFromSeed(name, seed)), /printable/);
  for (const each of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb']) throws(() => signerFromSeed(each, seed), /key name/);
  throws(() => signerFromSeed(name, seed.subarray(1)), /32 bytes/);
});
