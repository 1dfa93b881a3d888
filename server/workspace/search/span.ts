import { type ChannelId, isPublicId, type MemberId, type Place, publicId, type Ts, uuidOf } from '#contract/ids.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { findMembers, findMembersByHandle } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { peopleOf } from '../channel-log/channel-log.ts';
import { channelIdsOfMember, channelsByIds, channelsByNames, publicChannelIds } from '../channels/channels.ts';
import { listGroups } from '../user-groups/user-groups.ts';
import type { Query, Trait } from './query.ts';
import type { Span } from './search.sql.ts';

/** What a query means for this reader. */
export interface Scope {
  readonly reader: MemberId;
  readonly span: Span;
  /** Nobody and nowhere: it cannot match. */
  readonly isNothing: boolean;
  /** Public ids that the text must name, each of them, and that it must not. */
  readonly named: readonly string[];
  readonly notNamed: readonly string[];
  /** Filters that name nobody and no conversation that the reader may see. */
  readonly unknown: readonly string[];
}

/** Where the query may look: never beyond what the actor may read. */
export async function scopeOf(work: Work, actor: Actor, query: Query): Promise<Scope> {
  const [own, open, people] = await Promise.all([
    channelIdsOfMember(work.sql, actor.member),
    allows(actor, 'channels.browse') ? publicChannelIds(work.sql) : [],
    findPeople(work, actor, query),
  ]);
  const readable = new Set([...own, ...open]);
  const places = await findPlaces(work, actor, query, { own, readable, people });
  const { some } = people;
  const authors = query.from.any.length > 0 ? some(query.from.any) : undefined;
  const channels = places.channels.filter((id) => !query.thread || id === query.thread.channel_id);
  const contradicts = query.has.some((trait) => query.lacks.includes(trait));
  const isNamedKnown = query.mentions.any.every((name) => people.tokenOf(name) !== undefined);
  const ids = (names: readonly string[]): string[] => names.flatMap((name) => people.tokenOf(name) ?? []);
  return {
    reader: actor.member,
    span: {
      channels,
      authors,
      butAuthors: [...some(query.from.none), ...some(query.to.any)],
      before: { ts: (query.until ? query.until.getTime() * 1000 : Number.MAX_SAFE_INTEGER) as Ts, channel_id: FIRST },
      since: (query.since ? Math.max(0, query.since.getTime() * 1000) : 0) as Ts,
      hasReaction: wanted(query, 'reaction'),
      hasThread: wanted(query, 'thread'),
      isInThread: wanted(query, 'in-thread'),
    },
    isNothing: channels.length === 0 || authors?.length === 0 || contradicts || !isNamedKnown,
    named: ids(query.mentions.any),
    notNamed: ids(query.mentions.none),
    unknown: [...people.unknown, ...places.unknown],
  };
}

/** Before every channel in the order of places. */
const FIRST = '00000000-0000-0000-0000-000000000000' as ChannelId;

function wanted({ has, lacks }: Query, trait: Trait): boolean | undefined {
  if (has.includes(trait)) return true;
  return lacks.includes(trait) ? false : undefined;
}

interface People {
  /** The member that each name means, if any. */
  each(names: readonly string[]): (MemberId | undefined)[];
  /** The members that the names mean. */
  some(names: readonly string[]): MemberId[];
  /** The public id by which a text names the member or user group, if there is one. */
  tokenOf(name: string): string | undefined;
  readonly unknown: readonly string[];
}

