/** What is pinned in a conversation: asked for when it is opened, and again when a pin came or went. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Pin } from '#contract/kept-aside.ts';
import type { Conversation } from '#sync/state.ts';
import { useWorkspace } from '#view/workspace.tsx';

export function usePins({ channel, pinsNumber }: Conversation): readonly Pin[] | undefined {
  const { api } = useWorkspace();
  const { data } = useQuery<readonly Pin[]>({
    queryKey: ['pins', channel.id, pinsNumber],
    queryFn: ({ signal }) =>
      api.call('GET /v1/channels/:channel/pins', { params: { channel: channel.id }, signal }).then(({ pins }) => pins),
    placeholderData: (before) => before,
  });
  return data;
}

/** The ts of what is pinned. */
export function usePinned(conversation: Conversation): ReadonlySet<string> {
  const pins = usePins(conversation);
  return useMemo(() => new Set(pins?.map(({ message }) => message.ts)), [pins]);
}
