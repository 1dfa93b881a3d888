/**
 * How a case begins. The danger: a report that is lost because a part of it could not be understood. The principle: its
 * bytes are sealed and counted before anybody reads them, in the same transaction that makes the case; what is read out
 * of them comes later. The boundary: how they came in is the intake's; here they are bytes.
 */
import { createHash } from 'node:crypto';
import { hoursInWords } from '#contract/desk-policy-words.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { promisesOf } from '../policy/policy.ts';
import { rosterOf } from '../roster/roster.ts';
import { openParts, partsMax, sealedParts } from '../sealed-parts.ts';
import { tell } from './activity.ts';
import { caseKey, nameOf, REPORTER, record, SYSTEM } from './case-state.ts';
import {
  type CaseRow,
  caseRow,
  countSince,
  insertCase,
  insertRawParts,
  putReporter,
  rawParts,
  takeNumber,
} from './cases.sql.ts';
import { proposeAtReceipt } from './embargo.ts';
import { addFiles, type GivenFile } from './files.ts';
import { appendLetter } from './letters.ts';
import { lockedForReporter } from './standing.ts';

export const reportEmpty = problem('desk/report-empty', 422, 'A report without a single byte is none.');
export const reportTooLarge = problem<{ mostBytes: number }>(
  'desk/report-too-large',
  413,
  'A report can have 25 MiB. Send the rest once the case is open.',
);

export interface Reporter {
  readonly name?: string;
  readonly address?: string;
  /** Fixers may know who it is. */
  readonly mayBeNamed?: boolean;
  /** It wrote by mail, so letters go to its address. */
  readonly byMail?: boolean;
}

/** What was read out of the bytes; all of it may be missing. */
export interface Understood {
  readonly title?: string;
  readonly text?: string;
  readonly reporter?: Reporter;
  /** Until when the reporter wants nothing to be published. */
  readonly until?: Date;
  readonly files?: readonly GivenFile[];
}

export interface Opened {
  readonly id: CaseId;
  readonly name: string;
  /** The number of the letter that is the receipt. */
  readonly receipt: number;
}

/** The automatic receipt says nothing of the report: it may travel in the clear. */
async function receiptFor(work: Work): Promise<string> {
  const { firstAnswerHours } = (await promisesOf(work, work.now)).promises;
  return (
    'Your report has arrived and is kept encrypted. This receipt was written by a program; a person answers you ' +
    `within ${hoursInWords(firstAnswerHours)}.`
  );
}

interface Incoming {
  readonly raw: Buffer;
  readonly source: CaseRow['source'];
  /** The media type of bytes that are read later, by who hears of `desk-report.received`; without one, nobody does. */
  readonly type?: string;
  /** Whoever calls has read them already, or found that nobody can; `unreadable` then says why, to both sides. */
  readonly state?: 'read' | 'unreadable';
  readonly unreadable?: string;
  readonly understood?: Understood;
}

declare module '#platform/work.ts' {
  interface Facts {
    /** A report whose bytes wait to be read. */
    'desk-report.received': { readonly case: CaseId };
  }
}

const OCTETS = 'application/octet-stream';

