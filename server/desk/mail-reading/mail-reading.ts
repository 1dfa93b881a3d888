/**
 * Mails of strangers, read. The danger: a mail that was made to break what reads it, to become a thousand times as
 * large, or to carry off what was encrypted. The principle: the whole of it is taken apart in a process of its own,
 * within bounds (`platform/confined`); what was encrypted is never joined with what was not; a signature is held
 * against the bytes that it covers. The boundary: for that moment the process has the desk's private keys, and what it
 * answers is no more to be trusted than the mail.
 */
import { fileURLToPath } from 'node:url';
import { Compile } from 'typebox/compile';
import { type Bounds, packed, runConfined, unpacked } from '#platform/confined/confined.ts';
import { limits } from '#platform/limits.ts';
import { readingLimits } from './reading-limits.ts';
import { Answer, type Asked, type ReadMail } from './reading-words.ts';

export type { MailHead, Passage, ReadMail } from './reading-words.ts';

export interface MailKeys {
  /** The desk's own, armoured. */
  readonly own: readonly string[];
  /** Public keys, binary, against which signatures are held; or a way to those of the mail's only author. */
  readonly known: readonly Uint8Array[] | ((author: string) => Promise<readonly Uint8Array[]>);
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const ours = Compile(Answer);
/** What cannot be read whole within the bounds is read without opening anything, and then by its head alone. */
const MODES: readonly Asked['mode'][] = ['whole', 'closed', 'head'];

/**
 * What a mail says. Any bytes end in an answer: where something of it could not be read, `unread` says what and why.
 * `unreadable`: not even its head could be read within the bounds. Nothing is kept here: whoever calls has kept the
 * bytes before, and bounds how many are read at a time.
 */
export async function readMail(
  { own, known }: MailKeys,
  raw: Buffer,
  now: Date,
  given: Partial<Bounds> = {},
): Promise<ReadMail | { readonly unreadable: 'too-much' }> {
  if (typeof known !== 'function') return await readWith(own, known, raw, now, given);
  const first = await readWith(own, [], raw, now, given);
  if ('unreadable' in first || first.head.from.length !== 1) return first;
  const isOfUse = first.signatures.length > 0 || first.keys.length > 0;
  const keys = isOfUse ? await known(first.head.from[0]?.address ?? '') : [];
  const second = keys.length > 0 ? await readWith(own, keys, raw, now, given) : first;
  return 'unreadable' in second ? first : second;
}

async function readWith(
  own: readonly string[],
  known: readonly Uint8Array[],
  raw: Buffer,
  now: Date,
  given: Partial<Bounds>,
): Promise<ReadMail | { readonly unreadable: 'too-much' }> {
  const bounds = { ...readingLimits.bounds, writtenBytesMax: readingLimits.writtenBytesMax, ...given };
  for (const mode of MODES) {
    const asked: Asked = {
      ...{ own: mode === 'whole' ? own : [], known: known.map((key) => Buffer.from(key).toString('base64')) },
      ...{ now: now.toISOString(), openedBytesMax: limits.publicDesk.openedBytesMax, mode },
    };
    const { code, written } = await runConfined(WORKER, [], packed(asked, [raw]), bounds);
    const read = code === 0 ? answerIn(written) : undefined;
    if (read) return read;
  }
  return { unreadable: 'too-much' };
}

/** Undefined where the process answered with something else than it should. */
function answerIn(written: Buffer): ReadMail | undefined {
  const { value, bytes } = unpacked(written);
  if (!ours.Check(value)) return undefined;
  let at = 0;
  const next = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const files = value.files.map(({ bytes: length, ...file }) => ({ ...file, content: next(length) }));
  const keys = value.keys.map(({ bytes: length, ...key }) => ({ ...key, publicKey: next(length) }));
  return { ...value, files, keys };
}
