/**
 * That something changed at the desk, told to open windows so that they read it anew. The danger: a window that learns
 * of a case what its member may not. The principle: a frame says that there is something, and to who is in the case,
 * which one; what it is they ask for, and are judged then. The boundary: the whole desk learns that some case moved.
 */
import type { DeskChanged } from '#contract/desk-news.ts';
import { type CaseId, type MemberId, publicId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { audienceOf } from '../cases/cases.ts';
import { rosterOf } from '../roster/roster.ts';

export async function tellOfCase(work: Work, id: CaseId): Promise<void> {
  const { inside, beside } = await audienceOf(work, id);
  tell(work, inside, { kind: 'desk.changed', case: publicId('N', id) });
  tell(work, beside, { kind: 'desk.changed' });
}

/** Of the mails that wait for somebody to decide. */
export const tellOfMails = async (work: Work): Promise<void> =>
  tell(work, await rosterOf(work), { kind: 'desk.changed' });

function tell(work: Work, members: readonly MemberId[], frame: DeskChanged): void {
  for (const member of members) work.emit({ kind: 'windows.told', member, json: JSON.stringify(frame) });
}
