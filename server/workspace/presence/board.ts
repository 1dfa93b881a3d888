import type { MemberId } from '#contract/ids.ts';
import type { Presence, PresenceChoice } from '#contract/presence.ts';
import { limits } from '#platform/limits.ts';
import type { Timer } from '#platform/timer.ts';

/**
 * Who is there, in this process and in memory alone. A connection that lives counts; the socket's pings tell whether it
 * does. Who comes is there at once; who goes, or stops using its devices, is told to be gone a little later, so that a
 * reloaded page or a lost signal is nobody's news, and nobody can make much news by coming and going.
 */
export interface Board {
  /** A connection of the member began; it is in use. */
  arrive(member: MemberId, connection: object, choice: PresenceChoice): void;
  leave(member: MemberId, connection: object): void;
  /** Whether the device at the other end is in use. */
  use(member: MemberId, connection: object, inUse: boolean): void;
  choose(member: MemberId, choice: PresenceChoice): void;
  /** As others may see it. */
  presenceOf(member: MemberId): Presence;
  /**
   * Whether the member is there in fact, for what is meant for those who are: also unseen, but not when set to away.
   */
  isActive(member: MemberId): boolean;
  close(): void;
}

interface Entry {
  /** Each connection, and whether it is in use. */
  readonly connections: Map<object, boolean>;
  choice: PresenceChoice;
  /** What others were told last. */
  told: Presence;
  cancel: (() => void) | undefined;
}

const RANK: Readonly<Record<Presence, number>> = { offline: 0, away: 1, active: 2 };

export function createBoard(changed: (member: MemberId, presence: Presence) => void, timer: Timer): Board {
  const entries = new Map<MemberId, Entry>();

  const settle = (member: MemberId, entry: Entry): void => {
    entry.cancel?.();
    entry.cancel = undefined;
    const presence = seen(entry);
    if (entry.connections.size === 0) entries.delete(member);
    if (presence === entry.told) return;
    entry.told = presence;
    changed(member, presence);
  };

  /** Better news at once, worse news when it has lasted. */
  const update = (member: MemberId, entry: Entry): void => {
    const isWorse = RANK[seen(entry)] < RANK[entry.told] || entry.connections.size === 0;
    if (!isWorse) return settle(member, entry);
    entry.cancel ??= timer(() => settle(member, entry), limits.presence.graceMs);
  };

  return {
    arrive(member, connection, choice) {
      const entry = entries.get(member) ?? { connections: new Map(), choice, told: 'offline', cancel: undefined };
      entries.set(member, entry);
      entry.connections.set(connection, true);
      entry.choice = choice;
      update(member, entry);
    },
    leave(member, connection) {
      const entry = entries.get(member);
      if (entry?.connections.delete(connection)) update(member, entry);
    },
    use(member, connection, inUse) {
      const entry = entries.get(member);
      if (!entry?.connections.has(connection)) return;
      entry.connections.set(connection, inUse);
      update(member, entry);
    },
    choose(member, choice) {
      const entry = entries.get(member);
      if (!entry) return;
      entry.choice = choice;
      // What somebody chose holds at once.
      settle(member, entry);
    },
    presenceOf: (member) => entries.get(member)?.told ?? 'offline',
    isActive(member) {
      const entry = entries.get(member);
      return entry !== undefined && entry.choice !== 'away' && isInUse(entry);
    },
    close() {
      for (const entry of entries.values()) entry.cancel?.();
      entries.clear();
    },
  };
}

const isInUse = ({ connections }: Entry): boolean => [...connections.values()].some(Boolean);

function seen(entry: Entry): Presence {
  if (entry.connections.size === 0 || entry.choice === 'invisible') return 'offline';
  return entry.choice === 'auto' && isInUse(entry) ? 'active' : 'away';
}
