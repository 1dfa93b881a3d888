import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { appendLeaves, emptyHead, headFrom, leafHash, nodeHash, peakBytes, rootOf, rootOfLeaves } from './merkle.ts';
import vectors from './vectors/merkle.json' with { type: 'json' };

const leafHashes = fc.array(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => leafHash(Buffer.from(bytes))),
  { maxLength: 70 },
);

/** The definition of RFC 9162, section 2.1.1, word for word; slow, and for comparison only. */
function definedRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return leaves[0] as Buffer;
  const left = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return nodeHash(definedRoot(leaves.slice(0, left)), definedRoot(leaves.slice(left)));
}

test('the roots are those that every Certificate Transparency log computes', () => {
  const leaves = vectors.leaves.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
  const roots = vectors.roots.map((_, size) => rootOfLeaves(leaves.slice(0, size)).toString('hex'));
  deepStrictEqual(roots, vectors.roots);
});

test('a log that grows in batches, with only its peaks kept in between, has the root of the whole list', () => {
  fc.assert(
    fc.property(fc.array(leafHashes, { maxLength: 4 }), (batches) => {
      let head = emptyHead;
      for (const batch of batches) head = appendLeaves(headFrom(head.size, peakBytes(head)), batch);
      strictEqual(head.size, batches.flat().length);
      deepStrictEqual(rootOf(head), definedRoot(batches.flat()));
    }),
  );
});

test('appending leaves the older head as it was', () => {
  const older = appendLeaves(emptyHead, [leafHash(Buffer.from('a'))]);
  const before = peakBytes(older).toString('hex');
  appendLeaves(older, [leafHash(Buffer.from('b'))]);
  strictEqual(peakBytes(older).toString('hex'), before);
});

test('peaks that cannot belong to a tree of the size are a fault', () => {
  throws(() => headFrom(3, Buffer.alloc(32)), /one peak per bit/);
  throws(() => headFrom(2, Buffer.alloc(33)), /one peak per bit/);
  throws(() => headFrom(-1, Buffer.alloc(0)), /whole number/);
  throws(() => headFrom(1.5, Buffer.alloc(32)), /whole number/);
  throws(() => appendLeaves({ size: 1, peaks: [] }, [leafHash(Buffer.from('a'))]), /fewer peaks/);
});
