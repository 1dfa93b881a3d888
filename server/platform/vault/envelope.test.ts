import { deepStrictEqual, doesNotMatch, notDeepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { systemRandom } from '#platform/random.ts';
import type { Binding } from './aead.ts';
import { SealBroken } from './aead.ts';
import { keyVersionOf, open, seal, sealingKey } from './envelope.ts';

const bytes = randomBytes(32);
const key = sealingKey(7, bytes);
const binding: Binding = { team: 'team', compartment: 'search', record: 'record', field: 'body' };
const text = Buffer.from('What only the team may read.');

const bindings: fc.Arbitrary<Binding> = fc.record({
  team: fc.string(),
  compartment: fc.string(),
  record: fc.string(),
  field: fc.string(),
});

test('what was sealed opens with the same key and binding, whatever its bytes and length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), bindings, (plaintext, bound) => {
      const sealed = seal(key, bound, Buffer.from(plaintext), systemRandom);
      strictEqual(sealed.length, plaintext.length + 33);
      deepStrictEqual(open(key, bound, sealed), Buffer.from(plaintext));
    }),
  );
});

test('the layout is the documented one, so that any tool with the key can open it', () => {
  const sealed = seal(key, binding, text, systemRandom);
  strictEqual(sealed.toString('hex', 0, 5), '0100000007');
  const parts = ['team', 'search', 'record', 'body'].map((part) =>
    Buffer.from(`\0\0\0${String.fromCharCode(part.length)}${part}`),
  );
  const decipher = createDecipheriv('aes-256-gcm', bytes, sealed.subarray(5, 17));
  decipher.setAAD(Buffer.concat([sealed.subarray(0, 5), ...parts])).setAuthTag(sealed.subarray(-16));
  deepStrictEqual(Buffer.concat([decipher.update(sealed.subarray(17, -16)), decipher.final()]), text);
});

test('every changed byte and every cut is noticed', () => {
  const sealed = seal(key, binding, text, systemRandom);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(sealed.readUInt8(at) ^ 0x80, at);
    throws(() => open(key, binding, changed), SealBroken, `byte ${at}`);
    throws(() => open(key, binding, sealed.subarray(0, at)), SealBroken, `cut at ${at}`);
  }
  throws(() => open(key, binding, Buffer.concat([sealed, Buffer.of(0)])), SealBroken);
});

test('what was sealed for one place does not open in another, not even when the parts join to the same text', () => {
  fc.assert(
    fc.property(bindings, bindings, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      throws(() => open(key, other, seal(key, one, text, systemRandom)), SealBroken);
    }),
  );
  const shifted = { ...binding, record: 'recordb', field: 'ody' };
  throws(() => open(key, shifted, seal(key, binding, text, systemRandom)), SealBroken);
});

test('another key, or another version of it, opens nothing; the ciphertext says which version it needs', () => {
  const sealed = seal(key, binding, text, systemRandom);
  throws(() => open(sealingKey(7, randomBytes(32)), binding, sealed), /altered or moved, or sealed with another key/);
  throws(() => open(sealingKey(8, bytes), binding, sealed), /another key version/);
  strictEqual(keyVersionOf(sealed, binding), 7);
  throws(() => keyVersionOf(Buffer.from('plaintext'), binding), /format is unknown/);
});

test('the same text sealed twice shows no likeness', () => {
  notDeepStrictEqual(
    seal(key, binding, text, systemRandom).subarray(5),
    seal(key, binding, text, systemRandom).subarray(5),
  );
});

test('the fault names the place, and neither text nor key', () => {
  const sealed = seal(key, binding, text, systemRandom);
  sealed.writeUInt8(sealed.readUInt8(20) ^ 1, 20);
  try {
    open(key, binding, sealed);
  } catch (error) {
    deepStrictEqual((error as SealBroken).binding, binding);
    doesNotMatch(inspect(error, { depth: 9 }), /only the team|<Buffer/);
  }
  doesNotMatch(inspect(key, { depth: 9 }), new RegExp(bytes.toString('hex').match(/../g)?.slice(0, 4).join(' ') ?? ''));
});

test('only 32 bytes are a key, and only whole numbers from 1 are versions', () => {
  throws(() => sealingKey(1, randomBytes(31)), /32 bytes/);
  for (const version of [0, -1, 1.5, 2 ** 32]) throws(() => sealingKey(version, bytes), /whole number/);
});
