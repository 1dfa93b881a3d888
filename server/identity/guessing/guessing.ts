/**
 * Guesses at what lets people in. The danger: somebody who tries passwords, codes or links, at one account or at
 * thousands, from one address or from a botnet; and the opposite one, a guard by which a stranger keeps people out. The
 * principle: wrong tries of an account, of a network and of the whole deployment are counted, for all nodes and across
 * restarts, and each makes the next one wait longer, never for good; whoever holds a browser that was signed in to the
 * account before is counted apart from everybody else. Whether there is such an account makes no difference: what was
 * typed is what is counted. The boundary: who guesses at the pace that is left goes on guessing.
 */
import { createHash } from 'node:crypto';
import { createAfterwards } from '#platform/afterwards.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { type DeclaredProblem, type Problem, problem } from '#platform/problem.ts';
import { retryAfter } from '#platform/throttle.ts';
import type { Units } from '#platform/work.ts';
import { networkOf } from '../origin.ts';
import { type ClosedKeys, createClosed, dropOldest } from './closed-keys.ts';
import { closedGuesses, countGuesses, forgetGuesses, returnGuesses } from './guessing.sql.ts';

export { hasNote, knownBrowser, knownCookieName, knownDeviceOf, noteKnown } from './known-browser.ts';

export const guessTooSoon = problem<{ retryAfterSeconds: number }>(
  'guessing/too-soon',
  429,
  'After several wrong tries the next one has to wait a little. Nothing was changed; try again then.',
);

/** What is guessed at, or begun by strangers; `limits.guessing` says how often. */
export const DOORS = [
  ...(['password', 'proof', 'code', 'passkey', 'sso', 'link', 'bearer'] as const),
  ...(['console', 'console-code', 'offer', 'departure', 'mail', 'notice', 'report', 'relayed'] as const),
  'passphrase',
] as const;
export type Door = (typeof DOORS)[number];

/** Who tries, and at what. */
export interface Guesser {
  readonly origin: { readonly ip: string };
  /** The account, by whatever name it was called; there need not be one. */
  readonly account?: string | undefined;
  readonly team?: string | undefined;
  /** The id of a browser that was signed in to it before. */
  readonly device?: string | undefined;
}

export interface Guess {
  /** It was right: the account's delays end, and the network gets its try back. */
  right(): Promise<void>;
  /** Nobody found out whether it was right: the try is given back. */
  unjudged(): Promise<void>;
}

interface Told {
  /** Thrown in the place of `guessTooSoon`. */
  readonly refusal?: DeclaredProblem<{ retryAfterSeconds: number }>;
  /** Called after the first refusal of each delay, to keep a note; there may be thousands of them. */
  readonly delayed?: () => void;
}

export interface Guesses {
  /**
   * Counts a try as wrong from its beginning, so that many at once gain nothing. Throws `guessTooSoon` while one has to
   * wait; that costs no query in the process that knows it, and makes nobody wait longer.
   */
  begin(door: Door, by: Guesser, told?: Told): Promise<Guess>;
  /**
   * For what is too long to be guessed: counts only what was wrong, when it was. Throws `guessTooSoon` while one has to
   * wait, else what `use` throws.
   */
  guard<T>(door: Door, by: Guesser, isWrong: (error: unknown) => boolean, use: () => Promise<T>): Promise<T>;
  /** For what comes with every call: the milliseconds to wait as far as this process knows. Takes no time. */
  look(door: Door, by: Guesser): number;
  /** Counts a wrong one; they are written a few at a time, and only then make anybody wait. Takes no time. */
  wrong(door: Door, by: Guesser): void;
  /** How many were told to wait, by door, since the start. */
  delayed(): Readonly<Record<Door, number>>;
  /** Resolves when everything that is counted here is written. */
  settled(): Promise<void>;
}

interface Rule {
  readonly free: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly forgottenMs: number;
}
type Kind = 'device' | 'known' | 'fromNetwork' | 'account' | 'team' | 'network' | 'deployment';
type Key = Rule & { readonly kind: Kind; readonly key: Buffer; readonly id: string };

export interface GuessMeans {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
}

