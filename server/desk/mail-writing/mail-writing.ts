/**
 * Letters of the desk as mail. The danger: words that travel in the clear because a key was missing or broken. The
 * principle: a letter is encrypted, or the mail holds no word of it but a link; which of both is part of the answer.
 * The boundary: from whom, to whom, when and in which case is open to everybody on the way.
 */
import { fileURLToPath } from 'node:url';
import { packed, runConfined, unpacked } from '#platform/confined/confined.ts';
import { deskLimits } from '../limits.ts';
import {
  type Address,
  base64Lines,
  boundaryFor,
  entity,
  type Fields,
  fieldAddress,
  fieldDate,
  fieldIds,
  fieldText,
  filePart,
  type LetterFile,
  multipart,
  textPart,
} from './mail-text.ts';
import { type Answered, type Asked, UNUSABLE } from './writing-words.ts';

export interface LetterOut {
  readonly from: Address;
  readonly to: string;
  readonly date: Date;
  /** Ids are without their angle brackets. */
  readonly messageId: string;
  readonly inReplyTo?: string | undefined;
  readonly references?: readonly string[];
  /** Of what no person wrote (RFC 3834). */
  readonly autoSubmitted?: 'auto-replied' | 'auto-generated';
  /** What everybody on the way may read: the name of the case, and no more. */
  readonly outerSubject: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly LetterFile[];
  /** In place of the usual sentence, where there is no key: what everybody on the way may read as well. */
  readonly inClear?: string;
  /** Where the same can be read without OpenPGP. */
  readonly link: string;
  /** What stands below the link, which everybody on the way may read as well. */
  readonly belowLink?: string;
}

export interface LetterKeys {
  /** The desk's own: `privateKey` armoured, `publicKey` binary. Without them nothing is signed. */
  readonly own: { readonly privateKey: string; readonly publicKey: Uint8Array } | undefined;
  /** Of whom it is for, binary. */
  readonly theirs: Uint8Array | undefined;
}

/** `link`: no word of the letter is in it; the reason is to be shown to whoever wrote it. */
export type LetterMail =
  | { readonly form: 'encrypted'; readonly fingerprint: string; readonly isSigned: boolean; readonly raw: Buffer }
  | { readonly form: 'link'; readonly why: 'no-key' | 'key-unusable' | 'too-much'; readonly raw: Buffer };

/** A whole message (RFC 5322), lines ended by CR and LF, no line longer than 998 characters. */
export async function composeLetter(letter: LetterOut, keys: LetterKeys): Promise<LetterMail> {
  if (!keys.theirs) return { form: 'link', why: 'no-key', raw: linkMail(letter, keys) };
  const made = await sealed(letter, keys, keys.theirs);
  if (typeof made === 'string') return { form: 'link', why: made, raw: linkMail(letter, keys) };
  const { message, ...facts } = made;
  const boundary = boundaryFor(letter.messageId);
  const type = `multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="${boundary}"`;
  const body = multipart(boundary, [
    entity([['Content-Type', 'application/pgp-encrypted']], 'Version: 1\r\n'),
    entity(
      [
        ['Content-Type', 'application/octet-stream; name="encrypted.asc"'],
        ['Content-Disposition', 'inline; filename="encrypted.asc"'],
      ],
      message.replaceAll(/\r?\n/g, '\r\n'),
    ),
  ]);
  return {
    form: 'encrypted',
    ...facts,
    raw: Buffer.from(entity([...headOf(letter, keys), ['Content-Type', type]], body)),
  };
}

const headOf = (letter: LetterOut, { own }: LetterKeys): Fields => [
  ['From', fieldAddress(letter.from)],
  ['To', fieldAddress({ name: '', address: letter.to })],
  ['Subject', fieldText(letter.outerSubject)],
  ['Date', fieldDate(letter.date)],
  ['Message-ID', fieldIds([letter.messageId])],
  ['In-Reply-To', letter.inReplyTo === undefined ? undefined : fieldIds([letter.inReplyTo])],
  ['References', fieldIds(letter.references ?? [])],
  ['Auto-Submitted', letter.autoSubmitted],
  ['X-Auto-Response-Suppress', letter.autoSubmitted && 'All'],
  ['Autocrypt', own && autocrypt(letter.from.address, own.publicKey)],
  ['MIME-Version', '1.0'],
];

/** Autocrypt Level 1, 2.1. */
const autocrypt = (address: string, publicKey: Uint8Array): string =>
  `addr=${address}; prefer-encrypt=mutual; keydata=\r\n ${base64Lines(publicKey).replaceAll('\r\n', '\r\n ')}`;

const HERE = 'Read it, and answer, here:';

/** What is said to somebody for whom nothing can be encrypted. */
const linkMail = (letter: LetterOut, keys: LetterKeys): Buffer =>
  Buffer.from(
    textPart(
      `${letter.inClear ?? `There is something new for you in ${letter.outerSubject}.`} ${HERE}\n\n${letter.link}\n` +
        (letter.belowLink ?? ''),
      headOf(letter, keys),
    ),
  );

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** The armoured message, or why there is none. */
async function sealed(
  letter: LetterOut,
  { own }: LetterKeys,
  theirs: Uint8Array,
): Promise<(Answered & { readonly message: string }) | 'key-unusable' | 'too-much'> {
  const asked: Asked = {
    ...(own && { privateKey: own.privateKey }),
    ...{ theirs: Buffer.from(theirs).toString('base64'), now: letter.date.toISOString() },
  };
  const bounds = { ...deskLimits.opening, writtenBytesMax: deskLimits.letterBytesMax };
  const { code, written } = await runConfined(WORKER, [], packed(asked, [innerOf(letter)]), bounds);
  if (code === UNUSABLE) return 'key-unusable';
  if (code !== 0) return 'too-much';
  const { value, bytes } = unpacked(written);
  return { ...(value as Answered), message: bytes.toString('latin1') };
}

/** What is encrypted: the letter, with the subject that only its reader sees. */
function innerOf(letter: LetterOut): Buffer {
  const boundary = boundaryFor(`within ${letter.messageId}`);
  const head: Fields = [
    ['Content-Type', `multipart/mixed; boundary="${boundary}"; protected-headers="v1"`],
    ['From', fieldAddress(letter.from)],
    ['To', fieldAddress({ name: '', address: letter.to })],
    ['Subject', fieldText(letter.subject)],
    ['Date', fieldDate(letter.date)],
  ];
  return Buffer.from(entity(head, multipart(boundary, [textPart(letter.text), ...letter.files.map(filePart)])));
}
