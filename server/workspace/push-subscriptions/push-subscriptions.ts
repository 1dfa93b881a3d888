/**
 * The browsers that want to be told when nobody looks at them. The danger: a device that was signed out and goes on
 * showing what happens. The principle: a subscription belongs to one signed-in device; it counts only while that
 * session is live, and goes with it.
 */
import { hash } from 'node:crypto';
import type { MemberId, SessionId } from '#contract/ids.ts';
import { type Actor, auditName, requireDevice } from '#identity/access/access.ts';
import { usedSince } from '#identity/sessions/sessions.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Pusher, Subscription } from '#platform/web-push/web-push.ts';
import type { Work } from '#platform/work.ts';
import { deleteEnded, deleteRow, liveDevices, liveRow, putRow } from './push-subscriptions.sql.ts';

/** From now on this device is told. The same again changes nothing for it. Throws what `refuseUnusable` throws. */
export async function subscribeDevice(
  work: Work,
  actor: Actor,
  pusher: Pick<Pusher, 'refuseUnusable'>,
  subscription: Subscription,
): Promise<void> {
  const session = requireDevice(actor);
  pusher.refuseUnusable(subscription);
  const team = await work.keys.compartment(TEAM_COMPARTMENT);
  await putRow(work.sql, {
    session_id: session,
    member_id: actor.member,
    team_id: actor.team,
    endpoint_digest: hash('sha256', subscription.endpoint, 'buffer'),
    sealed: team.seal(session, 'push subscription', JSON.stringify(subscription)),
    created_at: work.now,
  });
  work.audit({ kind: 'push.subscribed', actor: auditName(actor), object: `session:${session}` });
}

/** This device is told nothing any more; if it was not, nothing changes. */
export async function unsubscribeDevice(work: Work, actor: Actor): Promise<void> {
  const session = requireDevice(actor);
  if (!(await deleteRow(work.sql, session))) return;
  work.audit({ kind: 'push.unsubscribed', actor: auditName(actor), object: `session:${session}` });
}

/** The devices to tell of what concerns these members, by member. */
export async function devicesOf(work: Work, members: readonly MemberId[]): Promise<Map<MemberId, SessionId[]>> {
  const devices = new Map<MemberId, SessionId[]>();
  for (const { member_id, session_id } of await liveDevices(work.sql, members, work.now, await usedSince(work))) {
    devices.set(member_id, [...(devices.get(member_id) ?? []), session_id]);
  }
  return devices;
}

/** Where to tell a device, if it still wants to know and is signed in. */
export async function subscriptionOf(
  work: Work,
  session: SessionId,
): Promise<(Subscription & { readonly member: MemberId }) | undefined> {
  const row = await liveRow(work.sql, session, work.now, await usedSince(work));
  if (!row) return undefined;
  const team = await work.keys.compartment(TEAM_COMPARTMENT);
  const subscription = JSON.parse(team.open(session, 'push subscription', row.sealed)) as Subscription;
  return { ...subscription, member: row.member_id };
}

/** The push service says that it is over. */
export const forgetDevice = async (work: Work, session: SessionId): Promise<void> =>
  void (await deleteRow(work.sql, session));

/** Removes the subscriptions of devices that are signed out; returns how many. */
export const forgetEnded = async (work: Work): Promise<number> =>
  await deleteEnded(work.sql, work.now, await usedSince(work));
