/**
 * What a caller still owes before anything but signing in is open: one rule for devices, tokens and streams. It is
 * judged at each call, so that a deadline that passes and a factor that is added hold at once.
 */
import type { Owed, Role } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import { type Problem, problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { dueFromOf } from './policy.sql.ts';

export { dueFrom } from './policy.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** The deadline is over, and the member has no second factor. */
    'second-factor.owed': { readonly member: MemberId };
    /** The deadline is so many days away or less, and the member has no second factor. */
    'second-factor.reminder-due': { readonly member: MemberId; readonly days: number };
  }
}

const refusals = {
  'second-factor': problem(
    'two-factor/proof-needed',
    403,
    'This sign-in is not finished: your second factor is still asked for. Go on where you signed in.',
  ),
  enrolment: problem(
    'two-factor/enrolment-needed',
    403,
    'Your team asks everybody for a second factor, and you have none yet. Sign in and add one; nothing is lost.',
  ),
} as const;

export interface Standing {
  readonly role: Role;
  /** Since when the member has a second factor. */
  readonly second_factor_since: Date | null;
  /** From when on the team asks the member for one. */
  readonly required_from: Date | null;
}

/** Of a device; `factor` is the second factor that was proven on it. */
export function owedByDevice(standing: Standing & { readonly factor: string | null }, now: Date): Owed | undefined {
  if (standing.factor !== null) return undefined;
  return standing.second_factor_since === null ? owedByToken(standing, now) : 'second-factor';
}

/** Of an API token, which proves nothing itself: its owner must have a factor. Bots have no factors. */
export function owedByToken({ role, second_factor_since, required_from }: Standing, now: Date): Owed | undefined {
  const isDue = required_from !== null && required_from <= now && role !== 'bot';
  return isDue && second_factor_since === null ? 'enrolment' : undefined;
}

/** The refusal of every route but those for signing in. */
export const owedRefusal = ({ owes }: { readonly owes?: Owed | undefined }): Problem | undefined =>
  owes && refusals[owes]();

/** From when on the team asks this member for a second factor; undefined while it does not. */
export const dueFor = async (work: Work, member: MemberId): Promise<Date | undefined> =>
  (await dueFromOf(work.sql, member)) ?? undefined;
