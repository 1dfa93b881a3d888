/** What could be meant by what is being named at the caret. */
import { useEffect, useMemo, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import type { UserGroup } from '#contract/user-groups.ts';
import { Refusal, Unreachable } from '#sync/api.ts';
import { emptyState, type State } from '#sync/state.ts';
import { type EmojiTable, findEmoji, loadEmoji } from '../emoji/emoji.tsx';
import { useOwnEmoji } from '../team-emoji.tsx';
import { useSelect, useWorkspace } from '../workspace.tsx';
import { useChannelPeople } from './channel-people.ts';
import { type Asking, type Candidate, matching } from './completing.ts';
import { learn } from './directory.ts';
import type { ChannelPeople } from './telling.ts';

/** `writes` goes into the field. */
export type Completion = Candidate & { readonly key: string; readonly writes: string } & (
    | { readonly kind: 'member'; readonly member: Member; readonly isOutside: boolean }
    | { readonly kind: 'group'; readonly group: UserGroup }
    | { readonly kind: 'everybody'; readonly word: 'here' | 'channel'; readonly count: string | undefined }
    | { readonly kind: 'channel'; readonly name: string; readonly isPrivate: boolean }
    | {
        readonly kind: 'emoji';
        readonly name: string;
        readonly sign: string | undefined;
        readonly image: string | undefined;
      }
  );

const shownMax = 8;
const none: readonly Completion[] = [];

export function useCompletions(channel: string, asking: Asking | undefined): readonly Completion[] {
  const sign = asking?.sign;
  const query = asking?.query ?? '';
  const people = useChannelPeople(channel, sign === '@');
  const found = useFoundMembers(sign === '@' ? query : undefined);
  // Where nothing is asked for, what others say draws nothing anew.
  const state = useSelect(sign === '@' || sign === '#' ? changing : unasked);
  const emoji = useEmojiNames(sign === ':' ? query : undefined);
  return useMemo(() => {
    if (sign === '@') return peopleFor(query, state, channel, people, found);
    if (sign === '#') return matching(channelsOf(state), query, shownMax);
    return sign === ':' ? emoji : none;
  }, [sign, query, state, channel, people, found, emoji]);
}

interface Named {
  readonly members: State['members'];
  readonly userGroups: State['userGroups'];
  readonly conversations: State['conversations'];
  readonly me: string | undefined;
}
let last: Named | undefined;
const unasked = (): Named => emptyState;

/** The same object while nothing of it changed. */
function changing({ members, userGroups, conversations, me }: State): Named {
  const isSame = last?.members === members && last.userGroups === userGroups && last.conversations === conversations;
  if (!last || !isSame || last.me !== me) last = { members, userGroups, conversations, me };
  return last;
}

/** Everybody comes last: who just presses Enter does not call them all. */
function peopleFor(
  query: string,
  state: Named,
  channel: string,
  people: ChannelPeople | undefined,
  found: readonly Member[],
): readonly Completion[] {
  const kind = state.conversations.get(channel)?.channel.kind;
  const all = kind === 'public' || kind === 'private' ? [...everybody(people, state.me)] : [];
  const some = matching(named(state, people, found), query, shownMax);
  const called = matching(all, query, all.length);
  return [...some.slice(0, shownMax - called.length), ...called];
}

function* named(
  { members, userGroups, me }: Named,
  people: ChannelPeople | undefined,
  found: readonly Member[],
): Generator<Completion> {
  for (const member of members.values()) if (member.id !== me) yield* asMember(member, people);
  for (const member of found) if (!members.has(member.id)) yield* asMember(member, people);
  for (const group of userGroups.values()) {
    if (group.disabledAt !== undefined) continue;
    const names = [group.handle, group.name];
    yield { kind: 'group', group, names, isNear: true, key: group.id, writes: `@${group.handle} ` };
  }
  const own = members.get(me ?? '');
  if (own) yield* asMember(own, people);
}

function* asMember(member: Member, people: ChannelPeople | undefined): Generator<Completion> {
  if (member.deactivatedAt !== undefined) return;
  const isOutside = people?.isAll === true && !people.members.has(member.id);
  const names = [member.handle, member.name];
  yield { kind: 'member', member, isOutside, names, isNear: !isOutside, key: member.id, writes: `@${member.handle} ` };
}

function* everybody(people: ChannelPeople | undefined, me: string | undefined): Generator<Completion> {
  const others = people && people.members.size - (people.members.has(me ?? '') ? 1 : 0);
  const count = others === undefined ? undefined : `${others}${people?.isAll ? '' : ' or more'}`;
  for (const word of ['channel', 'here'] as const) {
    // `everyone` is the same as `channel`, and found by both.
    const names = word === 'channel' ? ['channel', 'everyone'] : ['here'];
    yield { kind: 'everybody', word, count, names, isNear: true, key: word, writes: `@${word} ` };
  }
}

function* channelsOf({ conversations }: Named): Generator<Completion> {
  for (const { channel } of conversations.values()) {
    const { name, kind, id } = channel;
    if (name === undefined || !id.startsWith('C')) continue;
    const isNear = channel.archivedAt === undefined;
    yield { kind: 'channel', name, isPrivate: kind === 'private', names: [name], isNear, key: id, writes: `#${name} ` };
  }
}

const settleMs = 150;
const noMembers: readonly Member[] = [];

/** In a team of which not everybody is known here, the server is asked as well. */
function useFoundMembers(query: string | undefined): readonly Member[] {
  const { api, state } = useWorkspace();
  const [found, setFound] = useState<readonly Member[]>(noMembers);
  useEffect(() => {
    if (!query || state().members.size < membersAllMax) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      api.call('GET /v1/members', { query: { q: query, limit: shownMax, state: 'active' }, signal: over.signal }).then(
        ({ members }) => {
          learn(members);
          setFound(members);
        },
        (fault: unknown) => {
          if (!over.signal.aborted && !(fault instanceof Refusal || fault instanceof Unreachable)) throw fault;
        },
      );
    }, settleMs);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [api, state, query]);
  return query === undefined ? noMembers : found;
}

/** A smaller team is known whole. */
const membersAllMax = 2_000;

function useEmojiNames(query: string | undefined): readonly Completion[] {
  const custom = useOwnEmoji();
  const [table, setTable] = useState<EmojiTable>();
  const isAsked = query !== undefined;
  useEffect(() => {
    // Without the table only the team's own are found.
    if (isAsked) loadEmoji().then(setTable, () => undefined);
  }, [isAsked]);
  return useMemo(() => {
    if (query === undefined) return none;
    const own = custom.map(({ name }) => name);
    const found = table
      ? findEmoji(table, own, query, shownMax)
      : own.filter((name) => name.startsWith(query)).slice(0, shownMax);
    return found.map((one): Completion => {
      const name = typeof one === 'string' ? one : (one.names[0] ?? '');
      const sign = typeof one === 'string' ? undefined : one.sign;
      const image = custom.find((of) => sign === undefined && of.name === name)?.image;
      const about = { names: [name], isNear: true, key: name, writes: `${sign ?? `:${name}:`} ` };
      return { kind: 'emoji', name, sign, image, ...about };
    });
  }, [query, custom, table]);
}
