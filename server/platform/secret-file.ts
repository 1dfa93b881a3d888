import { link, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Small files that hold secrets. Losing one loses data, and showing one shows data: so a file appears whole or not at
 * all, is on the disk before anything depends on it, is never made anew where one should exist, and is not read when
 * others could have read it too. Messages name the path and what to do, never the content.
 */
export class SecretFileRefused extends Error {}

const fileBytesMax = 64 * 1024;
const othersMask = 0o077;

/**
 * The text of the file. When there is none, `make` gives the text of a new one, unless the file is expected because
 * something already depends on it: then this throws `SecretFileRefused`, as it does for a file open to others.
 */
export async function openSecretFile(
  path: string,
  { expected }: { expected: boolean },
  make: () => string,
): Promise<string> {
  const present = await readSecretFile(path);
  if (present !== undefined) return present;
  if (expected) {
    throw new SecretFileRefused(
      `The secret file ${path} is missing, but stored data depends on it. Restore it from its escrow copy ` +
        'to this path with mode 0600 and start again. A new one would open nothing, so none was made.',
    );
  }
  await createSecretFile(path, make());
  // Read back: if another process made the file in the same moment, its text is the one that counts.
  const created = await readSecretFile(path);
  if (created === undefined) throw new SecretFileRefused(`The secret file ${path} vanished while it was being made.`);
  return created;
}

/** The text of the file, undefined when there is none; throws `SecretFileRefused` when it is open to others. */
export async function readSecretFile(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { mode, size } = await file.stat();
    if ((mode & othersMask) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, '0');
      throw new SecretFileRefused(
        `The secret file ${path} is open to other users (mode ${shown}). Find out who could have read it, ` +
          `then run: chmod 600 '${path}'`,
      );
    }
    if (size > fileBytesMax)
      throw new SecretFileRefused(`The secret file ${path} is larger than any that was written here.`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Makes the file with mode 0600 and its folder with 0700; a file that already stands there stays as it is. */
async function createSecretFile(path: string, text: string): Promise<void> {
  const folder = dirname(resolve(path));
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
  // A link, because unlike a rename it never takes the place of a file that appeared meanwhile.
  await fromDraft(path, text, (draft) =>
    link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    }),
  );
  const last = firstMade === undefined ? folder : dirname(firstMade);
  for (let at = folder; at !== last; at = dirname(at)) await syncFolder(at);
  await syncFolder(last);
}

/** Puts a new text in the place of the old one; after a crash the file holds one or the other. */
export async function replaceSecretFile(path: string, text: string): Promise<void> {
  await fromDraft(path, text, (draft) => rename(draft, path));
  await syncFolder(dirname(resolve(path)));
}

/**
 * Hands on a file with this text that is on the disk already. It lies in a folder of its own beside the path, so that
 * two processes never write one draft; a process that is killed may leave one behind, which was never in use.
 */
async function fromDraft(path: string, text: string, publish: (draft: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(`${path}.draft-`);
  try {
    const draft = join(folder, 'draft');
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(draft);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
