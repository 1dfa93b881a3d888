/**
 * The copy of what a member reads, for reading without a network. The danger: it is what others wrote, in the clear, as
 * readable as all that the browser stores. So it exists only while the member wants it on this device, and is deleted
 * when that ends, at each sign-out and sign-in, when the session ends elsewhere, and when it was not renewed for long.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { type Clock, DAY_MS, SECOND_MS } from './clock.ts';
import { type Copy, copyOf, type Part, partsOf } from './copy.ts';
import type { Store } from './store.ts';
import { copyName, endCopy, forgetCopy, isCopyWanted, wantCopy } from './teams.ts';

export interface OfflineCopy {
  /** Shows what is kept, and gives whose it is. */
  start(): Promise<string | undefined>;
  /** Whether the member wants it here, from now on. */
  keep(isWanted: boolean): Promise<void>;
  /** The page is about to go. */
  flush(): void;
  /** Nothing of it is left, and nothing is kept any more. */
  clear(): Promise<void>;
  close(): void;
}

interface Means {
  readonly store: Store;
  readonly clock: Clock;
  readonly slug: string;
  /** The team's id, once it is known. */
  readonly team: () => string | undefined;
}

const keptMsMax = 14 * DAY_MS;
const saveMs = 3 * SECOND_MS;

interface Stores extends DBSchema {
  parts: { key: string; value: unknown };
}

interface Shelf extends Means {
  database: Promise<IDBPDatabase<Stores>> | undefined;
  /** What was written last, by name of the part. */
  readonly written: Map<string, unknown>;
  isDue: boolean;
  isOver: boolean;
}

export function createOfflineCopy(means: Means): OfflineCopy {
  const shelf: Shelf = { ...means, database: undefined, written: new Map(), isDue: false, isOver: false };
  const { store, slug, team } = shelf;
  const end = store.subscribe(() => saveSoon(shelf));
  const clear = async (): Promise<void> => {
    const id = team();
    store.put({ kind: 'kept-offline', isKept: false });
    shelf.written.clear();
    (await shelf.database)?.close();
    shelf.database = undefined;
    endCopy(slug);
    if (id !== undefined) await deleteDB(copyName(id)).catch(ifTaken);
  };
  return {
    async start() {
      const id = team();
      if (id === undefined) return undefined;
      // What a window left that was closed while it deleted.
      if (!isCopyWanted(slug)) forgetCopy(slug, id);
      const copy = isCopyWanted(slug) ? await read(shelf, id).catch(ifTaken) : undefined;
      const isOld = copy !== undefined && shelf.clock.now() - copy.self.savedAt > keptMsMax;
      if (isOld) await clear();
      if (!copy || isOld) return undefined;
      store.put({ kind: 'restored', copy });
      return copy.self.me;
    },
    async keep(isWanted) {
      const id = team();
      if (!isWanted || id === undefined) return await clear();
      wantCopy({ slug, id });
      store.put({ kind: 'kept-offline', isKept: true });
      await save(shelf);
    },
    flush: () => void save(shelf),
    clear,
    close() {
      shelf.isOver = true;
      end();
    },
  };
}

/** Another tab deletes it: it must not have to wait for this one, which writes nothing more. */
const open = (shelf: Shelf, team: string): Promise<IDBPDatabase<Stores>> => {
  shelf.database ??= openDB<Stores>(copyName(team), 1, {
    upgrade: (database) => void database.createObjectStore('parts'),
    blocking: (_, __, event) => {
      (event.target as IDBDatabase).close();
      shelf.database = undefined;
      shelf.store.put({ kind: 'kept-offline', isKept: false });
    },
  });
  return shelf.database;
};

async function read(shelf: Shelf, team: string): Promise<Copy | undefined> {
  shelf.store.put({ kind: 'kept-offline', isKept: true });
  const parts = (await open(shelf, team)).transaction('parts').store;
  const [names, contents] = await Promise.all([parts.getAllKeys(), parts.getAll()]);
  return copyOf(new Map(names.map((name, at) => [name, contents[at]])));
}

/** What comes is written together, a few seconds later. */
function saveSoon(shelf: Shelf): void {
  const { connection, isKeptOffline } = shelf.store.state();
  if (shelf.isDue || !isKeptOffline || connection.kind !== 'online') return;
  shelf.isDue = true;
  shelf.clock.after(saveMs, () => {
    shelf.isDue = false;
    void save(shelf);
  });
}

/** One transaction: what changed is written, what is not in the state any more is deleted. */
async function save(shelf: Shelf): Promise<void> {
  const { store, clock, written } = shelf;
  const [state, team] = [store.state(), shelf.team()];
  if (shelf.isOver || !state.isKeptOffline || state.connection.kind !== 'online' || team === undefined) return;
  const parts = partsOf(state, clock.now());
  const isNew = ({ name, source, content }: Part): boolean => content !== undefined && written.get(name) !== source;
  try {
    const shelves = (await open(shelf, team)).transaction('parts', 'readwrite');
    const names = new Set(parts.map(({ name }) => name));
    for (const name of await shelves.store.getAllKeys()) {
      if (!names.has(name)) void shelves.store.delete(name);
    }
    for (const part of parts.filter(isNew)) {
      void shelves.store.put(part.content, part.name);
      written.set(part.name, part.source);
    }
    await shelves.done;
  } catch (fault) {
    // The disk is full, or it was deleted meanwhile: what is kept stays as it was.
    ifTaken(fault);
  }
}

function ifTaken(fault: unknown): undefined {
  if (!(fault instanceof DOMException)) throw fault;
}
