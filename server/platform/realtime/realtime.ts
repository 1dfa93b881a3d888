import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemTimer, type Timer } from '../timer.ts';
import type { Position } from './catching-up.ts';
import type { CloseCause } from './close-codes.ts';
import { textFrame } from './frames.ts';
import { createLogFeeds } from './log-feeds.ts';
import type { PublishedEntry, ReadLog } from './log-pages.ts';
import type { RealtimeLimits } from './realtime-limits.ts';
import type { Socket } from './socket.ts';
import { createSockets } from './sockets.ts';
import { emptyStats, type RealtimeStats } from './stats.ts';

export type { Timer } from '../timer.ts';
export type { Position } from './catching-up.ts';
export type { CloseCause } from './close-codes.ts';
export type { PublishedEntry, ReadLog } from './log-pages.ts';
export type { RealtimeLimits } from './realtime-limits.ts';
export type { RealtimeStats } from './stats.ts';

/**
 * The hub brings the entries of numbered logs to WebSockets: each entry exactly once, in order, without gaps, to every
 * socket that subscribes to its log. What is published is only a hint that something was committed: what does not come,
 * comes late or comes twice is set right by reading the log. `realtime.md` says what is promised and what is not.
 */
export interface Subscriber {
  readonly groups: ReadonlySet<string>;
  readonly logs: ReadonlySet<string>;
  readonly closed: boolean;
}

export interface SubscriberListener {
  /** One text that the client sent. A throw or a rejection is a fault: it is reported and the socket is closed. */
  onText(subscriber: Subscriber, text: string): void | Promise<void>;
  /** The socket is gone; it has already left its groups and logs. */
  onClose?(subscriber: Subscriber): void;
}

export interface Hub {
  /** Takes an upgrade that the caller has authenticated. Undefined when the handshake failed or the house is full. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, listener: SubscriberListener): Subscriber | undefined;

  /** Tells the hub what was committed to a log. Call it after the commit, in any order, as often as you like. */
  publish(log: string, entry: PublishedEntry): void;
  /**
   * Sends the entries after `position.after`, then all that come. Resolves with the number at which the subscriber
   * joined the live delivery, or undefined when the subscription ended before. A second call starts anew.
   */
  subscribe(subscriber: Subscriber, log: string, position: Position): Promise<number | undefined>;
  /** From now on nothing more of the log is queued for the subscriber or for anyone of the group. */
  unsubscribe(subscriberOrGroup: Subscriber | string, log: string): void;

  /** Sends a text outside of any log to one subscriber, or to all of a group. */
  send(subscriberOrGroup: Subscriber | string, json: string): void;
  /**
   * Sends a text outside of the log to those who follow it, but for those of a group; to nobody when more than `most`
   * follow it.
   */
  sendAlong(log: string, json: string, exceptGroup: string, most: number): void;
  join(subscriber: Subscriber, group: string): void;
  leave(subscriber: Subscriber, group: string): void;
  /** How many sockets are in the group. */
  size(group: string): number;
  /** Closes at once: nothing the clients still send is heard. */
  close(subscriberOrGroup: Subscriber | string, cause: CloseCause): void;

  stats(): Readonly<RealtimeStats>;
  shutdown(): Promise<void>;
}

export interface HubOptions {
  readLog: ReadLog;
  /** The text that tells a client to load the log anew over HTTP and to expect what comes after `number`. */
  resetText: (log: string, number: number) => string;
  limits: RealtimeLimits;
  /** Told of what should not happen: a log that cannot be read, a listener that throws. */
  onFault: (fault: unknown) => void;
  timer?: Timer;
}

export function createHub({ readLog, resetText, limits, onFault, timer = systemTimer }: HubOptions): Hub {
  const stats = emptyStats();
  const groups = new Map<string, Set<Socket>>();
  const feeds = createLogFeeds({ readLog, resetText, limits, timer, stats, onFault });
  const sockets = createSockets({ limits, timer, stats, onFault, onGone: forget });

  function forget(socket: Socket): void {
    for (const log of [...socket.logs]) feeds.unsubscribe(socket, log);
    for (const group of [...socket.groups]) leave(socket, group);
  }

  function leave(socket: Socket, group: string): void {
    const inGroup = groups.get(group);
    socket.groups.delete(group);
    if (inGroup?.delete(socket) && inGroup.size === 0) groups.delete(group);
  }

  const those = (who: Subscriber | string): Socket[] =>
    typeof who === 'string' ? [...(groups.get(who) ?? [])] : [who as Socket];

  return {
    accept: (request, socket, head, { onText, onClose }) =>
      sockets.accept(request, socket, head, { onText, onClose: onClose ?? (() => {}) }),
    publish: (log, entry) => feeds.publish(log, entry),
    subscribe: async (subscriber, log, position) =>
      subscriber.closed ? undefined : feeds.subscribe(subscriber as Socket, log, position),
    unsubscribe: (who, log) => {
      for (const socket of those(who)) feeds.unsubscribe(socket, log);
    },
    send: (who, json) => {
      const receivers = those(who);
      if (receivers.length === 0) return;
      const frame = textFrame(json);
      for (const socket of receivers) socket.send(frame);
    },
    sendAlong: (log, json, exceptGroup, most) => {
      const receivers = feeds.live(log);
      if (receivers.length === 0 || receivers.length > most) return;
      const frame = textFrame(json);
      for (const receiver of receivers) if (!receiver.groups.has(exceptGroup)) receiver.send(frame);
    },
    join: (subscriber, group) => {
      const socket = subscriber as Socket;
      if (socket.closed) return;
      const inGroup = groups.get(group) ?? new Set();
      groups.set(group, inGroup.add(socket));
      socket.groups.add(group);
    },
    leave: (subscriber, group) => leave(subscriber as Socket, group),
    size: (group) => groups.get(group)?.size ?? 0,
    close: (who, cause) => {
      for (const socket of those(who)) socket.close(cause);
    },
    stats: () => stats,
    shutdown: () => sockets.shutdown(),
  };
}
