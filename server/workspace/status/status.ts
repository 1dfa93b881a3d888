import { type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import type { Status } from '#contract/presence.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { requireKnownEmoji } from '../emoji/emoji.ts';
import { deleteEnded, deleteStatus, putStatus, type StatusRow, statusesAt } from './status.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For those who watch the member and for its own devices, and for the queue of what is due. */
    'status.changed': { readonly member: MemberId; readonly dueAt: Date | undefined; readonly json: string };
  }
}

export const emptyStatus = problem('status/empty', 422, 'A status needs an emoji or a text. To have none, remove it.');
export const statusEndsEarlier = problem(
  'status/not-ahead',
  422,
  'A status ends at a moment ahead of now, within a year. Leave the moment out to keep it.',
);

/** What the actor says of itself, in place of what it said before. */
export async function setStatus(
  work: Work,
  actor: Actor,
  wanted: { readonly emoji?: string; readonly text?: string; readonly expiresAt?: string },
): Promise<Status> {
  const { emoji, text, expiresAt } = wanted;
  if (emoji === undefined && text === undefined) throw emptyStatus();
  if (emoji !== undefined) await requireKnownEmoji(work, emoji);
  const ends = expiresAt === undefined ? null : new Date(expiresAt);
  const isAhead = (at: Date): boolean => at > work.now && at <= after(work.now, limits.status.aheadMs);
  if (ends && !isAhead(ends)) throw statusEndsEarlier();
  const compartment = await work.keys.compartment('team');
  const sealed = text === undefined ? null : compartment.seal(actor.member, 'status', text);
  const row = { member_id: actor.member, emoji: emoji ?? null, text: sealed, expires_at: ends };
  await putStatus(work.sql, actor.team, row, work.now);
  const status = await show(work, row);
  tell(work, actor.member, status, ends ?? undefined);
  audit(work, actor, 'status.set');
  return status;
}

export async function clearStatus(work: Work, actor: Actor): Promise<void> {
  if (!(await deleteStatus(work.sql, actor.member))) return;
  tell(work, actor.member, undefined);
  audit(work, actor, 'status.cleared');
}

/** What the members say of themselves at this very moment. The caller knows who may see them. */
export async function statusesOf(work: Work, members: readonly MemberId[]): Promise<Map<MemberId, Status>> {
  if (members.length === 0) return new Map();
  const rows = await statusesAt(work.sql, members, work.now);
  const statuses = new Map<MemberId, Status>();
  for (const row of rows) statuses.set(row.member_id, await show(work, row));
  return statuses;
}

/** Removes what has ended of one team, and tells it; returns how many that were. */
export const endStatuses = (units: Units, team: TeamId): Promise<number> =>
  units.open({ team }, async (work) => {
    const members = await deleteEnded(work.sql, work.now, limits.due.batchMax);
    for (const member of members) tell(work, member, undefined);
    return members.length;
  });

async function show(work: Work, row: StatusRow): Promise<Status> {
  const compartment = await work.keys.compartment('team');
  return {
    ...(row.emoji === null ? {} : { emoji: row.emoji }),
    ...(row.text ? { text: compartment.open(row.member_id, 'status', row.text) } : {}),
    ...(row.expires_at ? { expiresAt: row.expires_at.toISOString() } : {}),
  };
}

function tell(work: Work, member: MemberId, status: Status | undefined, dueAt?: Date): void {
  const frame = { kind: 'status.changed', member: publicId('U', member), ...(status ? { status } : {}) };
  work.emit({ kind: 'status.changed', member, dueAt, json: JSON.stringify(frame) });
}

const audit = (work: Work, actor: Actor, kind: string): void =>
  work.audit({ kind, actor: auditName(actor), object: `member:${actor.member}` });
