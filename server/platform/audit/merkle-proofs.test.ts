import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leafHash, rootOfLeaves } from './merkle.ts';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './merkle-proofs.ts';
import vectors from './vectors/merkle.json' with { type: 'json' };

const knownLeaves = vectors.leaves.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
const hex = (hashes: readonly Buffer[]): string[] => hashes.map((each) => each.toString('hex'));
const numbered = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, at) => leafHash(Buffer.from([at, at >> 8])));
const at = (leaves: readonly Buffer[], index: number): Buffer => leaves[index] as Buffer;

/** A proof with one byte of one hash changed, a hash dropped, a hash added, or two hashes swapped. */
function* alterations(proof: readonly Buffer[]): Generator<Buffer[]> {
  for (const [position, original] of proof.entries()) {
    const flipped = Buffer.from(original);
    flipped.writeUInt8(original.readUInt8(0) ^ 1, 0);
    yield proof.with(position, flipped);
    yield proof.toSpliced(position, 1);
    if (position > 0) yield proof.with(position, at(proof, position - 1)).with(position - 1, original);
  }
  yield [...proof, leafHash(Buffer.from('one too many'))];
}

test('the proofs are those that every Certificate Transparency log gives', () => {
  for (const { index, size, proof } of vectors.inclusion) {
    deepStrictEqual(hex(inclusionProof(index, knownLeaves.slice(0, size))), proof);
  }
  for (const { oldSize, newSize, proof } of vectors.consistency) {
    deepStrictEqual(hex(consistencyProof(oldSize, knownLeaves.slice(0, newSize))), proof);
  }
});

test('every leaf is proven to stand at its index, and at no other index, in no other tree, by no altered proof', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, any) => {
      const leaves = numbered(size);
      const index = any % size;
      const claim = {
        index,
        size,
        leafHash: at(leaves, index),
        proof: inclusionProof(index, leaves),
        root: rootOfLeaves(leaves),
      };
      strictEqual(verifyInclusion(claim), true);
      strictEqual(verifyInclusion({ ...claim, leafHash: leafHash(Buffer.from('another')) }), false);
      strictEqual(verifyInclusion({ ...claim, root: leafHash(Buffer.from('another')) }), false);
      strictEqual(verifyInclusion({ ...claim, index: size }), false);
      strictEqual(verifyInclusion({ ...claim, index: -1 }), false);
      if (index > 0) strictEqual(verifyInclusion({ ...claim, index: index - 1 }), false);
      for (const proof of alterations(claim.proof)) strictEqual(verifyInclusion({ ...claim, proof }), false);
    }),
  );
});

test('every older tree is proven to be continued by the newer one, and by no altered proof or root', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (newSize, any) => {
      const leaves = numbered(newSize);
      const oldSize = any % (newSize + 1);
      const oldRoot = rootOfLeaves(leaves.slice(0, oldSize));
      const claim = {
        oldSize,
        newSize,
        oldRoot,
        newRoot: rootOfLeaves(leaves),
        proof: consistencyProof(oldSize, leaves),
      };
      strictEqual(verifyConsistency(claim), true);
      strictEqual(verifyConsistency({ ...claim, oldRoot: leafHash(Buffer.from('another')) }), false);
      strictEqual(verifyConsistency({ ...claim, oldSize: newSize + 1 }), false);
      if (oldSize > 0) strictEqual(verifyConsistency({ ...claim, newRoot: leafHash(Buffer.from('another')) }), false);
      for (const proof of alterations(claim.proof)) strictEqual(verifyConsistency({ ...claim, proof }), false);
    }),
  );
});

test('a log that rewrote its past has no proof that it continues the older tree', () => {
  const [older, rewritten] = [numbered(5), numbered(9).with(2, leafHash(Buffer.from('rewritten')))];
  const proof = consistencyProof(5, rewritten);
  const claim = { oldSize: 5, newSize: 9, oldRoot: rootOfLeaves(older), newRoot: rootOfLeaves(rewritten), proof };
  strictEqual(verifyConsistency(claim), false);
});

test('a proof is asked only for what the tree holds', () => {
  throws(() => inclusionProof(0, []), /in the tree/);
  throws(() => inclusionProof(3, numbered(3)), /in the tree/);
  throws(() => consistencyProof(4, numbered(3)), /no larger/);
});