/** Makes a case of a report (T1), with an automatic receipt that repeats nothing of it. */
export async function openReport(
  work: Work,
  team: TeamId,
  { raw, source, type = OCTETS, state, unreadable, understood = {} }: Incoming,
): Promise<Opened> {
  if (raw.length === 0) throw reportEmpty();
  if (raw.length > deskLimits.rawBytesMax) throw reportTooLarge({ mostBytes: deskLimits.rawBytesMax });
  const id = work.random.uuid() as CaseId;
  const key = await caseKey(work, id);
  const row: CaseRow = {
    ...{ id, team_id: team, number: await takeNumber(work.sql, team), source },
    ...{ report_state: 'received', release_state: 'draft', embargo_state: 'none', embargo_until: null },
    ...{ proposed_by: null, proposed_until: null, severity: null, title: key.seal(id, 'title', '') },
    ...{ raw_digest: createHash('sha256').update(raw).digest(), raw_bytes: raw.length, coordinator_id: null },
    ...{ received_at: work.now, receipt_at: null, answered_at: null, judged_at: null, judged_by: null },
    ...{ valid_at: null, updated_at: null, published_at: null, retrospective_at: null, close_reason: null },
    ...{ duplicate_of: null, closed_at: null, disputed_at: null, withdrawn_at: null, kept_despite_at: null },
    ...{ notices_off_at: null, noticed_at: null },
    ...{ raw_type: type, raw_state: state ?? (type === OCTETS ? 'read' : 'unread') },
  };
  await insertCase(work.sql, { ...row, due_at: null, alarm_at: null, keep_until: null });
  const parts = sealedParts(key, id, 'raw', raw);
  await insertRawParts(
    work.sql,
    parts.map((part) => ({ case_id: id, team_id: team, ...part })),
  );
  const received = await record(work, row, REPORTER, {}, { kind: 'report-received', shown: true });
  await understand(work, received, understood);
  const receipt = await receiptFor(work);
  // One letter for both: who reads mail gets one receipt.
  const said = unreadable === undefined ? receipt : `${receipt}\n\n${UNREADABLE}${unreadable}`;
  const letter = await appendLetter(work, received, SYSTEM, said);
  await record(work, received, SYSTEM, { receipt_at: work.now }, { kind: 'receipt-sent', shown: true });
  const recent = await countSince(work.sql, after(work.now, -60 * 60_000), deskLimits.mailedPerHourMax + 1);
  if (recent <= deskLimits.mailedPerHourMax) tell(work, id, await rosterOf(work));
  if (row.raw_state === 'unread') work.emit({ kind: 'desk-report.received', case: id });
  return { id, name: nameOf(row), receipt: letter };
}

/** The bytes that nobody has read yet, and of what type they are; undefined once somebody has. */
export async function unreadReport(work: Work, id: CaseId): Promise<{ raw: Buffer; type: string } | undefined> {
  const row = await caseRow(work.sql, id);
  if (row?.raw_state !== 'unread' || row.report_state === 'closed') return undefined;
  return { raw: await rawReport(work, row), type: row.raw_type };
}

/** Adds what was read out of the bytes, once: of two who have read them the second changes nothing. */
export async function describeReport(work: Work, id: CaseId, understood: Understood): Promise<void> {
  const row = await lockedForReporter(work, id);
  if (row.raw_state !== 'unread') return;
  const read = await record(work, row, SYSTEM, { raw_state: 'read' }, { kind: 'report-read', shown: false });
  await understand(work, read, understood);
}

const UNREADABLE = 'What you sent has arrived and is kept as it came, but our program could not read it. ';

/**
 * The bytes stay as they are, and both sides are told why nobody can read them; `why` is a sentence for both. `files`:
 * what could be got out of them all the same.
 */
export async function leaveUnread(
  work: Work,
  id: CaseId,
  why: string,
  files: readonly GivenFile[] = [],
): Promise<void> {
  const row = await lockedForReporter(work, id);
  if (row.raw_state !== 'unread') return;
  const trace = { kind: 'report-unreadable', shown: true, details: why };
  const unread = await record(work, row, SYSTEM, { raw_state: 'unreadable' }, trace);
  await appendLetter(work, unread, SYSTEM, `${UNREADABLE}${why}`);
  await addFiles(work, unread, 'reporter', files);
}

async function understand(work: Work, row: CaseRow, understood: Understood): Promise<void> {
  const { title, text, reporter, until, files = [] } = understood;
  const key = await caseKey(work, row.id);
  if (title !== undefined) {
    const change = { title: key.seal(row.id, 'title', title.slice(0, deskLimits.titleCharactersMax)) };
    await record(work, row, REPORTER, change, { kind: 'title-given', shown: true });
  }
  const letter = text === undefined ? undefined : await appendLetter(work, row, REPORTER, text);
  await addFiles(work, row, 'reporter', files, letter);
  if (reporter !== undefined) {
    const body = key.seal(row.id, 'reporter', JSON.stringify(reporter));
    await putReporter(work.sql, { case_id: row.id, team_id: row.team_id, body });
  }
  if (until !== undefined) await proposeAtReceipt(work, row, until);
}

/** The bytes as they came in; the digest is checked. */
export async function rawReport(work: Work, row: CaseRow): Promise<Buffer> {
  const key = await caseKey(work, row.id);
  const parts = await rawParts(work.sql, row.id, partsMax);
  const raw = openParts(key, row.id, 'raw', parts);
  if (!createHash('sha256').update(raw).digest().equals(row.raw_digest)) {
    throw new Error('A kept report is not what came in.');
  }
  return raw;
}
