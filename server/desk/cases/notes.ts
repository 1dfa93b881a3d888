/** What the desk writes among itself, sealed under a second key of the case that no door for reporters ever opens. */
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseFull, handOf, record } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import { insertNote, nextNote, notesOf } from './notes.sql.ts';
import { lockedForReporter, lockedInside } from './standing.ts';

export const notesCompartment = (id: CaseId): string => `desk-notes:${id}`;

const notesKey = (work: Work, id: CaseId) => work.keys.compartment(notesCompartment(id));

export async function writeNote(work: Work, actor: Actor, id: CaseId, text: string): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  await append(work, actor, row, text);
}

/** To a case that was just made of what the actor brought: nobody is in it yet. */
export const addNote = async (work: Work, actor: Actor, id: CaseId, text: string): Promise<void> =>
  append(work, actor, await lockedForReporter(work, id), text);

async function append(work: Work, actor: Actor, row: CaseRow, text: string): Promise<void> {
  const { id } = row;
  const number = await nextNote(work.sql, id);
  if (number > deskLimits.notesMax) throw caseFull();
  await insertNote(work.sql, {
    ...{ case_id: id, team_id: row.team_id, number, author_id: actor.member, at: work.now },
    body: (await notesKey(work, id)).seal(id, `note ${number}`, text),
  });
  await record(work, row, handOf(actor), {}, { kind: 'note-written', shown: false });
}

/** For who is in the case: the caller has judged that. */
export async function shownNotes(work: Work, id: CaseId) {
  const key = await notesKey(work, id);
  const rows = await notesOf(work.sql, id, deskLimits.shownMax);
  return rows.map((note) => ({ row: note, text: key.open(id, `note ${note.number}`, note.body) }));
}
