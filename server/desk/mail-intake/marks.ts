/** Where the mails of a case came from, for who is in it; whoever calls has asked whether that is so. */
import type { MailMarks } from '#contract/desk-mails.ts';
import type { CaseId, MailId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { mailsOfCase } from './mail-intake.sql.ts';
import { openReading } from './reading.ts';

export interface Marked {
  readonly id: MailId;
  /** Null: the report. */
  readonly letter: number | null;
  readonly marks: MailMarks;
}

export async function marksInCase(work: Work, id: CaseId): Promise<Marked[]> {
  const marked: Marked[] = [];
  for (const row of await mailsOfCase(work.sql, id, deskLimits.shownMax)) {
    const reading = await openReading(work, row);
    if (reading) marked.push({ id: row.id, letter: row.letter, marks: reading.marks });
  }
  return marked;
}
