import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Standing } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { showStanding } from '../channel-log/channel-log.ts';
import { noSuchChannel } from '../channels/channels.ts';
import { lockMarker, moveMarker, standingOf } from './read-markers.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's other devices. */
    'marker.moved': { readonly member: MemberId; readonly json: string };
  }
}

/**
 * Everything up to `ts` is read, everything after it is not, except what the member wrote; the marker may also move
 * back. A `ts` after the last message means the last message.
 */
export async function markRead(work: Work, actor: Actor, id: ChannelId, ts: Ts): Promise<Standing> {
  if (!(await lockMarker(work.sql, id, actor.member))) throw noSuchChannel();
  await moveMarker(work.sql, id, actor.member, ts);
  const row = await standingOf(work.sql, id, actor.member);
  if (!row) throw new Error('A member has no standing in a channel that it is in.');
  const standing = showStanding(row, row);
  work.emit({ kind: 'marker.moved', member: actor.member, json: JSON.stringify({ kind: 'marker.moved', standing }) });
  return standing;
}
