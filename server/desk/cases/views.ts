/**
 * Who saw what. Each entry holds the digest of the one before it, so that none can be taken out or changed without all
 * that follow; the reporter is told how many, and of which part. What is counted is that something was handed out, not
 * that it was read.
 */
import { createHash } from 'node:crypto';
import type { Part } from '#contract/desk-cases.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseFull } from './case-state.ts';
import { type CaseRow, lockCase } from './cases.sql.ts';
import { insertView, lastView, type ViewRow, viewsOf } from './records.sql.ts';

type Seen = Omit<ViewRow, 'digest'>;

/** SHA-256 over the digest before and the entry; the chain of a case begins with the digest of what came in. */
export function viewDigest(before: Buffer, { number, viewer, part, seen, at }: Seen): Buffer {
  const entry = JSON.stringify([number, viewer, part, seen, at.toISOString()]);
  return createHash('sha256').update(before).update(entry).digest();
}

/** Writes down that this is handed out now; the same to the same person again only after a while. */
export async function recordView(
  work: Work,
  row: CaseRow,
  { viewer, part, seen }: { viewer: MemberId | null; part: Part | 'reporter'; seen: ViewRow['seen'] },
): Promise<void> {
  await lockCase(work.sql, row.id);
  const last = await lastView(work.sql, row.id, viewer, seen);
  if (last && last.at > after(work.now, -deskLimits.viewEveryMs)) return;
  const [before] = await viewsOf(work.sql, row.id, 1);
  const entry: Seen = { number: (before?.number ?? 0) + 1, viewer, part, seen, at: work.now };
  if (entry.number > deskLimits.viewsMax) throw caseFull();
  const digest = viewDigest(before?.digest ?? row.raw_digest, entry);
  await insertView(work.sql, { case_id: row.id, team_id: row.team_id, ...entry, digest });
}

/** Whether these entries, from the first on, are the chain of this case. */
export function isWhole(rawDigest: Buffer, views: readonly ViewRow[]): boolean {
  let before = rawDigest;
  for (const [index, view] of views.entries()) {
    if (view.number !== index + 1 || !viewDigest(before, view).equals(view.digest)) return false;
    before = view.digest;
  }
  return true;
}

export async function shownViews(work: Work, row: CaseRow) {
  const rows = await viewsOf(work.sql, row.id, deskLimits.shownMax);
  return rows.map(({ number, viewer, part, seen, at, digest }) => ({
    ...{ number, part, seen, at: at.toISOString(), digest: digest.toString('hex') },
    ...(viewer ? { by: publicId('U', viewer) } : {}),
  }));
}
