/**
 * The access log: every try to sign in and every denied call. The danger: a refused call leaves no trace, or a flood of
 * them fills the disk and slows the answers. The principle: a refusal is noted in a unit of work of its own, after the
 * answer, one by one up to a bound and counted beyond it. The boundary: what was asked for is not kept, only the name
 * of the refusal.
 */

import type { MemberId, TeamId } from '#contract/ids.ts';
import type { SignInRefusal } from '#contract/sign-in-refusals.ts';
import { createAfterwards } from '#platform/afterwards.ts';
import { type Clock, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { systemTimer, type Timer } from '#platform/timer.ts';
import { createTurnstile } from '#platform/turnstile.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { type CallOrigin, inetOf, triedDevice, userAgentOf } from '../origin.ts';
import { type AttemptRow, insertAttempt, latestAttempts, type Wanted } from './access-log.sql.ts';
import { createFlood, type FloodLine } from './flood.ts';
import { wholeSince } from './retention.ts';
import { addToSummary, seenBefore } from './summaries.sql.ts';

export { exportAttempts } from './export.ts';
export { keptDays, setKeptDays } from './retention.ts';
export { showAttempt } from './showing.ts';
export { forgetDevice, listSummaries, showSummary } from './summaries.ts';
export { wantedBy } from './wanted.ts';

export type { CallOrigin };

/** By what somebody tried to come in. */
export interface Tried {
  readonly means?: string;
  readonly factor?: string;
}

/** With the notes that a browser keeps of earlier sign-ins (`guessing`). */
export interface Caller extends CallOrigin {
  readonly cookie?: string | undefined;
}

export interface AccessLog {
  /** Notes that a call was denied; calls of nobody known are not noted. Never throws, and never waits. */
  denied(actor: Actor | undefined, refusal: { readonly code: string }, origin: CallOrigin): void;
  /** Notes that a sign-in was refused, and why. Never throws, and never waits. */
  signInRefused(
    team: TeamId,
    member: MemberId | undefined,
    reason: SignInRefusal,
    origin: CallOrigin,
    tried?: Tried,
  ): void;
  /** The same of whom `find` finds, which is looked for after the answer too; of nobody nothing is noted. */
  signInRefusedOf(
    find: () => Promise<{ readonly team: TeamId; readonly member: MemberId | undefined } | undefined>,
    reason: SignInRefusal,
    origin: CallOrigin,
    tried?: Tried,
  ): void;
  /** Resolves when everything that was noted so far is written. */
  settled(): Promise<void>;
}

export type Noted = Pick<AttemptRow, 'kind' | 'outcome' | 'reason' | 'means' | 'factor' | 'member_id'>;

export function createAccessLog(units: Units, clock: Clock, log: Log, timer: Timer = systemTimer): AccessLog {
  const { perMinuteMax, waitingMax } = limits.attempts;
  const failed = (error: unknown): void => log.error({ err: error }, 'A refusal could not be noted');
  const afterwards = createAfterwards(waitingMax, failed);
  // One after the other: what is refused takes one connection to the database, however much of it there is.
  const inTurn = createTurnstile(1, waitingMax + 1, () => new Error('More refusals wait than may.'));
  const { count, writeFlood } = countFlood(log, clock, timer, (lines) =>
    afterwards.begin(async () => {
      for (const line of lines()) await inTurn(() => writeLine(units, line)).catch(failed);
    }),
  );
  let minute = 0;
  let inMinute = 0;

  const inBounds = (): boolean => {
    const now = Math.floor(clock().getTime() / MINUTE_MS);
    if (now !== minute) {
      [minute, inMinute] = [now, 0];
      writeFlood();
    }
    inMinute += 1;
    if (inMinute === perMinuteMax + 1)
      log.warn({ perMinuteMax }, 'More refusals than are noted one by one: the rest of this minute is counted');
    return inMinute <= perMinuteMax;
  };
  const write = (team: TeamId, noted: Noted, origin: CallOrigin): Promise<void> =>
    units.open({ team }, (work) => recordAttempt(work, team, noted, origin));
  const note = (team: TeamId, noted: Noted, origin: CallOrigin): void => {
    const isBegun = inBounds() && afterwards.begin(() => inTurn(() => write(team, noted, origin)));
    if (!isBegun) count(team, noted, origin);
  };

  return {
    denied(actor, { code }, origin) {
      if (!actor) return;
      const means = 'token' in actor.by ? 'token' : 'device';
      const member_id = actor.member;
      note(actor.team, { kind: 'denied', outcome: 'refused', reason: code, means, factor: null, member_id }, origin);
    },
    signInRefused(team, member, reason, origin, tried) {
      note(team, refusedSignIn(member, reason, tried), origin);
    },
    signInRefusedOf(find, reason, origin, tried) {
      // Who it was would have to be looked for: beyond the bounds that is not done.
      if (!inBounds()) return;
      afterwards.begin(() =>
        inTurn(async () => {
          const found = await find();
          if (found) await write(found.team, refusedSignIn(found.member, reason, tried), origin);
        }),
      );
    },
    async settled() {
      // Nothing more is under way then, so what was counted finds room.
      await afterwards.settled();
      writeFlood();
      await afterwards.settled();
    },
  };
}

/** Counts what is not noted one by one, and has it written within a minute; `begin` is false when there is no room. */
function countFlood(log: Log, clock: Clock, timer: Timer, begin: (lines: () => FloodLine[]) => boolean) {
  const flood = createFlood();
  let cancel: (() => void) | undefined;
  const writeFlood = (): void => {
    cancel?.();
    cancel = undefined;
    if (!flood.isEmpty() && !begin(flood.take)) cancel = timer(writeFlood, MINUTE_MS);
  };
  const count = (team: TeamId, noted: Noted, origin: CallOrigin): void => {
    if (!flood.add(team, noted, origin, clock())) log.warn('A flood of refusals has more kinds than can be counted');
    cancel ??= timer(writeFlood, MINUTE_MS);
  };
  return { count, writeFlood };
}

const writeLine = (units: Units, { team, noted, origin, since, last, times }: FloodLine): Promise<void> =>
  units.open({ team }, (work) => recordAttempt(work, team, noted, origin, { times, since, at: last }));

const refusedSignIn = (member: MemberId | undefined, reason: SignInRefusal, { means, factor }: Tried = {}): Noted => ({
  ...{ kind: 'sign-in', outcome: 'refused', reason },
  ...{ means: means ?? null, factor: factor ?? null, member_id: member ?? null },
});

/**
 * Notes that the member signed in, together with the session that began. `new-device`: as far as there are records it
 * did not sign in on this device, but did on another, or is there for longer than there are records.
 */
export async function recordSignIn(
  work: Work,
  team: TeamId,
  member: MemberId,
  { means, factor, device }: Tried & { readonly means: string; readonly device: Buffer },
  origin: CallOrigin,
): Promise<'new-device' | 'first-device' | 'known-device'> {
  const { ever, here } = await seenBefore(work.sql, member, device, await wholeSince(work));
  const noted: Noted = {
    ...{ kind: 'sign-in', outcome: 'accepted', reason: means, means, factor: factor ?? null, member_id: member },
  };
  await recordAttempt(work, team, noted, origin, { device });
  return here ? 'known-device' : ever ? 'new-device' : 'first-device';
}

async function recordAttempt(
  work: Work,
  team: TeamId,
  noted: Noted,
  origin: CallOrigin,
  {
    times = 1,
    since = null,
    at = work.now,
    device = triedDevice(team, origin),
  }: { times?: number; since?: Date | null; at?: Date; device?: Buffer } = {},
): Promise<void> {
  const id = work.random.uuid();
  const where = { ip: inetOf(origin), user_agent: userAgentOf(origin) };
  await insertAttempt(work.sql, { ...noted, ...where, id, team_id: team, at, times, since, device_hash: device });
  if (noted.member_id === null) return;
  const [accepted, refused] = noted.outcome === 'accepted' ? [times, 0] : [0, times];
  const line = { ...where, team_id: team, member_id: noted.member_id, device_hash: device, at, accepted, refused };
  await addToSummary(work.sql, { ...line, id: work.random.uuid() });
}

/** Attempts, newest first, as far as they are wanted. `after` is the last one of the page before. */
export async function listAttempts(
  work: Work,
  wanted: Wanted,
  after: string | undefined,
  limit: number,
): Promise<{ attempts: AttemptRow[]; next: string | undefined }> {
  const rows = await latestAttempts(work.sql, wanted, { after, limit: limit + 1 });
  const attempts = rows.slice(0, limit);
  return { attempts, next: rows.length > limit ? attempts.at(-1)?.id : undefined };
}
