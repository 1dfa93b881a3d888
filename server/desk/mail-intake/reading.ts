/** A kept mail, read: taken apart and checked outside of any unit, and what is to be known of it afterwards. */
import type { MailMarks } from '#contract/desk-mails.ts';
import type { CaseId, MailId, TeamId } from '#contract/ids.ts';
import type { Units, Work } from '#platform/work.ts';
import { listKeys, privateKeyOf } from '../keys/keys.ts';
import { deskLimits } from '../limits.ts';
import { type ReadMail, readMail } from '../mail-reading/mail-reading.ts';
import { verifyingKeys } from '../sender-keys/sender-keys.ts';
import { type Envelope, envelopeOf, mailKey, rawMail } from './arriving.ts';
import { type MailRow, mailRow } from './mail-intake.sql.ts';
import { encryptionOf, textOf } from './mail-text.ts';
import { authorOf } from './placing.ts';
import type { CheckMail } from './verdicts/verdicts.ts';

export interface ReadingMeans {
  readonly units: Units;
  readonly check: CheckMail;
  /** As this server calls itself. */
  readonly name: string;
}

export interface KeptMail {
  readonly row: MailRow;
  /** Whose keys its signatures were held against. */
  readonly keysOf: string | undefined;
  readonly raw: Buffer;
  readonly envelope: Envelope;
  /** Undefined: within the bounds not even its head could be read. */
  readonly read: ReadMail | undefined;
}

/** What is kept of the reading, sealed, for who decides and who looks at the letter later. */
export interface Reading {
  readonly marks: MailMarks;
  readonly subject: string;
  readonly name?: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly isCut: boolean;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** The case that a held answer refers to. */
  readonly refersTo?: CaseId;
  /** Whether a receipt may go to its author. */
  readonly receipt: 'yes' | 'not-proven' | 'no-answer-wanted';
}

/** Takes a kept mail apart; one after the other, by whoever calls. Undefined: it is not there, or `wanted` says no. */
export async function takeApart(
  units: Units,
  team: TeamId,
  id: MailId,
  wanted: (row: MailRow) => boolean,
): Promise<KeptMail | undefined> {
  const kept = await units.open({ team }, async (work) => {
    const row = await mailRow(work.sql, id);
    if (!row || !wanted(row)) return undefined;
    const own: string[] = [];
    for (const key of await listKeys(work)) own.push(await privateKeyOf(work, key));
    const raw = await rawMail(work, row);
    const keysOf = claimedAuthor(raw);
    const known = keysOf === undefined ? [] : await verifyingKeys(work, keysOf);
    return { row, raw, keysOf, envelope: await envelopeOf(work, row), own, known, now: work.now };
  });
  if (!kept) return undefined;
  const { own, known, now, ...mail } = kept;
  const read = await readMail({ own, known }, mail.raw, now);
  return { ...mail, read: 'unreadable' in read ? undefined : read };
}

/** A guess at who it says it is from, by which keys are looked for; what it really says is found out by reading it. */
function claimedAuthor(raw: Buffer): string | undefined {
  const head = raw.toString('latin1', 0, deskLimits.mails.headBytesMax).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const [, from = ''] = /^from:(.{0,1000}(?:\r?\n[ \t].{0,1000}){0,4})/im.exec(head) ?? [];
  return /[^\s<>@,;:"]{1,64}@[^\s<>@,;:"]{1,253}/.exec(from)?.[0];
}

/** Signatures by keys that its author is known to have; those of others prove nothing about it. */
export function signaturesOf({ read, keysOf, envelope }: KeptMail): ReadMail['signatures'] {
  const author = authorOf({ head: read?.head, sender: envelope.sender });
  const isTheirs = author !== undefined && author.toLowerCase() === keysOf?.toLowerCase();
  return (read?.signatures ?? []).map((one) => (one.key === 'known' && !isTheirs ? { ...one, key: 'attached' } : one));
}

export function marksOf(kept: KeptMail, verdicts: MailMarks['verdicts']): MailMarks {
  const { envelope, read } = kept;
  const author = authorOf({ head: read?.head, sender: envelope.sender });
  const { protocol, encrypted } = envelope;
  return {
    ...(author === undefined ? {} : { from: author }),
    sender: envelope.sender,
    encryption: read ? encryptionOf(read) : 'none',
    transport: protocol === 'lmtp' ? 'unknown' : encrypted ? 'encrypted' : 'plain',
    verdicts,
    signatures: signaturesOf(kept)
      .slice(0, deskLimits.mails.signaturesMax)
      .map(({ state, fingerprint, key }) => ({
        state,
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(key === undefined ? {} : { key }),
      })),
    unread: read ? read.unread.map(({ what, why }) => ({ what, why })) : [{ what: 'the mail', why: 'too-much' }],
  };
}

export function readingOf(kept: KeptMail, marks: MailMarks, receipt: Reading['receipt'], refersTo?: CaseId): Reading {
  const { read } = kept;
  const text = read ? textOf(read) : '';
  const shown = deskLimits.mails.shownCharactersMax;
  const name = read?.head.from.length === 1 ? read.head.from[0]?.name : undefined;
  return {
    ...{ marks, receipt, subject: read?.head.subject ?? '' },
    ...(name === undefined ? {} : { name }),
    to: (read ? [...read.head.to, ...read.head.cc] : []).slice(0, shownRecipientsMax).map(({ address }) => address),
    ...{ text: text.slice(0, shown).replace(/[\ud800-\udbff]$/, ''), isCut: text.length > shown },
    files: (read?.files ?? []).map((file) => ({ name: file.name, bytes: file.content.length })),
    ...(refersTo === undefined ? {} : { refersTo }),
  };
}

const shownRecipientsMax = 20;

export const sealReading = async (work: Work, id: MailId, reading: Reading): Promise<Buffer> =>
  (await mailKey(work, id)).seal(id, 'reading', JSON.stringify(reading));

export async function openReading(work: Work, { id, reading }: MailRow): Promise<Reading | undefined> {
  if (reading === null) return undefined;
  return JSON.parse((await mailKey(work, id)).open(id, 'reading', reading)) as Reading;
}