const bare = (name: string): string => name.replace(/^@/, '').toLowerCase();
const idAmong = (letters: string, name: string): string | undefined => {
  const id = name.replace(/^[@#]/, '').toUpperCase();
  return isPublicId(letters, id) ? uuidOf(id) : undefined;
};

/** Members by short name or id; `me` means oneself. All names of the query with one look at each. */
async function findPeople(work: Work, actor: Actor, query: Query): Promise<People> {
  const filters = (['from', 'to', 'with', 'mentions'] as const).flatMap((filter) =>
    [...query[filter].any, ...query[filter].none].map((name) => ({ filter, name })),
  );
  const persons = query.in.any.concat(query.in.none).filter((name) => name.startsWith('@'));
  const names = [...filters.map(({ name }) => name), ...persons];
  const ids = names.flatMap((name) => (idAmong('U', name) as MemberId | undefined) ?? []);
  const [byHandle, byId] = await Promise.all([
    names.length > 0 ? findMembersByHandle(work, names.map(bare)) : [],
    ids.length > 0 ? findMembers(work, ids) : [],
  ]);
  const known = new Map<string, MemberId>(byHandle.map((row) => [row.handle.toLowerCase(), row.id]));
  for (const row of byId) known.set(publicId('U', row.id).toLowerCase(), row.id);
  known.set('me', actor.member);
  const memberOf = (name: string): MemberId | undefined => known.get(bare(name));
  const mentioned = [...query.mentions.any, ...query.mentions.none].filter((name) => memberOf(name) === undefined);
  const groups = await groupsNamed(work, actor, mentioned);
  const tokenOf = (name: string): string | undefined => {
    const member = memberOf(name);
    return member === undefined ? groups.get(bare(name)) : publicId('U', member);
  };
  // Guests are not told who is in the team.
  const isTold = allows(actor, 'members.read');
  const unknown = filters.filter(({ filter, name }) => {
    const isKnown = (filter === 'mentions' ? tokenOf(name) : memberOf(name)) !== undefined;
    return isTold && !isKnown;
  });
  return {
    each: (those) => those.map(memberOf),
    some: (those) => those.flatMap((name) => memberOf(name) ?? []),
    tokenOf,
    unknown: unknown.map(({ filter, name }) => `${filter}:${name}`),
  };
}

/** The public ids of the user groups that the actor sees, by short name and by id, where any are asked for. */
async function groupsNamed(work: Work, actor: Actor, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (names.length === 0) return found;
  const { groups } = await listGroups(work, actor, undefined, limits.userGroups.perTeamMax);
  for (const { id, handle } of groups) found.set(handle.toLowerCase(), id).set(id.toLowerCase(), id);
  return found;
}

interface Readable {
  readonly own: readonly ChannelId[];
  readonly readable: ReadonlySet<ChannelId>;
  readonly people: People;
}

/** The readable conversations that `in:`, `with:` and `to:` leave. */
async function findPlaces(
  work: Work,
  actor: Actor,
  query: Query,
  { own, readable, people }: Readable,
): Promise<{ channels: ChannelId[]; unknown: string[] }> {
  const names = [...query.in.any, ...query.in.none];
  const isAmongPeople = query.with.any.length + query.with.none.length + query.to.any.length > 0;
  const [rows, conversations] = await Promise.all([
    names.length > 0 ? channelsByNames(work.sql, names.map(nameOfChannel)) : [],
    isAmongPeople || names.some((name) => name.startsWith('@'))
      ? conversationsAmong(work, own)
      : new Map<never, never>(),
  ]);
  const byName = new Map(rows.map((row) => [row.name, row.id]));
  const placeOf = (name: string): ChannelId | undefined => {
    const id = (idAmong('CDG', name) as ChannelId | undefined) ?? byName.get(nameOfChannel(name));
    const found = name.startsWith('@') ? directWith(conversations, actor.member, people.each([name])[0]) : id;
    return found !== undefined && readable.has(found) ? found : undefined;
  };
  const among = (name: string): ReadonlySet<ChannelId> => {
    const [member] = people.each([name]);
    const there = [...conversations].filter(([, members]) => member !== undefined && members.includes(member));
    return new Set(there.map(([id]) => id));
  };
  const [places, notThere] = [query.in.any.map(placeOf), query.in.none.map(placeOf)];
  const [all, none] = [[...query.with.any, ...query.to.any].map(among), query.with.none.map(among)];
  const channels = query.in.any.length > 0 ? new Set(places.flatMap((id) => id ?? [])) : readable;
  return {
    channels: [...channels].filter(
      (id) => !notThere.includes(id) && all.every((set) => set.has(id)) && !none.some((set) => set.has(id)),
    ),
    unknown: names.filter((name) => placeOf(name) === undefined).map((name) => `in:${name}`),
  };
}

const nameOfChannel = (name: string): string => name.replace(/^#/, '').toLowerCase();

type Conversations = ReadonlyMap<ChannelId, readonly MemberId[]>;

/** The direct and group conversations among these, with their people. */
async function conversationsAmong(work: Work, ids: readonly ChannelId[]): Promise<Conversations> {
  const rows = await channelsByIds(work.sql, ids);
  return await peopleOf(
    work.sql,
    rows.filter(({ name }) => name === null).map(({ id }) => id),
  );
}

const directWith = (conversations: Conversations, me: MemberId, other: MemberId | undefined): ChannelId | undefined =>
  [...conversations].find(
    ([, members]) =>
      other !== undefined &&
      members.length === new Set([me, other]).size &&
      members.includes(other) &&
      members.includes(me),
  )?.[0];

/** Narrowed to what stands before a place, by time. */
export const beforePlace = (span: Span, before: Place): Span => ({
  ...span,
  before: before.ts < span.before.ts ? before : span.before,
});
