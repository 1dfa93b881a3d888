import { strictEqual } from 'node:assert/strict';
import { nodeHash, rootOfLeaves } from './merkle.ts';

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;

/** The largest power of two below `size`; this is where a tree divides. */
function divide(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

/** The hashes that lead from the leaf at `index` to the root of all leaves given (RFC 9162, section 2.1.3.1). */
export function inclusionProof(index: number, leafHashes: readonly Buffer[]): Buffer[] {
  const size = leafHashes.length;
  strictEqual(Number.isSafeInteger(index) && index >= 0 && index < size, true, 'The leaf is in the tree.');
  if (size === 1) return [];
  const left = divide(size);
  const [before, behind] = [leafHashes.slice(0, left), leafHashes.slice(left)];
  return index < left
    ? [...inclusionProof(index, before), rootOfLeaves(behind)]
    : [...inclusionProof(index - left, behind), rootOfLeaves(before)];
}

/**
 * The hashes that show that the tree over all leaves given continues the one over the first `oldSize` of them
 * (RFC 9162, section 2.1.4.1). Empty when the old tree was empty or is the same tree.
 */
export function consistencyProof(oldSize: number, leafHashes: readonly Buffer[]): Buffer[] {
  const whole = Number.isSafeInteger(oldSize) && oldSize >= 0 && oldSize <= leafHashes.length;
  strictEqual(whole, true, 'The older tree is no larger than the newer one.');
  return oldSize === 0 ? [] : consistencySubproof(oldSize, leafHashes, true);
}

function consistencySubproof(oldSize: number, leafHashes: readonly Buffer[], oldRootIsKnown: boolean): Buffer[] {
  if (oldSize === leafHashes.length) return oldRootIsKnown ? [] : [rootOfLeaves(leafHashes)];
  const left = divide(leafHashes.length);
  const [before, behind] = [leafHashes.slice(0, left), leafHashes.slice(left)];
  return oldSize <= left
    ? [...consistencySubproof(oldSize, before, oldRootIsKnown), rootOfLeaves(behind)]
    : [...consistencySubproof(oldSize - left, behind, false), rootOfLeaves(before)];
}

export interface InclusionClaim {
  index: number;
  size: number;
  leafHash: Buffer;
  proof: readonly Buffer[];
  root: Buffer;
}

/** Whether the proof shows that the leaf stands at this index of the tree (RFC 9162, section 2.1.3.2). */
export function verifyInclusion({ index, size, leafHash, proof, root }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  let [node, last, subtree] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      subtree = nodeHash(sibling, subtree);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      subtree = nodeHash(subtree, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && subtree.equals(root);
}

export interface ConsistencyClaim {
  oldSize: number;
  newSize: number;
  oldRoot: Buffer;
  newRoot: Buffer;
  proof: readonly Buffer[];
}

/** Whether the proof shows that the newer tree continues the older one (RFC 9162, section 2.1.4.2). */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(rootOfLeaves([]));
  if (oldSize === newSize) return proof.length === 0 && oldRoot.equals(newRoot);
  let [node, last] = [oldSize - 1, newSize - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // An older tree that is a perfect subtree of the newer one is itself where the path begins; the proof leaves it out.
  const path = node === 0 ? [oldRoot, ...proof] : [...proof];
  const start = path.shift();
  if (start === undefined) return false;
  let [older, newer] = [start, start];
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && older.equals(oldRoot) && newer.equals(newRoot);
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
