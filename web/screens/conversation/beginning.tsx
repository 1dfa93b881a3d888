/** What stands before the first message: what this place is, and since when. */
import type { JSX } from 'react';
import type { Channel } from '#contract/workspace.ts';
import { Empty } from '#parts/empty.tsx';
import { dayName } from '#parts/moments.ts';
import { useToday } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';

export function Beginning({ channel, name }: { channel: Channel; name: string }): JSX.Element {
  const place = usePlace();
  const today = useToday(place.zone);
  const since = dayName(Date.parse(channel.createdAt), today, place);
  return (
    <Empty title={<bdi>{name}</bdi>}>
      <p>{aboutOf(channel, since)}</p>
      {channel.purpose !== '' && (
        <p>
          <bdi>{channel.purpose}</bdi>
        </p>
      )}
    </Empty>
  );
}

function aboutOf({ kind }: Channel, since: string): string {
  if (kind === 'public') return `Everybody in the team can read this channel and join it. It began ${since}.`;
  if (kind === 'private') return `Only its members know of this channel. It began ${since}.`;
  return 'Only the people named here can read what is written here.';
}
