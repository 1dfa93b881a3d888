/**
 * A read mail becomes a case, a letter of one, or something that a person is to decide about. Each mail is filed once:
 * of two who do it at the same time the second finds it filed.
 */
import type { HeldFor, MailMarks } from '#contract/desk-mails.ts';
import type { CaseId, MailId, TeamId } from '#contract/ids.ts';
import { isRefusal } from '#identity/guessing/guessing.ts';
import { after } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import {
  caseClosed,
  caseFull,
  keepUnknownPassphrase,
  noteReporter,
  openReport,
  reporterOf,
  type Understood,
  writeAsReporter,
} from '../cases/cases.ts';
import { referenceIn, withhold } from '../deliveries/deliveries.ts';
import { deskLimits } from '../limits.ts';
import { tellOfMails } from '../news/news.ts';
import { type Learning, learnKeys } from '../sender-keys/sender-keys.ts';
import { deleteMailParts, lockMail, type MailRow, updateMail } from './mail-intake.sql.ts';
import { encryptionOf, letterOf } from './mail-text.ts';
import { authorOf, mayHaveReceipt, placeOf, type Referred, type Seen } from './placing.ts';
import {
  type KeptMail,
  marksOf,
  type Reading,
  type ReadingMeans,
  readingOf,
  sealReading,
  signaturesOf,
  takeApart,
} from './reading.ts';

const LETTER_CHARACTERS = 39_000;

/** Reads what came in and files it; what no bound lets us read becomes a case that says so. */
export async function fileReceived(means: ReadingMeans, team: TeamId, id: MailId): Promise<void> {
  const kept = await takeApart(means.units, team, id, ({ state }) => state === 'unread');
  if (!kept) return;
  const { envelope, raw } = kept;
  const verdicts = await means.check({
    ...{ raw, ip: envelope.ip, helo: envelope.helo, sender: envelope.sender, name: means.name },
  });
  const marks = marksOf(kept, verdicts);
  const file = (without: boolean): Promise<void> =>
    means.units.open({ team }, (work) => fileOne(work, kept, marks, without));
  try {
    await file(false);
  } catch (error) {
    // Between the look at the case and the letter it was closed, or was filled by it: a person decides.
    if (!isRefusal(caseFull.code, caseClosed.code)(error)) throw error;
    await file(true);
  }
}

async function fileOne(work: Work, kept: KeptMail, marks: MailMarks, isRefused: boolean): Promise<void> {
  const row = await lockMail(work.sql, kept.row.id);
  if (row?.state !== 'unread') return;
  const { referred, id } = await referredBy(work, kept);
  const seen: Seen = {
    ...{ head: kept.read?.head, sender: kept.envelope.sender, recipient: row.recipient },
    ...{ encryption: marks.encryption, signatures: signaturesOf(kept), verdicts: marks.verdicts, referred },
  };
  const place = isRefused ? 'closed' : placeOf(seen);
  const reading = readingOf(kept, marks, mayHaveReceipt(seen), id);
  const sealed = await sealReading(work, row.id, reading);
  const isBelieved = place === 'letter' || (place === 'report' && reading.receipt === 'yes');
  const isOtherKey = isBelieved && (await learn(work, kept)) === 'changed';
  const note = async (of: CaseId): Promise<void> => {
    if (isOtherKey) await noteReporter(work, of, 'other-key-came');
  };
  if (place === 'report') return await note((await makeCase(work, row, kept, { sealed, receipt: reading.receipt })).id);
  if (place !== 'letter' || id === undefined) return await hold(work, row, place as HeldFor, sealed);
  await addToCase(work, row, kept, { id, sealed });
  await note(id);
}

/** Keys that came with it, where nothing says that it is from somebody else: for others anybody could be the first. */
async function learn(work: Work, { row, read, envelope }: KeptMail): Promise<Learning> {
  const author = authorOf({ head: read?.head, sender: envelope.sender });
  return read && author !== undefined ? await learnKeys(work, row.team_id, author, read.keys) : 'nothing';
}

/** The case that it answers to, and who is its reporter. */
async function referredBy(work: Work, { read }: KeptMail): Promise<{ referred: Referred; id?: CaseId }> {
  const found = await referenceIn(work, [
    ...(read?.head.inReplyTo ?? []),
    ...(read?.head.references ?? []).toReversed(),
  ]);
  if (found.kind !== 'case') return { referred: found };
  const { byMail = false, address, isClosed } = await reporterOf(work, found.case);
  // An address that was merely typed is no sender: whoever reads its mail may be a stranger.
  return { id: found.case, referred: { kind: 'case', reporter: byMail ? address : undefined, isClosed } };
}

