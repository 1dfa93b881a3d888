import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../limits.ts';
import { syncFolder } from '../sync-folder.ts';

/**
 * Writes one file that only this user can read, whole or not at all, and on the disk when this resolves. Throws when
 * the folder already holds as many as it may: mail that nobody fetches must not fill the disk.
 */
export async function keepInFolder(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length >= limits.mail.keptMax) {
    throw new Error(`The folder ${folder} is full of mail. Set WARDROOM_SMTP_URL, or read and remove some.`);
  }
  const draft = join(folder, `.${name}.draft`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, name));
    await syncFolder(folder);
  } finally {
    await rm(draft, { force: true });
  }
}

/** How many mails lie there and when the newest came: nothing of what they say or to whom. */
export async function lookAtKept(folder: string): Promise<{ readonly kept: number; readonly newestAt?: Date }> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const mails = names.filter((name) => name.endsWith('.eml'));
  let newestMs = 0;
  for (const name of mails) {
    // Somebody may take one away meanwhile.
    const { mtimeMs = 0 } = (await stat(join(folder, name)).catch(() => undefined)) ?? {};
    newestMs = Math.max(newestMs, mtimeMs);
  }
  return { kept: mails.length, ...(newestMs > 0 ? { newestAt: new Date(newestMs) } : {}) };
}
