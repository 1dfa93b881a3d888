/**
 * What happens, to those who may know of it, as it happens. Sockets are only a fast path: every event stands in the log
 * of its channel, so a client that lost its connection resumes by number and has lost nothing. Rights end at once:
 * an event that takes somebody out of a channel is the last one that person gets from it.
 */
import { Compile } from 'typebox/compile';
import { type ChannelId, type MemberId, publicId, type TeamId, uuidOf } from '#contract/ids.ts';
import type { Presence } from '#contract/presence.ts';
import type { ClientFrame } from '#contract/stream.ts';
import { ClientFrame as ClientFrameSchema } from '#contract/stream.ts';
import { type Actor, reaches } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { type Random, systemRandom } from '#platform/random.ts';
import { createHub, type Hub, type PublishedEntry } from '#platform/realtime/realtime.ts';
import { systemTimer, type Timer } from '#platform/timer.ts';
import type { Fact, Units } from '#platform/work.ts';
import { type ChannelRow, publicChannelId, readLog } from '../channel-log/channel-log.ts';
import { channelByIdOf } from '../channels/channels.ts';
import { type Board, createBoard } from '../presence/presence.ts';
import { announceFact, entryOf, logName } from './announcing.ts';
import { createEndings, type Endings } from './endings.ts';
import { greet, groups, type Listener, newListener } from './listener.ts';
import { forgetPeople, lookAgain, type Means, membersOf, partedFrom, type, watch } from './people.ts';

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
  /** Who is there. */
  readonly board: Board;
  /** Asks for everybody who listens, in this team or in all, whether they still may. */
  askAgain(team?: TeamId): Promise<void>;
  /** Begins to ask for them by itself. */
  start(): void;
  close(): Promise<void>;
}

const clientFrame = Compile(ClientFrameSchema);

/** `startMs`: how long a client may take to answer `hello`; `timer`: for what is told a little later. */
export function createStream(
  units: Units,
  log: Log,
  {
    startMs = limits.realtime.startMs,
    timer = systemTimer,
    random = systemRandom,
  }: { startMs?: number; timer?: Timer; random?: Random } = {},
): Stream {
  const byMember = new Map<MemberId, Set<Listener>>();
  const arriving = new Set<Listener>();
  const hub = createHub({
    readLog: (name, after, limit) => readEntries(units, name, after, limit),
    resetText: (name, number) => JSON.stringify({ kind: 'channel.reset', channel: placeOf(name).address, number }),
    limits: limits.realtime,
    onFault: (fault) => log.error({ err: fault }, 'The stream failed'),
  });
  const board = createBoard(
    (member, presence) => hub.send(groups.watchers(member), presenceText(member, presence)),
    timer,
  );
  const means: Means = { units, hub, board, timer, looking: new Set() };
  const listeners = function* (): Generator<Listener> {
    for (const those of byMember.values()) yield* those;
  };
  const endings = createEndings({ units, hub, log, timer, process: random.uuid(), listeners });
  const { signedOut } = endings;
  const parted = (team: TeamId, member: MemberId): void => {
    for (const listeners of byMember.values()) partedFrom(means, listeners, team, member);
  };

  const lobby: Lobby = { means, byMember, arriving, startMs, log, endings };
  return {
    hub,
    board,
    accept: (actor, upgrade, stillSignedIn) => accept(lobby, actor, upgrade, stillSignedIn),

    publish(team, facts) {
      for (const fact of facts) announceFact({ hub, byMember, arriving, board, parted, signedOut }, team, fact);
      lookAgain(means, facts);
    },

    askAgain: endings.askAgain,
    start: endings.start,

    async close() {
      board.close();
      await hub.shutdown();
      await endings.close();
    },
  };
}

/** Where connections are from their handshake to their end. */
interface Lobby {
  readonly means: Means;
  readonly byMember: Map<MemberId, Set<Listener>>;
  readonly arriving: Set<Listener>;
  readonly startMs: number;
  readonly log: Log;
  readonly endings: Endings;
}