export function createGuesses({ units, clock, log }: GuessMeans): Guesses {
  const closed = createClosed(clock);
  const told = Object.fromEntries(DOORS.map((door) => [door, 0])) as Record<Door, number>;
  const afterwards = createAfterwards(limits.guessing.waitingMax, (error) =>
    log.error({ err: error }, 'Wrong tries could not be counted'),
  );
  const unwritten = new Map<string, number>();

  const refuseClosed = (door: Door, keys: readonly Key[], { refusal = guessTooSoon, delayed }: Told): void => {
    const { leftMs, isFirst } = closed.look(keys);
    if (leftMs <= 0) return;
    told[door] += 1;
    if (isFirst) delayed?.();
    throw refusal(retryAfter(leftMs));
  };

  const count = (keys: readonly Key[], times: number) => countOpen(units, closed, keys, times);

  return {
    async begin(door, by, how = {}) {
      const keys = keysOf(door, by);
      refuseClosed(door, keys, how);
      if (!(await count(keys, 1))) {
        refuseClosed(door, keys, how);
        // It opened between two looks at the clock: the next try is let in.
        throw (how.refusal ?? guessTooSoon)({ retryAfterSeconds: 1 });
      }
      return {
        right: () => settle(units, closed, keys, ({ kind }) => kind === 'network' || kind === 'deployment'),
        unjudged: () => settle(units, closed, keys, () => true),
      };
    },
    async guard(door, by, isWrong, use) {
      const keys = keysOf(door, by);
      refuseClosed(door, keys, {});
      try {
        return await use();
      } catch (error) {
        if (isWrong(error)) await count(keys, 1);
        throw error;
      }
    },
    look(door, by) {
      if (closed.isEmpty()) return 0;
      const { leftMs } = closed.look(keysOf(door, by));
      if (leftMs > 0) told[door] += 1;
      return leftMs;
    },
    wrong(door, by) {
      for (const key of keysOf(door, by)) {
        const waiting = (unwritten.get(key.id) ?? 0) + 1;
        const isDue = waiting >= limits.guessing.bearersAtOnce;
        if (isDue) unwritten.delete(key.id);
        else unwritten.set(key.id, waiting);
        dropOldest(unwritten);
        if (isDue) afterwards.begin(async () => void (await count([key], waiting)));
      }
    },
    delayed: () => ({ ...told }),
    settled: afterwards.settled,
  };
}

/** False when one of them is closed, and nothing was counted. */
async function countOpen(units: Units, closed: ClosedKeys, keys: readonly Key[], times: number): Promise<boolean> {
  try {
    const counted = await units.open('deployment', async ({ sql, now }) => {
      const openings = await countGuesses(sql, keys, times, now);
      if (openings.length === keys.length) return openings;
      const hashes = keys.map(({ key }) => key);
      closed.put(await closedGuesses(sql, hashes, now));
      // Rolls back what was counted beside something closed.
      throw guessTooSoon({ retryAfterSeconds: 1 });
    });
    closed.put(counted);
    return true;
  } catch (error) {
    if (isRefusal(guessTooSoon.code)(error)) return false;
    throw error;
  }
}

/** Gives this try back at some of the keys, and forgets all tries at the others. */
async function settle(
  units: Units,
  closed: ClosedKeys,
  keys: readonly Key[],
  isReturned: (key: Key) => boolean,
): Promise<void> {
  const hashes = (some: readonly Key[]): Buffer[] => some.map(({ key }) => key);
  const [returned, forgotten] = [hashes(keys.filter(isReturned)), hashes(keys.filter((key) => !isReturned(key)))];
  await units.open('deployment', async ({ sql, now }) => {
    if (forgotten.length > 0) await forgetGuesses(sql, forgotten);
    if (returned.length > 0) await returnGuesses(sql, returned, now);
  });
  closed.drop(keys);
}

/** Under what a try is counted: a known browser by itself and with all that are known, others by what the door says. */
function keysOf(door: Door, { origin, account, team, device }: Guesser): Key[] {
  const rules: Partial<Record<Kind, Rule>> = limits.guessing[door];
  const network = networkOf(origin);
  const whose: Partial<Record<Kind, string>> =
    device !== undefined && rules.device
      ? { device: `${account} ${device}`, known: account ?? '' }
      : {
          ...(account === undefined ? {} : { account, fromNetwork: `${account} ${network}` }),
          ...(team === undefined ? {} : { team }),
          network,
          deployment: '',
        };
  return Object.entries(rules).flatMap(([name, rule]) => {
    const kind = name as Kind;
    const of = whose[kind];
    if (of === undefined) return [];
    const key = createHash('sha256').update(`${door} ${kind} ${of}`).digest();
    return [{ ...rule, kind, key, id: key.toString('hex') }];
  });
}

/** What `judge` finds out; a fault of ours, or a queue that is full, judges nothing and gives the try back. */
export async function judged<T>(guess: Guess, judge: () => Promise<T>): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    await guess.unjudged();
    throw error;
  }
}

/** `use` a link, of which one that is not valid is refused so. */
export const guardLink = <T>(
  guesses: Guesses,
  origin: Guesser['origin'],
  notValid: DeclaredProblem<object>,
  use: () => Promise<T>,
): Promise<T> => guesses.guard('link', { origin }, isRefusal(notValid.code), use);

/** Whether it is one of these refusals. */
export const isRefusal =
  (...codes: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof Error && codes.includes((error as Problem).code);
