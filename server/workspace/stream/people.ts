/** What a connection says of its device and asks about people, between `start` and its end. */
import { type MemberId, publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import type { Person, TypingHere } from '#contract/presence.ts';
import { allows } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import type { Hub } from '#platform/realtime/realtime.ts';
import type { Timer } from '#platform/timer.ts';
import type { Fact, Units } from '#platform/work.ts';
import { type Board, peopleFor } from '../presence/presence.ts';
import { groups, type Listener } from './listener.ts';

export interface Means {
  readonly units: Units;
  readonly hub: Hub;
  readonly board: Board;
  readonly timer: Timer;
  /** The connections for which it is being judged whom they may see. */
  readonly looking: Set<Listener>;
}

/**
 * From now on the connection hears of these members, as far as it may see them. One look at a time: what is asked while
 * one is under way is looked at once after it, so a connection cannot ask for more than it waits for.
 */
export async function watch(means: Means, listener: Listener, members: readonly MemberId[]): Promise<void> {
  const { shows } = listener;
  shows.watched = members;
  shows.again = true;
  if (means.looking.has(listener)) return;
  means.looking.add(listener);
  try {
    await look(means, listener);
  } finally {
    means.looking.delete(listener);
  }
}

async function look({ units, hub, board }: Means, { actor, subscriber, shows }: Listener): Promise<void> {
  while (shows.again && !subscriber.closed) {
    shows.again = false;
    const asked = shows.watched;
    for (const group of [...subscriber.groups].filter(isWatch)) hub.leave(subscriber, group);
    const people = await units.open({ team: actor.team }, (work) => peopleFor(work, actor, asked, board.presenceOf));
    // Something else was asked for meanwhile, or somebody's status is another one now.
    if (shows.again) continue;
    for (const { id } of people) hub.join(subscriber, groups.watchers(id));
    const shown: Person[] = people.map(({ id, person }) => ({ ...person, presence: board.presenceOf(id) }));
    hub.send(subscriber, JSON.stringify({ kind: 'people', people: shown }));
  }
}

const isWatch = (group: string): boolean => group.startsWith(groups.watchers('' as MemberId));

/** Guests who watch somebody that left a conversation, or who left one, may see others now than before. */
export function partedFrom(means: Means, listeners: Iterable<Listener>, team: TeamId, member: MemberId): void {
  for (const listener of listeners) {
    const { actor, shows } = listener;
    if (actor.team !== team || allows(actor, 'channels.browse') || shows.watched.length === 0) continue;
    if (actor.member === member || shows.watched.includes(member)) void watch(means, listener, shows.watched);
  }
}

/**
 * Tells the others in a conversation that the connection follows; not who is invisible, and not more than now and then.
 */
export function type(means: Means, { actor, subscriber, choice, shows }: Listener, frame: TypingHere): void {
  const log = `${actor.team}/${frame.channel}`;
  const place = `${frame.channel}/${frame.threadTs ?? ''}`;
  if (!subscriber.logs.has(log) || shows.typing.has(place) || choice === 'invisible') return;
  const { typingEveryMs, typingReachMax } = limits.presence;
  shows.typing.set(
    place,
    means.timer(() => shows.typing.delete(place), typingEveryMs),
  );
  const { channel, threadTs } = frame;
  const told = { kind: 'typing', channel, ...(threadTs ? { threadTs } : {}), member: publicId('U', actor.member) };
  means.hub.sendAlong(log, JSON.stringify(told), groups.member(actor.member), typingReachMax);
}

/** A status that changes while it is being looked at is looked at again. */
export function lookAgain({ looking }: Means, facts: readonly Fact[]): void {
  for (const { shows } of looking) {
    if (facts.some((fact) => fact.kind === 'status.changed' && shows.watched.includes(fact.member))) shows.again = true;
  }
}

/** The connection is gone. */
export function forgetPeople({ board }: Means, listener: Listener): void {
  board.leave(listener.actor.member, listener);
  for (const cancel of listener.shows.typing.values()) cancel();
}

export const membersOf = (ids: readonly string[]): MemberId[] => ids.map((id) => uuidOf(id) as MemberId);
