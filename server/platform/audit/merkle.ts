import { strictEqual } from 'node:assert/strict';
import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 and RFC 9162 (section 2.1) over SHA-256, kept as a compact range: the roots of the
 * perfect subtrees that the leaves fill, largest first. Those few hashes are all that appending and the root need,
 * so the head of a log of any length is one small row.
 */
export interface TreeHead {
  /** How many leaves the tree has. */
  readonly size: number;
  /** One hash of 32 bytes per bit that is set in `size`, the largest subtree first. */
  readonly peaks: readonly Buffer[];
}

const hashBytes = 32;
const leafPrefix = Buffer.of(0x00);
const nodePrefix = Buffer.of(0x01);

export const emptyHead: TreeHead = { size: 0, peaks: [] };

/** The hash of a leaf: SHA-256(0x00 || leaf). Every other function here takes such hashes, never a leaf itself. */
export const leafHash = (leaf: Buffer): Buffer => hash('sha256', Buffer.concat([leafPrefix, leaf]), 'buffer');

/** The hash of an inner node: SHA-256(0x01 || left || right). */
export const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');

/** The head after appending leaves, given by their hashes; the given head stays as it is. */
export function appendLeaves(head: TreeHead, leafHashes: readonly Buffer[]): TreeHead {
  const peaks = [...head.peaks];
  let size = head.size;
  for (const leaf of leafHashes) {
    let subtree = leaf;
    // Every complete subtree of equal height to the left merges with it, as a carry does in binary addition.
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) subtree = nodeHash(lastOf(peaks), subtree);
    peaks.push(subtree);
    size += 1;
  }
  return { size, peaks };
}

function lastOf(peaks: Buffer[]): Buffer {
  const last = peaks.pop();
  if (last === undefined) throw new Error('The head of the tree has fewer peaks than its size needs.');
  return last;
}

/** The root hash of the tree; of the empty tree it is SHA-256 of nothing. */
export function rootOf(head: TreeHead): Buffer {
  if (head.size === 0) return hash('sha256', '', 'buffer');
  return head.peaks.reduceRight((root, peak) => nodeHash(peak, root));
}

/** The root hash of the tree over all these leaves, given by their hashes. */
export const rootOfLeaves = (leafHashes: readonly Buffer[]): Buffer => rootOf(appendLeaves(emptyHead, leafHashes));

/** The peaks as one buffer of 32 bytes each, for the database. */
export const peakBytes = (head: TreeHead): Buffer => Buffer.concat(head.peaks);

/** The head that `peakBytes` wrote. Fails when the bytes cannot belong to a tree of this size. */
export function headFrom(size: number, peaks: Buffer): TreeHead {
  strictEqual(Number.isSafeInteger(size) && size >= 0, true, 'The size of a tree is a whole number.');
  strictEqual(peaks.length, hashBytes * bitsSet(size), 'A tree has one peak per bit set in its size.');
  const count = peaks.length / hashBytes;
  return {
    size,
    peaks: Array.from({ length: count }, (_, at) => peaks.subarray(at * hashBytes, (at + 1) * hashBytes)),
  };
}

function bitsSet(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
