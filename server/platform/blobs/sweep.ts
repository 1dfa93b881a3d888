import { limits } from '../limits.ts';
import type { Units } from '../work.ts';
import { forgetRemovals, namesBetween, openPlaces, removals } from './blobs.sql.ts';
import type { BlobStore } from './store.ts';

/** Removes the objects whose rows are gone; returns how many. */
export async function removeReleased(units: Units, store: BlobStore, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  for (;;) {
    signal?.throwIfAborted();
    const names = await units.open('deployment', (work) => removals(work.sql, limits.blobs.listMax));
    if (names.length === 0) return removed;
    await store.remove(names);
    // Only now: whoever is stopped in between removes them once more.
    await units.open('deployment', (work) => forgetRemovals(work.sql, names));
    removed += names.length;
  }
}

interface Swept {
  /** Objects that no row knew: left by a process that was killed between storing and writing down. */
  readonly strays: number;
  /** Names of objects that rows know and the store does not have. Nothing is done about them but to say so. */
  readonly missing: readonly string[];
}

/** Compares the store with the rows, page by page in the order of the names. */
export async function sweepBlobs(units: Units, store: BlobStore, signal?: AbortSignal): Promise<Swept> {
  let strays = 0;
  const missing: string[] = [];
  for (let after = ''; ; ) {
    signal?.throwIfAborted();
    const listed = await store.list(after, limits.blobs.listMax);
    const isLastPage = listed.length < limits.blobs.listMax;
    const upto = isLastPage ? null : (listed.at(-1) ?? null);
    // Rows are read after the listing: an object that came in between has its row, or belongs to an open blob.
    const { known, unwritten } = await units.open('deployment', async (work) => ({
      known: new Set(await namesBetween(work.sql, after, upto, limits.blobs.rowsPerPageMax)),
      unwritten: await openPlaces(work.sql, [...new Set(listed.map(placeOf))]),
    }));
    const stray = listed.filter((name) => !known.has(name) && !unwritten.has(placeOf(name)));
    await store.remove(stray);
    strays += stray.length;
    const here = new Set(listed);
    for (const name of known) if (!here.has(name) && !(await store.has(name))) missing.push(name);
    if (isLastPage) return { strays, missing: await stillKnown(units, missing) };
    after = upto ?? '';
  }
}

/** Rows may have gone since they were read, and their objects with them. */
async function stillKnown(units: Units, names: readonly string[]): Promise<string[]> {
  const known: string[] = [];
  for (const name of names) {
    const before = name.slice(0, -1);
    const found = await units.open('deployment', (work) => namesBetween(work.sql, before, name, 1));
    if (found.includes(name)) known.push(name);
  }
  return known;
}

const placeOf = (name: string): string => name.slice(0, name.indexOf('.'));
