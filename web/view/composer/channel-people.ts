/** Who is in a conversation: to name them first, and to say how many are told. */
import { useEffect, useState } from 'react';
import { type Api, Refusal, Unreachable } from '#sync/api.ts';
import type { State } from '#sync/state.ts';
import { useWorkspace } from '../workspace.tsx';
import type { ChannelPeople } from './telling.ts';

const pageSize = 200;
const membersMax = 1_000;
/** By conversation, for as long as its membership has not changed. */
const known = new Map<string, { number: number; people: Promise<ChannelPeople> }>();

export function peopleOf(api: Api, state: State, channel: string): Promise<ChannelPeople> {
  const conversation = state.conversations.get(channel);
  const members = conversation?.channel.members;
  if (members) return Promise.resolve({ members: new Set(members), isAll: true });
  const number = conversation?.membersNumber ?? 0;
  const there = known.get(channel);
  if (there?.number === number) return there.people;
  const people = load(api, channel);
  known.set(channel, { number, people });
  // What failed is asked for again the next time.
  people.catch(() => known.delete(channel));
  return people;
}

async function load(api: Api, channel: string): Promise<ChannelPeople> {
  const found = new Set<string>();
  let after: string | undefined;
  do {
    const { members, next } = await api.call('GET /v1/channels/:channel/members', {
      params: { channel },
      query: { after, limit: pageSize },
    });
    for (const { id, deactivatedAt } of members) if (deactivatedAt === undefined) found.add(id);
    after = next;
  } while (after !== undefined && found.size < membersMax);
  return { members: found, isAll: after === undefined };
}

/** Undefined until they are known, and while nobody wants to know. */
export function useChannelPeople(channel: string, isWanted: boolean): ChannelPeople | undefined {
  const workspace = useWorkspace();
  const [people, setPeople] = useState<{ channel: string; people: ChannelPeople }>();
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    peopleOf(workspace.api, workspace.state(), channel).then(
      (found) => !isOver && setPeople({ channel, people: found }),
      (fault: unknown) => {
        if (!(fault instanceof Refusal || fault instanceof Unreachable)) throw fault;
      },
    );
    return () => {
      isOver = true;
    };
  }, [workspace, channel, isWanted]);
  return people?.channel === channel ? people.people : undefined;
}
