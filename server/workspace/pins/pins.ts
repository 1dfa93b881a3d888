import { type ChannelId, publicId, publicTs, type Ts } from '#contract/ids.ts';
import type { Pin } from '#contract/kept-aside.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { messagesAt, recordInLog, showMessages } from '../channel-log/channel-log.ts';
import { lockOpenChannel, readableChannel } from '../channels/channels.ts';
import { noSuchMessage } from '../messages/messages.ts';
import { deletePin, insertPin, pinsOf } from './pins.sql.ts';

export const tooManyPins = problem<{ most: number }>(
  'pins/too-many',
  409,
  'The channel has as many pinned messages as it can hold. Unpin one first.',
);

/** Pinning what is pinned already changes nothing, and tells nobody. */
export async function pinMessage(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  const [message] = await messagesAt(work.sql, [{ channel: id, ts }]);
  // What the system noted is nobody's message.
  if (!message || message.deleted_at || (message.ordinal === null && message.thread_ts === null)) throw noSuchMessage();
  const most = limits.pins.perChannelMax;
  const pins = await pinsOf(work.sql, id, most);
  if (pins.some((pin) => pin.ts === ts)) return;
  if (pins.length >= most) throw tooManyPins({ most });
  const row = { ts, pinned_by: actor.member, pinned_at: work.now };
  await insertPin(work.sql, { ...row, channel_id: id, team_id: actor.team });
  await recordInLog(work, channel, { kind: 'pin.added', actor: actor.member, ts });
  audit(work, actor, 'pin.added', id, ts);
}

/** Whoever may write in the channel may unpin, whoever pinned it. */
export async function unpinMessage(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<void> {
  const channel = await lockOpenChannel(work, actor, id);
  if (!(await deletePin(work.sql, id, ts))) return;
  await recordInLog(work, channel, { kind: 'pin.removed', actor: actor.member, ts });
  audit(work, actor, 'pin.removed', id, ts);
}

/** What is pinned in a channel that the actor may read, the latest first. */
export async function listPins(work: Work, actor: Actor, id: ChannelId): Promise<Pin[]> {
  const channel = await readableChannel(work, actor, id);
  const pins = await pinsOf(work.sql, id, limits.pins.perChannelMax);
  const rows = await messagesAt(
    work.sql,
    pins.map(({ ts }) => ({ channel: id, ts })),
  );
  const shown = await showMessages(work, new Map([[id, channel]]), rows);
  const messages = new Map(rows.map(({ ts }, at) => [ts, shown[at]]));
  return pins.map(({ ts, pinned_by, pinned_at }) => {
    const message = messages.get(ts);
    if (!message) throw new Error('A pinned message has lost its place.');
    return { message, pinnedBy: publicId('U', pinned_by), pinnedAt: pinned_at.toISOString() };
  });
}

const audit = (work: Work, actor: Actor, kind: string, channel: ChannelId, ts: Ts): void =>
  work.audit({ kind, actor: auditName(actor), object: `channel:${channel}`, details: { ts: publicTs(ts) } });
