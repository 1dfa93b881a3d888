/**
 * What a mail says, as the text of a letter: pieces stay apart, and what was not encrypted beside what was is marked.
 */
import type { MailMarks } from '#contract/desk-mails.ts';
import type { Passage, ReadMail } from '../mail-reading/mail-reading.ts';

export function encryptionOf({ passages, files }: Pick<ReadMail, 'passages' | 'files'>): MailMarks['encryption'] {
  const pieces = [...passages.filter(({ text }) => text.trim() !== ''), ...files];
  const encrypted = pieces.filter(({ wasEncrypted }) => wasEncrypted).length;
  return encrypted === 0 ? 'none' : encrypted === pieces.length ? 'all' : 'some';
}

/** Of a mail of which some was encrypted, each piece says whether it was. */
export function textOf(read: Pick<ReadMail, 'passages' | 'files'>): string {
  const isMixed = encryptionOf(read) === 'some';
  return read.passages
    .map((passage) => ({ passage, text: passage.text.trim() }))
    .filter(({ text }) => text !== '')
    .map(({ passage, text }) => [...marksOf(passage, isMixed), text].join('\n'))
    .join('\n\n');
}

function marksOf({ wasEncrypted, forwarded }: Passage, isMixed: boolean): string[] {
  return [
    ...(isMixed ? [wasEncrypted ? '[This part was encrypted:]' : '[This part was NOT encrypted:]'] : []),
    ...(forwarded === undefined ? [] : [`[From a forwarded mail: ${forwarded}]`]),
  ];
}

/** What fits into a letter; of something longer the beginning, and the whole as a file beside it. */
export function letterOf(
  read: Pick<ReadMail, 'passages' | 'files'>,
  charactersMax: number,
): { readonly text: string; readonly rest: readonly { readonly name: string; readonly content: Buffer }[] } {
  const whole = textOf(read);
  if (whole.length <= charactersMax) return { text: whole, rest: [] };
  const cut = whole.slice(0, charactersMax - CUT.length).replace(/[\ud800-\udbff]$/, '');
  return { text: `${cut}${CUT}`, rest: [{ name: 'whole-mail.txt', content: Buffer.from(whole) }] };
}

const CUT = '\n\n[The rest is in the file whole-mail.txt.]';
