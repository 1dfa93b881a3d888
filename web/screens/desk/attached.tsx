/** Files that go with a letter: chosen, and kept in this page alone until it is sent. */
import { type JSX, useState } from 'react';
import { IconButton } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Icon } from '#parts/icon.tsx';
import s from './composer.module.css';
import { asBase64 } from './saved.ts';

const filesMax = 10;
/** As base64, and with the longest text, a letter then stays below what the server takes at once. */
const bytesMax = 700_000;

export interface Attached {
  readonly files: readonly File[];
  /** Says why it cannot go with the letter. */
  add(file: File): string | undefined;
  remove(file: File): void;
  /** They were sent; what was added meanwhile stays. */
  sent(files: readonly File[]): void;
}

export function useAttached(): Attached {
  const [files, setFiles] = useState<readonly File[]>([]);
  return {
    files,
    add(file) {
      if (files.length === filesMax) return `A letter has at most ${filesMax} files.`;
      const bytes = [...files, file].reduce((sum, { size }) => sum + size, 0);
      if (bytes > bytesMax)
        return `${file.name} is too large: the files of a letter have ${bytesInWords(bytesMax)} together.`;
      setFiles([...files, file]);
      return undefined;
    },
    remove: (file) => setFiles(files.filter((one) => one !== file)),
    sent: (done) => setFiles((now) => now.filter((file) => !done.includes(file))),
  };
}

export const asGiven = (files: readonly File[]): Promise<{ name: string; base64: string }[]> =>
  Promise.all(files.map(async (file) => ({ name: file.name, base64: await asBase64(file) })));

export function AttachedFiles({ attached: { files, remove } }: { attached: Attached }): JSX.Element | null {
  if (files.length === 0) return null;
  return (
    <ul className={s.files} aria-label="Files of this letter">
      {files.map((file) => (
        <li key={`${file.name} ${file.size} ${file.lastModified}`}>
          <Icon sign="file" small />
          <span className="grow">
            <bdi>{file.name}</bdi> <span className="meta">{bytesInWords(file.size)}</span>
          </span>
          <IconButton sign="close" label={`Remove ${file.name}`} onClick={() => remove(file)} />
        </li>
      ))}
    </ul>
  );
}