async function hold(work: Work, row: MailRow, why: HeldFor, reading: Buffer): Promise<void> {
  await updateMail(work.sql, row.id, { state: 'held', held_for: why, reading });
  await tellOfMails(work);
  work.audit({ kind: 'desk-mail.held', actor: 'system', object: `desk-mail:${row.id}` });
}

/** What was read, sealed, and whether its author may have a receipt. */
export interface ReadOnce {
  readonly sealed: Buffer;
  readonly receipt: Reading['receipt'];
}
/** By whom, if it was a person. */
type Decided = Partial<Pick<MailRow, 'decided_by' | 'decided_at'>>;

const UNREADABLE =
  'It needs more memory or time to read than is allowed for one mail. Send it in parts, as answers to this mail.';
const NO_TEXT = '[The mail has no text of its own.]';

/**
 * A report by mail: its bytes move into the case. The way back by the page is a link, so nobody learns the passphrase.
 */
export async function makeCase(
  work: Work,
  row: MailRow,
  kept: KeptMail,
  { sealed, receipt, ...decided }: ReadOnce & Decided,
): Promise<{ readonly id: CaseId; readonly name: string }> {
  const { read, raw } = kept;
  const opened = await openReport(work, row.team_id, {
    ...{ raw, source: 'mail', type: 'message/rfc822', state: read ? 'read' : 'unreadable' },
    ...(read ? {} : { unreadable: UNREADABLE }),
    understood: understoodOf(kept),
  });
  await keepUnknownPassphrase(work, row.team_id, opened.id);
  const address = authorOf({ head: read?.head, sender: kept.envelope.sender });
  if (receipt !== 'yes' && address !== undefined) {
    const of = { case: opened.id, team: row.team_id, letter: opened.receipt, how: 'receipt', address } as const;
    await withhold(work, of, receipt);
  }
  await deleteMailParts(work.sql, row.id);
  await updateMail(work.sql, row.id, {
    state: 'filed',
    held_for: null,
    case_id: opened.id,
    reading: sealed,
    ...decided,
  });
  return opened;
}

function understoodOf({ read, envelope }: KeptMail): Understood {
  const address = authorOf({ head: read?.head, sender: envelope.sender });
  const reporter =
    address === undefined
      ? {}
      : { reporter: { address, byMail: true, ...(read?.head.from[0]?.name ? { name: read.head.from[0].name } : {}) } };
  if (!read) return reporter;
  const { text, rest } = letterOf(read, LETTER_CHARACTERS);
  return {
    ...reporter,
    ...(read.head.subject.trim() === '' ? {} : { title: read.head.subject.trim() }),
    text: text === '' ? NO_TEXT : text,
    files: [...rest, ...filesOf(read)],
  };
}

/** Of a mail of which some was encrypted, the name of a file says that it was not. */
function filesOf(read: NonNullable<KeptMail['read']>): { name: string; content: Buffer }[] {
  const isMixed = encryptionOf(read) === 'some';
  return read.files.map(({ name, content, wasEncrypted }) => ({
    name: isMixed && !wasEncrypted ? `not-encrypted ${name}` : name,
    content,
  }));
}

export async function addToCase(
  work: Work,
  row: MailRow,
  { read, envelope }: KeptMail,
  { id, sealed, ...decided }: { readonly id: CaseId; readonly sealed: Buffer } & Decided,
): Promise<void> {
  const { text, rest } = read ? letterOf(read, LETTER_CHARACTERS) : { text: UNREADABLE, rest: [] };
  const files = [...rest, ...(read ? filesOf(read) : [])];
  const author = authorOf({ head: read?.head, sender: envelope.sender });
  const whose = decided.decided_by
    ? `[A mail from ${author ?? 'nobody named'}, put here by somebody at the desk.]\n\n`
    : '';
  const letter = await writeAsReporter(work, id, `${whose}${text === '' ? NO_TEXT : text}`, files);
  const change = { state: 'filed', held_for: null, case_id: id, letter, reading: sealed } as const;
  await updateMail(work.sql, row.id, { ...change, ...decided });
}

/** Until when a mail that was put away can still be looked at. */
export const putAwayUntil = (now: Date): Date => after(now, deskLimits.mails.putAwayMs);
