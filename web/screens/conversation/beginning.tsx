/** What stands before the first message: what this place is, and since when. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import type { Channel } from '#contract/workspace.ts';
import { buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { dayName } from '#parts/moments.ts';
import { useToday } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useSelect } from '#view/workspace.tsx';

export function Beginning({ channel, name }: { channel: Channel; name: string }): JSX.Element {
  const place = usePlace();
  const today = useToday(place.zone);
  const mayInvite = useSelect(({ permissions }) => permissions.includes('invitations.manage'));
  const since = dayName(Date.parse(channel.createdAt), today, place);
  return (
    <Empty
      title={<bdi>{name}</bdi>}
      actions={
        channel.general &&
        mayInvite && (
          <Link className={buttonClass('plain')} href="/admin/invitations">
            Invite people
          </Link>
        )
      }
    >
      <p>{aboutOf(channel)}</p>
      {channel.purpose !== '' && (
        <p>
          <bdi>{channel.purpose}</bdi>
        </p>
      )}
      <p className="meta">Begun: {since}</p>
    </Empty>
  );
}

function aboutOf({ kind, general }: Channel): string {
  if (general) return 'Everybody in the team is here, but for guests: for what concerns all.';
  if (kind === 'public') return 'Everybody in the team can read this channel and join it.';
  if (kind === 'private') return 'Only its members know of this channel.';
  return 'Only the people named here can read what is written here.';
}
