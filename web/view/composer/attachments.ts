/**
 * The files that go with a message: each is uploaded as soon as it is there, can be taken away, and tried again. They
 * belong to a place, not to the window's view of it: who looks into another conversation meanwhile loses nothing.
 */

import type { FileUsage } from '#contract/files.ts';
import { bytesInWords } from '#parts/bytes.ts';
import type { Upload, UploadState } from '#sync/workspace.ts';
import { filesMax } from './judgement.ts';

export interface Attachment extends UploadState {
  readonly key: number;
  /** Of what was chosen here, for a picture of it. */
  readonly chosen?: Chosen | undefined;
}

/** What is looked at of a `File`. */
export type Chosen = Pick<File, 'name' | 'size' | 'type'>;

export interface Means<Of extends Chosen> {
  upload(file: Of): Upload;
  usage(): Promise<FileUsage>;
  /** It is whole, and does not go with a message: nobody needs it any more. */
  discard(id: string): void;
}

export interface Attachments<Of extends Chosen> {
  list(): readonly Attachment[];
  subscribe(listener: () => void): () => void;
  /** Gives what could not be taken, in words. */
  add(files: readonly Of[]): Promise<string | undefined>;
  remove(key: number): void;
  retry(key: number): void;
  /** They go with a message now. */
  clear(): void;
  /** Whole files that came back with a message that was not sent. */
  adopt(files: readonly { readonly file: string; readonly name: string; readonly total: number }[]): void;
}

const bytesMax = 5 * 1024 ** 3;

export function createAttachments<Of extends Chosen>({ upload, usage, discard }: Means<Of>): Attachments<Of> {
  let all: readonly Attachment[] = [];
  let last = 0;
  const uploads = new Map<number, Upload>();
  const listeners = new Set<() => void>();
  const put = (next: readonly Attachment[]): void => {
    all = next;
    for (const listener of listeners) listener();
  };
  const begin = (chosen: Of): void => {
    last++;
    const key = last;
    const one = upload(chosen);
    uploads.set(key, one);
    put([...all, { ...one.state(), key, chosen }]);
    one.subscribe(() => put(all.map((known) => (known.key === key ? { ...one.state(), key, chosen } : known))));
  };
  return {
    list: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async add(chosen) {
      const refusals = chosen.filter(({ size }) => size > bytesMax).map(tooLarge);
      const fitting = chosen.filter(({ size }) => size <= bytesMax);
      const room = Math.max(0, filesMax - all.length);
      if (fitting.length > room) refusals.push(`A message carries ${filesMax} files. ${left(fitting.length - room)}`);
      for (const one of await withinAllowance(fitting.slice(0, room), usage, refusals)) begin(one);
      return refusals.length === 0 ? undefined : refusals.join(' ');
    },
    remove(key) {
      const whole = all.find((one) => one.key === key)?.file;
      put(all.filter((one) => one.key !== key));
      if (whole === undefined) void uploads.get(key)?.cancel();
      else discard(whole);
      uploads.delete(key);
    },
    retry: (key) => uploads.get(key)?.resume(),
    clear() {
      uploads.clear();
      put([]);
    },
    adopt(files) {
      const back = files.map((one) => ({ ...one, kind: 'done' as const, sent: one.total, key: ++last }));
      put([...all, ...back]);
    },
  };
}

/** Without an answer about the room that is left, the server will say it of each file. */
async function withinAllowance<Of extends Chosen>(
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
    const [size, room] = [bytesInWords(file.size), bytesInWords(Math.max(0, free))];
    refusals.push(
      `There is no room for “${file.name}” (${size}): ${room} are left. ` +
        'Delete files that nobody needs, or ask an admin for more room.',
    );
    return false;
  });
}

const tooLarge = ({ name, size }: Chosen): string =>
  `“${name}” has ${bytesInWords(size)}; a file may have ${bytesInWords(bytesMax)}. ` +
  'Make it smaller, or give a link to it.';

const left = (count: number): string => (count === 1 ? 'One was left out.' : `${count} were left out.`);
