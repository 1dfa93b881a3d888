import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../sync-folder.ts';
import { type BlobStore, bytesMissing, OBJECT_NAME, storageFull } from './store.ts';

/** Objects as files, spread over 256 folders by the first two characters of their names. */
export function openDiskStore(root: string): BlobStore {
  const made = new Map<string, Promise<void>>();
  const pathOf = (name: string): string => {
    if (!OBJECT_NAME.test(name)) throw new Error('An object has a name that is none.');
    return join(root, name.slice(0, 2), name);
  };

  const ensureFolder = (shelf: string): Promise<void> => {
    const making = made.get(shelf) ?? makeFolder(root, shelf);
    made.set(shelf, making);
    making.catch(() => made.delete(shelf));
    return making;
  };

  return {
    async put(name, pieces) {
      const path = pathOf(name);
      try {
        await ensureFolder(name.slice(0, 2));
        const file = await open(path, 'wx', 0o600);
        try {
          await file.writev([...pieces]);
          await file.datasync();
        } finally {
          await file.close();
        }
        await syncFolder(join(root, name.slice(0, 2)));
      } catch (error) {
        await rm(path, { force: true });
        throw isFull(error) ? Object.assign(storageFull(), { cause: error }) : error;
      }
    },

    async get(name, start, length) {
      const file = await open(pathOf(name), 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? bytesMissing() : error;
      });
      try {
        const bytes = Buffer.allocUnsafeSlow(length);
        const { bytesRead } = await file.read(bytes, 0, length, start);
        if (bytesRead < length) throw bytesMissing();
        return bytes;
      } finally {
        await file.close();
      }
    },

    async remove(names) {
      for (const name of names) await rm(pathOf(name), { force: true });
    },

    async has(name) {
      return (await stat(pathOf(name)).catch(() => undefined)) !== undefined;
    },

    async list(after, limit) {
      const names: string[] = [];
      const shelves = (await namesIn(root)).filter((shelf) => shelf >= after.slice(0, 2)).toSorted();
      for (const shelf of shelves) {
        names.push(...(await namesIn(join(root, shelf))).filter((name) => name > after).toSorted());
        if (names.length >= limit) break;
      }
      return names.slice(0, limit);
    },

    close() {},
  };
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');

async function makeFolder(root: string, shelf: string): Promise<void> {
  await mkdir(join(root, shelf), { recursive: true, mode: 0o700 });
  await syncFolder(root);
  await syncFolder(join(root, '..'));
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
