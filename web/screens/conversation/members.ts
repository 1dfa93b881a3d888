/** Who is in a conversation: asked for when shown, and again when somebody came or went. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Api } from '#sync/workspace.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

/** Of a larger conversation the first so many are shown. */
export const membersMost = 2_000;
const pageSize = 200;

async function membersOf(api: Api, channel: string, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const query = { after, limit: pageSize };
    const page = await api.call('GET /v1/channels/:channel/members', { params: { channel }, query, signal });
    for (const member of page.members) if (member.deactivatedAt === undefined) found.push(member.id);
    after = page.next;
  } while (after !== undefined && found.length < membersMost);
  return found;
}

/** Ids; undefined until they are known. */
export function useMembersOf(channel: string): readonly string[] | undefined {
  const { api, lookUp } = useWorkspace();
  const number = useSelect(({ conversations }) => conversations.get(channel)?.membersNumber);
  const known = useSelect(({ conversations }) => conversations.get(channel)?.channel.members);
  const { data } = useQuery({
    queryKey: ['members of', channel, number],
    queryFn: async ({ signal }) => {
      const found = await membersOf(api, channel, signal);
      lookUp(found.slice(0, pageSize));
      return found;
    },
    enabled: known === undefined,
    placeholderData: keepPreviousData,
  });
  return known ?? data;
}
