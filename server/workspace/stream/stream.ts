/**
 * What happens, to those who may know of it, as it happens. Sockets are only a fast path: every event stands in the log
 * of its channel, so a client that lost its connection resumes by number and has lost nothing. Rights end at once:
 * an event that takes somebody out of a channel is the last one that person gets from it.
 */

import { Compile } from 'typebox/compile';
import { type ChannelId, type MemberId, publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import type { ClientFrame, Hello } from '#contract/stream.ts';
import { ClientFrame as ClientFrameSchema } from '#contract/stream.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { createHub, type Hub, type PublishedEntry, type Subscriber } from '#platform/realtime/realtime.ts';
import type { Fact, Units } from '#platform/work.ts';
import { type ChannelRow, publicChannelId, readLog } from '../channel-log/channel-log.ts';
import { channelByIdOf, myChannels } from '../channels/channels.ts';

/** A connection that asked to become a WebSocket. */
interface Upgrade {
  readonly request: Parameters<Hub['accept']>[0];
  readonly socket: Parameters<Hub['accept']>[1];
  readonly head: Parameters<Hub['accept']>[2];
}

export interface Stream {
  /** Takes over a connection whose caller is known; `stillSignedIn` asks again. */
  readonly accept: (actor: Actor, upgrade: Upgrade, stillSignedIn: () => Promise<boolean>) => void;
  /** Call after each commit with the facts of the unit. */
  publish(team: TeamId, facts: readonly Fact[]): void;
  readonly hub: Hub;
}

const clientFrame = Compile(ClientFrameSchema);

/** One connection: who it is, and the channels as `hello` showed them, once it has. */
interface Listener {
  readonly actor: Actor;
  readonly subscriber: Subscriber;
  readonly hello: Promise<readonly ChannelRow[]>;
  state: 'greeted' | 'started';
  /** Conversations that the member came into between `hello` and the start. */
  readonly opened: { readonly log: string; readonly asOf: number }[];
}

export function createStream(units: Units, log: Log): Stream {
  const listeners = new Map<MemberId, Set<Listener>>();
  const hub = createHub({
    readLog: (name, after, limit) => readEntries(units, name, after, limit),
    resetText: (name, number) => JSON.stringify({ kind: 'channel.reset', channel: placeOf(name).address, number }),
    limits: limits.realtime,
    onFault: (fault) => log.error({ err: fault }, 'The stream failed'),
  });

  const leave = (listener: Listener): void => {
    const those = listeners.get(listener.actor.member);
    if (those?.delete(listener) && those.size === 0) listeners.delete(listener.actor.member);
  };

  const follow = async (listener: Listener, text: string): Promise<void> => {
    const frame = parseFrame(text);
    const rows = await listener.hello;
    if (!frame || listener.state !== 'greeted') return hub.close(listener.subscriber, 'protocolError');
    listener.state = 'started';
    const numbers = frame.kind === 'resume' ? frame.numbers : {};
    const joined = rows.map((row) => {
      const asOf = row.seq;
      const after = Math.min(numbers[publicChannelId(row)] ?? asOf, asOf);
      return hub.subscribe(listener.subscriber, logName(row), { after, asOf });
    });
    for (const { log: name, asOf } of listener.opened)
      joined.push(hub.subscribe(listener.subscriber, name, { after: asOf, asOf }));
    await Promise.all(joined);
    hub.send(listener.subscriber, JSON.stringify({ kind: 'ready' }));
  };

  return {
    hub,
    accept(actor, { request, socket, head }, stillSignedIn) {
      if (hub.size(groups.member(actor.member)) >= limits.realtime.socketsPerMemberMax) return void socket.destroy();
      const subscriber = hub.accept(request, socket, head, {
        onText: (_subscriber, text) => follow(listener, text),
        onClose: () => leave(listener),
      });
      if (!subscriber) return;
      const hello = greet(units, hub, subscriber, actor, stillSignedIn);
      const listener: Listener = { actor, subscriber, hello, state: 'greeted', opened: [] };
      listeners.set(actor.member, (listeners.get(actor.member) ?? new Set()).add(listener));
      hello.catch((error: unknown) => {
        log.error({ err: error }, 'A stream could not be greeted');
        hub.close(subscriber, 'fault');
      });
    },

    publish(team, facts) {
      for (const fact of facts) publishFact(hub, listeners, team, fact);
    },
  };
}

const groups = {
  member: (member: MemberId): string => `member:${member}`,
  credential: (actor: Pick<Actor, 'by'>): string =>
    'session' in actor.by ? `session:${actor.by.session}` : `token:${actor.by.token}`,
  /** Those who may browse the public channels. */
  browsers: (team: TeamId): string => `browsers:${team}`,
} as const;

/** Joins the groups first and asks then whether the sign-in still holds: a sign-out in between finds the socket. */
async function greet(
  units: Units,
  hub: Hub,
  subscriber: Subscriber,
  actor: Actor,
  stillSignedIn: () => Promise<boolean>,
): Promise<readonly ChannelRow[]> {
  hub.join(subscriber, groups.member(actor.member));
  hub.join(subscriber, groups.credential(actor));
  if (allows(actor, 'channels.browse')) hub.join(subscriber, groups.browsers(actor.team));
  if (!(await stillSignedIn())) {
    hub.close(subscriber, 'signedOut');
    return [];
  }
  const { channels, now } = await units.open({ team: actor.team }, async (work) => ({
    channels: await myChannels(work, actor.member),
    now: work.now,
  }));
  const hello: Hello = {
    kind: 'hello',
    now: now.toISOString(),
    team: publicId('T', actor.team),
    member: publicId('U', actor.member),
    channels: channels.map(({ channel, standing }) => ({ channel, standing })),
  };
  hub.send(subscriber, JSON.stringify(hello));
  return channels.map(({ row }) => row);
}

function parseFrame(text: string): ClientFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return clientFrame.Check(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function publishFact(
  hub: Hub,
  listeners: ReadonlyMap<MemberId, ReadonlySet<Listener>>,
  team: TeamId,
  fact: Fact,
): void {
  switch (fact.kind) {
    case 'channel.event':
      hub.publish(`${team}/${fact.address}`, entryOf(fact.number, fact.json, fact.ends));
      break;
    case 'membership.began':
      hub.send(groups.member(fact.member), fact.json);
      for (const listener of listeners.get(fact.member) ?? []) {
        const opened = { log: `${team}/${fact.address}`, asOf: fact.asOf };
        if (listener.state === 'greeted') listener.opened.push(opened);
        else void hub.subscribe(listener.subscriber, opened.log, { after: opened.asOf, asOf: opened.asOf });
      }
      break;
    case 'channel.listed':
      hub.send(groups.browsers(team), fact.json);
      break;
    case 'marker.moved':
      hub.send(groups.member(fact.member), fact.json);
      break;
    case 'member.joined':
    case 'member.changed':
      hub.send(groups.browsers(team), JSON.stringify({ kind: 'member.changed', member: publicId('U', fact.member) }));
      break;
    default:
      endRights(hub, listeners, fact);
  }
}

/** Sign-outs and changed rights reach the open sockets at once. */
function endRights(hub: Hub, listeners: ReadonlyMap<MemberId, ReadonlySet<Listener>>, fact: Fact): void {
  switch (fact.kind) {
    case 'session.ended':
      hub.close(groups.credential({ by: { session: fact.session } }), 'signedOut');
      break;
    case 'token.revoked':
      hub.close(groups.credential({ by: { token: fact.token } }), 'signedOut');
      break;
    case 'member.signed-out':
      for (const { actor, subscriber } of listeners.get(fact.member) ?? []) {
        if (!('session' in actor.by) || actor.by.session !== fact.except) hub.close(subscriber, 'signedOut');
      }
      break;
    case 'member.deactivated':
      hub.close(groups.member(fact.member), 'signedOut');
      break;
    case 'role.changed':
      hub.close(groups.member(fact.member), 'rightsChanged');
      break;
    default:
      break;
  }
}

const entryOf = (number: number, json: string, ends: MemberId | undefined): PublishedEntry => ({
  number,
  json,
  ends: ends && groups.member(ends),
});

const logName = (channel: ChannelRow): string => `${channel.team_id}/${publicChannelId(channel)}`;

function placeOf(name: string): { team: TeamId; channel: ChannelId; address: string } {
  const [team, address] = name.split('/') as [TeamId, string];
  return { team, channel: uuidOf(address) as ChannelId, address };
}

async function readEntries(units: Units, name: string, after: number, limit: number): Promise<PublishedEntry[]> {
  const { team, channel } = placeOf(name);
  return await units.open({ team }, async (work) => {
    const row = await channelByIdOf(work, channel);
    const read = row ? await readLog(work, row, after, limit) : [];
    return read.map(({ row: { seq, kind, member_id }, event }) =>
      entryOf(seq, JSON.stringify(event), kind === 'member.left' ? (member_id ?? undefined) : undefined),
    );
  });
}
