import { type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import type { PresenceChoice } from '#contract/presence.ts';
import type { Hello } from '#contract/stream.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { type Standing, standingNow } from '#identity/authentication.ts';
import { requireMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import type { Hub, Subscriber } from '#platform/realtime/realtime.ts';
import type { Units, Work } from '#platform/work.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';
import { myChannels } from '../channels/channels.ts';
import { draftPlaces } from '../drafts/drafts.ts';
import { waitingFor } from '../due-queue/due-queue.ts';
import { notificationPreferences } from '../notifications/notifications.ts';
import { chosenPresence } from '../presence/presence.ts';
import { savedToDo } from '../saved-items/saved-items.ts';
import { sidebarOf } from '../sidebar/sidebar.ts';
import { statusesOf } from '../status/status.ts';
import { unreadThreads } from '../threads/threads.ts';
import { ownGroups } from '../user-groups/user-groups.ts';
import { type Shows, showsNobody } from './shows.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A frame for the windows of a member, and for no token. */
    'windows.told': { readonly member: MemberId; readonly json: string };
  }
}

/** One connection: who it is, and how far it has come. */
export interface Listener {
  readonly actor: Actor;
  readonly subscriber: Subscriber;
  /** `arriving` until `hello` is sent, `greeted` until the client has answered. */
  state: 'arriving' | 'greeted' | 'started';
  /** What came while it was arriving: sent after `hello`. */
  readonly held: string[];
  /** Conversations that the member came into before the start. */
  readonly opened: { readonly log: string; readonly asOf: number }[];
  /** How the member wants to seem. */
  choice: PresenceChoice;
  readonly shows: Shows;
}

export const newListener = (actor: Actor, subscriber: Subscriber): Listener => ({
  actor,
  subscriber,
  state: 'arriving',
  held: [],
  opened: [],
  choice: 'auto',
  shows: showsNobody(),
});

/** Those of the hub's groups by which a connection is closed, and those by which it is told what has no log. */
export const groups = {
  member: (member: MemberId): string => `member:${member}`,
  credential: (by: Actor['by']): string => ('session' in by ? `session:${by.session}` : `token:${by.token}`),
  own: (member: MemberId): string => `own:${member}`,
  /** The member's own connections but for those of tokens. */
  windows: (member: MemberId): string => `windows:${member}`,
  team: (team: TeamId): string => `team:${team}`,
  /** Those who may browse the public channels. */
  browsers: (team: TeamId): string => `browsers:${team}`,
  /** Those who show whether this member is there. */
  watchers: (member: MemberId): string => `watchers:${member}`,
} as const;

/** The groups by which a connection of this actor is told what has no log. */
export const newsOf = (actor: Actor): string[] => [
  groups.own(actor.member),
  groups.team(actor.team),
  ...('session' in actor.by ? [groups.windows(actor.member)] : []),
  ...(allows(actor, 'channels.browse') ? [groups.browsers(actor.team)] : []),
];

/**
 * Sends `hello` and returns the channels as it shows them; closes when the sign-in or the role holds no more. The
 * connection joins the groups first and is judged then: a sign-out in between finds the socket.
 */
export async function greet(
  units: Units,
  hub: Hub,
  listener: Listener,
  stillSignedIn: () => Promise<boolean>,
): Promise<readonly ChannelRow[]> {
  const { actor, subscriber, held } = listener;
  hub.join(subscriber, groups.member(actor.member));
  hub.join(subscriber, groups.credential(actor.by));
  if (!(await stillSignedIn())) {
    hub.close(subscriber, 'signedOut');
    return [];
  }
  // Statements that do not wait for one another share a round trip.
  const { standing, channels, now, beside } = await units.open({ team: actor.team }, async (work) => {
    const [found, mine, others] = await Promise.all([
      standingOf(work, actor),
      myChannels(work, actor.member),
      besideChannels(work, actor.member),
    ]);
    return { standing: found, channels: mine, now: work.now, beside: others };
  });
  if (standing !== 'stands') {
    hub.close(subscriber, 'rightsChanged');
    return [];
  }
  const hello: Hello = {
    kind: 'hello',
    now: now.toISOString(),
    team: publicId('T', actor.team),
    member: publicId('U', actor.member),
    channels: channels.map(({ channel, standing }) => ({ channel, standing })),
    ...beside,
  };
  listener.choice = beside.presence;
  hub.send(subscriber, JSON.stringify(hello));
  for (const text of held) hub.send(subscriber, text);
  for (const group of newsOf(actor)) hub.join(subscriber, group);
  return channels.map(({ row }) => row);
}

/** A token may reach less than its member, or be the team's and reach more: it is asked for itself. */
async function standingOf(work: Work, actor: Actor): Promise<Standing | undefined> {
  if ('token' in actor.by) return (await standingNow(work, actor.team, [actor])).get(actor);
  return (await requireMember(work, actor.member)).role === actor.role ? 'stands' : 'rights-changed';
}

/** What `hello` says beside the channels. */
async function besideChannels(work: Work, member: MemberId) {
  const [waiting, unread, notifications, userGroups, toDo, drafts, presence, statuses, sidebar] = await Promise.all([
    waitingFor(work, member),
    unreadThreads(work, member),
    notificationPreferences(work, member),
    ownGroups(work, member),
    savedToDo(work, member),
    draftPlaces(work, member),
    chosenPresence(work, member),
    statusesOf(work, [member]),
    sidebarOf(work, member),
  ]);
  const status = statuses.get(member);
  const own = { drafts, sidebar, presence, ...(status ? { status } : {}) };
  return { waiting, unreadThreads: unread, notifications, userGroups, savedToDo: toDo, ...own };
}

/** What waits for a connection that has not started is bounded: beyond that it comes back later. */
export function keep<T>(hub: Hub, { subscriber }: Listener, waiting: T[], one: T): void {
  if (waiting.length < limits.realtime.recentWhileCatchingUp) waiting.push(one);
  else hub.close(subscriber, 'tryAgainLater');
}
