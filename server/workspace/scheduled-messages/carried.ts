/**
 * The files of scheduled messages. The danger: a file that is swept, because no message carries it yet, before the one
 * that will is posted. The principle: a row holds it from the scheduling on, and goes in the unit of work in which the
 * message is posted or cancelled.
 */
import type { MessageFile } from '#contract/files.ts';
import type { FileId, ScheduledId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { filesCompartment, showFile } from '../channel-log/channel-log.ts';
import { attachable, deleteUncarried, noSuchFile } from '../files/files.ts';
import { carriedBy, deleteCarried, insertCarried } from './carried.sql.ts';

export interface Carried {
  readonly ids: readonly FileId[];
  readonly shown: readonly MessageFile[];
}

/** Lets the scheduled message carry these: whole uploads of its author. */
export async function carryFiles(
  work: Work,
  actor: Actor,
  scheduled: ScheduledId,
  files: readonly FileId[],
): Promise<void> {
  if (files.length === 0) return;
  const found = await attachable(work, files);
  if (!files.every((file) => found.get(file)?.uploader === actor.member)) throw noSuchFile();
  await insertCarried(work.sql, actor.team, scheduled, files);
}

/** Lets it carry these instead; what nothing else carries goes. */
export async function exchangeFiles(
  work: Work,
  actor: Actor,
  scheduled: ScheduledId,
  files: readonly FileId[],
): Promise<void> {
  const before = await deleteCarried(work.sql, [scheduled]);
  await carryFiles(work, actor, scheduled, files);
  await deleteUncarried(work, before);
}

/** It is not to be posted any more: its files go, unless something else carries them. */
export async function dropFiles(work: Work, scheduled: ScheduledId): Promise<void> {
  await deleteUncarried(work, await deleteCarried(work.sql, [scheduled]));
}

/** They were posted: their messages carry the files. */
export async function handOverFiles(work: Work, posted: readonly ScheduledId[]): Promise<void> {
  if (posted.length > 0) await deleteCarried(work.sql, posted);
}

const NONE: Carried = { ids: [], shown: [] };

/** What each of them carries. */
export async function carriedFiles(
  work: Work,
  scheduled: readonly { readonly id: ScheduledId }[],
): Promise<(id: ScheduledId) => Carried> {
  if (scheduled.length === 0) return () => NONE;
  const rows = await carriedBy(
    work.sql,
    scheduled.map(({ id }) => id),
  );
  if (rows.length === 0) return () => NONE;
  const compartment = await filesCompartment(work);
  const carried = new Map<ScheduledId, Carried>();
  for (const row of rows) {
    const { ids, shown } = carried.get(row.scheduled_id) ?? NONE;
    carried.set(row.scheduled_id, { ids: [...ids, row.id], shown: [...shown, showFile(compartment, row)] });
  }
  return (id) => carried.get(id) ?? NONE;
}
