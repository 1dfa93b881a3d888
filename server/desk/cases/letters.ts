/**
 * The thread that desk and reporter share. Notes of the team stand elsewhere, under another key (`notes.ts`): what
 * serves a reporter reads this file's records and cannot open the others.
 */
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { lookAfter, tell } from './activity.ts';
import { caseFull, caseKey, type Hand, handOf, isWaiting, REPORTER, record, stateOf } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import { proposeDefault } from './embargo.ts';
import { addFact } from './facts.ts';
import { addFiles, type GivenFile } from './files.ts';
import { beginPause, endPause } from './records.sql.ts';
import { lockedForReporter, lockedInside } from './standing.ts';
import { insertLetter, type LetterRow, lastOfPerson, lettersOf, nextLetter } from './thread.sql.ts';

export const nothingAsked = problem(
  'desk/nothing-asked',
  409,
  'The clocks stand still only while the reporter has something to answer. Write to them first.',
);
export const alreadyWaiting = problem('desk/already-waiting', 409, 'The case already waits for the reporter.');
export const notWaiting = problem('desk/not-waiting', 409, 'The case does not wait for the reporter.');

declare module '#platform/work.ts' {
  interface Facts {
    /** For who carries letters to reporters who read mail. */
    'desk-letter.written': { readonly case: CaseId; readonly number: number };
  }
}

/** Adds a letter to the thread; what the system writes is automatic and keeps no promise. */
export async function appendLetter(work: Work, row: CaseRow, hand: Hand, text: string): Promise<number> {
  const number = await nextLetter(work.sql, row.id);
  if (number > deskLimits.lettersMax) throw caseFull();
  await insertLetter(work.sql, {
    ...{ case_id: row.id, team_id: row.team_id, number, author_id: hand.member },
    ...{ side: hand.side === 'reporter' ? 'reporter' : 'desk', automatic: hand.side === 'system', at: work.now },
    body: (await caseKey(work, row.id)).seal(row.id, `letter ${number}`, text),
  });
  if (hand.side !== 'reporter') work.emit({ kind: 'desk-letter.written', case: row.id, number });
  return number;
}

export async function shownLetters(work: Work, row: CaseRow) {
  const key = await caseKey(work, row.id);
  const rows = await lettersOf(work.sql, row.id, deskLimits.shownMax);
  return rows.map((letter: LetterRow) => ({
    row: letter,
    text: key.open(row.id, `letter ${letter.number}`, letter.body),
  }));
}

/**
 * A person of the desk writes to the reporter. The first such letter is the human answer (T2): it says that the team
 * knows, and proposes the desk's own embargo unless a date was named before.
 */
export async function writeToReporter(
  work: Work,
  actor: Actor,
  id: CaseId,
  text: string,
  files: readonly GivenFile[] = [],
): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  await answer(work, row, actor, text, { files });
}

/** The same for a case that is held already; returns it as it stands then. Who says no proposes no embargo. */
export async function answer(
  work: Work,
  row: CaseRow,
  actor: Actor,
  text: string,
  { saysNo = false, files = [] }: { readonly saysNo?: boolean; readonly files?: readonly GivenFile[] } = {},
): Promise<CaseRow> {
  const hand = handOf(actor);
  const letter = await appendLetter(work, row, hand, text);
  await addFiles(work, row, 'desk', files, letter);
  const change = { updated_at: work.now, ...(row.answered_at ? {} : { answered_at: work.now }) };
  const kind = row.answered_at ? 'letter-written' : 'answered';
  let answered = await record(work, row, hand, change, { kind, shown: true });
  if (row.answered_at) return answered;
  work.emit({ kind: 'desk-case.answered', case: row.id });
  answered = await addFact(work, answered, hand, 'aware', 'A person of the desk has answered the report.');
  return saysNo ? answered : await proposeDefault(work, answered);
}

/** The reporter writes; whatever waited for that goes on. Returns the number of the letter. */
export async function writeAsReporter(
  work: Work,
  id: CaseId,
  text: string,
  files: readonly GivenFile[] = [],
): Promise<number> {
  const row = await lockedForReporter(work, id);
  const before = (await lettersOf(work.sql, id, 1)).at(-1);
  const letter = await appendLetter(work, row, REPORTER, text);
  await addFiles(work, row, 'reporter', files, letter);
  await record(work, row, REPORTER, {}, { kind: 'letter-written', shown: true });
  if (await endPause(work.sql, id, work.now)) {
    await record(work, row, REPORTER, {}, { kind: 'waiting-ended', shown: true });
  }
  // Of letters that follow each other only the first is told.
  if (before?.side !== 'reporter') tell(work, id, await lookAfter(work, row));
  return letter;
}

/** From now on one waits for the reporter, and both sides see it: the clocks that may stand still do. */
export async function waitForReporter(work: Work, actor: Actor, id: CaseId): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  if (isWaiting(await stateOf(work, row))) throw alreadyWaiting();
  const last = await lastOfPerson(work.sql, id);
  if (last?.side !== 'desk') throw nothingAsked();
  await beginPause(work.sql, { case_id: id, team_id: row.team_id }, work.now);
  await record(work, row, handOf(actor), {}, { kind: 'waiting-begun', shown: true });
}

export async function waitNoLonger(work: Work, actor: Actor, id: CaseId): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  if (!(await endPause(work.sql, id, work.now))) throw notWaiting();
  await record(work, row, handOf(actor), {}, { kind: 'waiting-ended', shown: true });
}
