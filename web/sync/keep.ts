/**
 * What this device keeps of one's own writing until the server has it: posts that are not sent, and drafts. It is in
 * IndexedDB under the team and the member, as readable as all that the browser stores, and is cleared at sign-out.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPObjectStore, openDB, type StoreNames } from 'idb';
import type { PendingPost } from './state.ts';

/** A post as it is kept; `order` rises with each. */
export interface KeptPost extends Pick<PendingPost, 'clientId' | 'channel' | 'threadTs' | 'alsoToChannel' | 'text'> {
  readonly files: readonly string[];
  readonly writtenAt: number;
  readonly order: number;
  /** The server said no: it waits for its writer, and holds up no other. */
  readonly refusal?: string | undefined;
}

/** A draft as it is kept; an empty text is one that the server has to be told of. */
export interface KeptDraft {
  /** `placeKey`. */
  readonly key: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly text: string;
  /** Where the caret was, in UTF-16 code units. */
  readonly caret: number;
  /** Milliseconds of this device. */
  readonly changedAt: number;
  /** The version of the server that this was written on, 0 for none. */
  readonly basedOn: number;
  /** The server does not have it as it is. */
  readonly isUnsaved: boolean;
}

export interface Keep {
  /** In their order. */
  posts(): Promise<readonly KeptPost[]>;
  putPost(post: KeptPost): Promise<void>;
  removePost(clientId: string): Promise<void>;
  drafts(): Promise<readonly KeptDraft[]>;
  putDraft(draft: KeptDraft): Promise<void>;
  removeDraft(key: string): Promise<void>;
  /** The address of an upload that is not whole, by what tells its file. */
  upload(fingerprint: string): Promise<string | undefined>;
  putUpload(fingerprint: string, address: string): Promise<void>;
  removeUpload(fingerprint: string): Promise<void>;
  /** Nothing is left of it. */
  clear(): Promise<void>;
}

interface Stores extends DBSchema {
  posts: { key: string; value: KeptPost; indexes: { order: number } };
  drafts: { key: string; value: KeptDraft };
  uploads: { key: string; value: string };
}

/** Of one member in one team. A browser that keeps nothing has it as long as the page: so do some private windows. */
export async function openKeep(team: string, member: string): Promise<Keep> {
  const name = `wardroom-${team}-${member}`;
  try {
    return kept(name, await openDB<Stores>(name, 1, { upgrade: layOut, blocking: (_, __, event) => closing(event) }));
  } catch {
    return keepInMemory();
  }
}

function layOut(database: IDBPDatabase<Stores>): void {
  database.createObjectStore('posts', { keyPath: 'clientId' }).createIndex('order', 'order');
  database.createObjectStore('drafts', { keyPath: 'key' });
  database.createObjectStore('uploads');
}

/** Another tab wants to remove it, at sign-out: it must not have to wait for this one. */
const closing = (event: IDBVersionChangeEvent): void => (event.target as IDBDatabase).close();

/** The answer to the sign-out makes the browser take it away by itself, at any moment from then on. */
function ifTaken(fault: unknown): void {
  if (!(fault instanceof DOMException)) throw fault;
}

/**
 * One write, committed outright: a page that is leaving hears no more of its requests, and what waits for that to be
 * committed is dropped.
 */
async function written<Name extends StoreNames<Stores>>(
  database: IDBPDatabase<Stores>,
  name: Name,
  write: (store: IDBPObjectStore<Stores, [Name], Name, 'readwrite'>) => Promise<unknown>,
): Promise<void> {
  const writing = database.transaction(name, 'readwrite');
  const asked = write(writing.store);
  writing.commit();
  await Promise.all([asked, writing.done]);
}

/** Where the disk is full, a post is kept as long as the page: it is on its way, and that is not to be lost. */
const kept = (name: string, database: IDBPDatabase<Stores>, spilled = keepInMemory()): Keep => ({
  async posts() {
    const all = [...(await database.getAllFromIndex('posts', 'order')), ...(await spilled.posts())];
    return all.toSorted((a, b) => a.order - b.order);
  },
  async putPost(post) {
    try {
      await written(database, 'posts', (posts) => posts.put(post));
    } catch {
      await spilled.putPost(post);
    }
  },
  async removePost(clientId) {
    await spilled.removePost(clientId);
    await written(database, 'posts', (posts) => posts.delete(clientId));
  },
  drafts: () => database.getAll('drafts'),
  putDraft: (draft) => written(database, 'drafts', (drafts) => drafts.put(draft)),
  removeDraft: (key) => written(database, 'drafts', (drafts) => drafts.delete(key)),
  upload: (fingerprint) => database.get('uploads', fingerprint),
  putUpload: (fingerprint, address) => written(database, 'uploads', (uploads) => uploads.put(address, fingerprint)),
  removeUpload: (fingerprint) => written(database, 'uploads', (uploads) => uploads.delete(fingerprint)),
  async clear() {
    await Promise.all([database.clear('posts'), database.clear('drafts'), database.clear('uploads')]).catch(ifTaken);
    database.close();
    await deleteDB(name).catch(ifTaken);
  },
});

export function keepInMemory(): Keep {
  const posts = new Map<string, KeptPost>();
  const drafts = new Map<string, KeptDraft>();
  const uploads = new Map<string, string>();
  return {
    posts: async () => [...posts.values()].toSorted((a, b) => a.order - b.order),
    putPost: async (post) => void posts.set(post.clientId, post),
    removePost: async (clientId) => void posts.delete(clientId),
    drafts: async () => [...drafts.values()],
    putDraft: async (draft) => void drafts.set(draft.key, draft),
    removeDraft: async (key) => void drafts.delete(key),
    upload: async (fingerprint) => uploads.get(fingerprint),
    putUpload: async (fingerprint, address) => void uploads.set(fingerprint, address),
    removeUpload: async (fingerprint) => void uploads.delete(fingerprint),
    async clear() {
      uploads.clear();
      posts.clear();
      drafts.clear();
    },
  };
}

/** One that can be used before it is open. */
export const keepOnceOpen = (opened: Promise<Keep>): Keep => ({
  posts: async () => (await opened).posts(),
  putPost: async (post) => (await opened).putPost(post),
  removePost: async (clientId) => (await opened).removePost(clientId),
  drafts: async () => (await opened).drafts(),
  putDraft: async (draft) => (await opened).putDraft(draft),
  removeDraft: async (key) => (await opened).removeDraft(key),
  upload: async (fingerprint) => (await opened).upload(fingerprint),
  putUpload: async (fingerprint, address) => (await opened).putUpload(fingerprint, address),
  removeUpload: async (fingerprint) => (await opened).removeUpload(fingerprint),
  clear: async () => (await opened).clear(),
});