function accept(
  lobby: Lobby,
  actor: Actor,
  { request, socket, head }: Upgrade,
  stillSignedIn: () => Promise<boolean>,
): void {
  const { hub } = lobby.means;
  const isCrowded = hub.size(groups.member(actor.member)) >= limits.realtime.socketsPerMemberMax;
  let hear = async (_text: string): Promise<void> => {};
  let forget = (): void => {};
  const subscriber = hub.accept(request, socket, head, {
    onText: (_subscriber, text) => hear(text),
    onClose: () => forget(),
  });
  if (!subscriber) return;
  if (isCrowded) return hub.close(subscriber, 'tooMany');
  const listener = newListener(actor, subscriber);
  enter(lobby, listener);
  const greeted = welcome(lobby, listener, stillSignedIn);
  const overdue = setTimeout(() => {
    if (listener.state !== 'started') hub.close(subscriber, 'slow');
  }, lobby.startMs);
  hear = async (text) => answer(lobby.means, listener, await greeted, text);
  forget = () => {
    clearTimeout(overdue);
    leave(lobby, listener);
  };
}

function enter({ byMember, arriving }: Lobby, listener: Listener): void {
  const { member } = listener.actor;
  byMember.set(member, (byMember.get(member) ?? new Set()).add(listener));
  arriving.add(listener);
}

function leave({ means, byMember, arriving, endings }: Lobby, listener: Listener): void {
  arriving.delete(listener);
  endings.gone(listener);
  forgetPeople(means, listener);
  const those = byMember.get(listener.actor.member);
  if (those?.delete(listener) && those.size === 0) byMember.delete(listener.actor.member);
}

async function welcome(
  { means: { units, hub }, arriving, log }: Lobby,
  listener: Listener,
  stillSignedIn: () => Promise<boolean>,
): Promise<readonly ChannelRow[]> {
  try {
    const rows = await greet(units, hub, listener, stillSignedIn);
    listener.state = 'greeted';
    return rows;
  } catch (error) {
    log.error({ err: error }, 'A stream could not be greeted');
    hub.close(listener.subscriber, 'fault');
    return [];
  } finally {
    arriving.delete(listener);
  }
}

const presenceText = (member: MemberId, presence: Presence): string =>
  JSON.stringify({ kind: 'presence.changed', member: publicId('U', member), presence });

async function answer(means: Means, listener: Listener, rows: readonly ChannelRow[], text: string): Promise<void> {
  const { hub, board } = means;
  const { actor, subscriber } = listener;
  const frame = parseFrame(text);
  const isStart = frame?.kind === 'start' || frame?.kind === 'resume';
  if (!frame || isStart === (listener.state === 'started')) return hub.close(subscriber, 'protocolError');
  switch (frame.kind) {
    case 'start':
    case 'resume':
      board.arrive(actor.member, listener, listener.choice);
      return await start(hub, listener, rows, frame.kind === 'resume' ? frame.numbers : {});
    case 'watch':
      return await watch(means, listener, membersOf(frame.members));
    case 'activity':
      if (!reaches(actor.scopes, 'personal:write')) return;
      return board.use(actor.member, listener, frame.inUse);
    case 'typing':
      if (!reaches(actor.scopes, 'messages:write')) return;
      return type(means, listener, frame);
  }
}

/** The client's answer to `hello`: from here on it gets every event after its numbers. */
async function start(
  hub: Hub,
  listener: Listener,
  rows: readonly ChannelRow[],
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  const { subscriber } = listener;
  listener.state = 'started';
  const followed = rows.map((row) => {
    const address = publicChannelId(row);
    return hub.subscribe(subscriber, logName(row.team_id, address), {
      after: numbers[address] ?? row.seq,
      asOf: row.seq,
    });
  });
  // A conversation that was opened after `hello`, or again, begins where it was opened.
  for (const { log, asOf } of listener.opened) followed.push(hub.subscribe(subscriber, log, { after: asOf, asOf }));
  await Promise.all(followed);
  hub.send(subscriber, JSON.stringify({ kind: 'ready' }));
}

function parseFrame(text: string): ClientFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return clientFrame.Check(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

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
