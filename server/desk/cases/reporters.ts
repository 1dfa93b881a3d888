/** Who reported a case, and what goes to them by mail: for who carries mail; nobody is shown anything by this. */
import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseKey, handOf, nameOf, REPORTER, record } from './case-state.ts';
import { caseRow, lockCase, reporterRow } from './cases.sql.ts';
import { filesOfLetter, type GivenFile } from './files.ts';
import { shownLetters } from './letters.ts';
import type { Reporter } from './opening.ts';
import { noSuchCase } from './standing.ts';

export const noSuchLetter = problem('desk/no-such-letter', 404, 'There is no such letter of the desk in this case.');

export interface Correspondent extends Reporter {
  /** `DESK-0147`. */
  readonly case: string;
  readonly team: TeamId;
  readonly isClosed: boolean;
  /** Wants no word by mail. */
  readonly noticesOff: boolean;
}

/** Undefined for somebody who gave nothing. */
export async function reporterIn(work: Work, id: CaseId): Promise<Reporter | undefined> {
  const kept = await reporterRow(work.sql, id);
  return kept && (JSON.parse((await caseKey(work, id)).open(id, 'reporter', kept.body)) as Reporter);
}

export async function reporterOf(work: Work, id: CaseId): Promise<Correspondent> {
  const row = await caseRow(work.sql, id);
  if (!row) throw noSuchCase();
  const reporter = await reporterIn(work, id);
  return {
    ...reporter,
    case: nameOf(row),
    team: row.team_id,
    isClosed: row.report_state === 'closed',
    noticesOff: row.notices_off_at !== null,
  };
}

/** `DESK-0147`; undefined where the case is gone. */
export async function caseNameOf(work: Work, id: CaseId): Promise<string | undefined> {
  const row = await caseRow(work.sql, id);
  return row && nameOf(row);
}

export interface LetterToCarry {
  readonly text: string;
  readonly files: readonly GivenFile[];
  /** A program wrote it. */
  readonly automatic: boolean;
  /** It is the first that the reporter hears: the receipt, where a program wrote it. */
  readonly isFirst: boolean;
}

/** A letter of the desk as it goes out. */
export async function letterToCarry(work: Work, id: CaseId, number: number): Promise<LetterToCarry> {
  const row = await caseRow(work.sql, id);
  const letters = row ? (await shownLetters(work, row)).filter((letter) => letter.row.side === 'desk') : [];
  const letter = letters.find((one) => one.row.number === number);
  if (!row || !letter) throw noSuchLetter();
  return {
    ...{ text: letter.text, automatic: letter.row.automatic, isFirst: letters[0] === letter },
    files: await filesOfLetter(work, row, number, deskLimits.mails.carriedBytesMax),
  };
}

/** Holds the case to the end of the unit: of two who send a letter the second finds that it was sent. */
export async function lockedCase(work: Work, id: CaseId): Promise<void> {
  if (!(await lockCase(work.sql, id))) throw noSuchCase();
}

/** Something that somebody of the desk did, for the desk's timeline. */
export async function noteDesk(work: Work, actor: Actor, id: CaseId, kind: string): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (row) await record(work, row, handOf(actor), {}, { kind, shown: false });
}

/** Something that the reporter did and is to see in the case: who else did it in their place is found out so. */
export async function noteReporter(work: Work, id: CaseId, kind: string): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (row) await record(work, row, REPORTER, {}, { kind, shown: true });
}
