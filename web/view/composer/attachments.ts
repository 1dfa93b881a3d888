/**
 * The files that go with a message: each is uploaded as soon as it is there, can be taken away, and tried again. They
 * belong to a place, not to the window's view of it: who looks into another conversation meanwhile loses nothing.
 */
import type { FileUsage } from '#contract/files.ts';
import { filesMax } from './judgement.ts';

export interface Attachment {
  readonly key: number;
  readonly file: Upload;
  readonly state: 'uploading' | 'done' | 'failed';
  /** Bytes that the server has. */
  readonly sent: number;
  /** `F…`, once it is whole. */
  readonly id?: string | undefined;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** What is looked at of a `File`. */
export type Upload = Pick<File, 'name' | 'size' | 'type'>;

export interface Means<Of extends Upload> {
  /** Gives the id. Rejects with a fault that `wordsFor` can tell. */
  upload(file: Of, progress: (sent: number) => void, signal: AbortSignal): Promise<string>;
  usage(): Promise<FileUsage>;
  wordsFor(fault: unknown): string;
}

export interface Attachments<Of extends Upload> {
  list(): readonly Attachment[];
  subscribe(listener: () => void): () => void;
  /** Gives what could not be taken, in words. */
  add(files: readonly Of[]): Promise<string | undefined>;
  remove(key: number): void;
  retry(key: number): void;
  /** They go with a message now. */
  clear(): void;
}

const bytesMax = 5 * 1024 ** 3;

export function createAttachments<Of extends Upload>({ upload, usage, wordsFor }: Means<Of>): Attachments<Of> {
  let all: readonly Attachment[] = [];
  let last = 0;
  const files = new Map<number, { readonly file: Of; over: AbortController }>();
  const listeners = new Set<() => void>();
  const put = (next: readonly Attachment[]): void => {
    all = next;
    for (const listener of listeners) listener();
  };
  const change = (key: number, to: Partial<Attachment>): void =>
    put(all.map((one) => (one.key === key ? { ...one, ...to } : one)));

  const send = (key: number): void => {
    const of = files.get(key);
    if (!of) return;
    of.over = new AbortController();
    const { signal } = of.over;
    change(key, { state: 'uploading', sent: 0, reason: undefined });
    upload(of.file, (sent) => change(key, { sent }), signal).then(
      (id) => change(key, { state: 'done', id, sent: of.file.size }),
      (fault: unknown) => {
        if (!signal.aborted) change(key, { state: 'failed', reason: wordsFor(fault) });
      },
    );
  };

  return {
    list: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async add(chosen) {
      const refusals: string[] = [];
      const fitting = chosen.filter((file) => {
        if (file.size > bytesMax) refusals.push(tooLarge(file));
        return file.size <= bytesMax;
      });
      const room = filesMax - all.length;
      if (fitting.length > room) refusals.push(`A message carries ${filesMax} files. ${left(fitting.length - room)}`);
      const taken = await withinAllowance(fitting.slice(0, Math.max(0, room)), usage, refusals);
      for (const file of taken) {
        last++;
        files.set(last, { file, over: new AbortController() });
        put([...all, { key: last, file, state: 'uploading', sent: 0 }]);
        send(last);
      }
      return refusals.length === 0 ? undefined : refusals.join(' ');
    },
    remove(key) {
      files.get(key)?.over.abort();
      files.delete(key);
      put(all.filter((one) => one.key !== key));
    },
    retry: send,
    clear() {
      files.clear();
      put([]);
    },
  };
}

/** Without an answer about the room that is left, the server will say it of each file. */
async function withinAllowance<Of extends Upload>(
  files: readonly Of[],
  usage: () => Promise<FileUsage>,
  refusals: string[],
): Promise<readonly Of[]> {
  if (files.length === 0) return files;
  const used = await usage().catch(() => undefined);
  if (!used) return files;
  const { allowance, memberBytes, teamBytes } = used;
  let free = Math.min(allowance.memberBytes - memberBytes, allowance.teamBytes - teamBytes);
  return files.filter((file) => {
    if (file.size <= free) {
      free -= file.size;
      return true;
    }
    refusals.push(
      `There is no room for “${file.name}” (${bytes(file.size)}): ${bytes(Math.max(0, free))} are left. ` +
        'Delete files that nobody needs, or ask an admin for more room.',
    );
    return false;
  });
}

const tooLarge = ({ name, size }: Upload): string =>
  `“${name}” has ${bytes(size)}; a file may have ${bytes(bytesMax)}. Make it smaller, or give a link to it.`;

const left = (count: number): string => (count === 1 ? 'One was left out.' : `${count} were left out.`);

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** "812 bytes", "14 KB", "4.1 GB" */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 1 && value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit]}`;
}
