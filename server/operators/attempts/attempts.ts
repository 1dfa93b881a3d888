/**
 * Every try to sign in to the console and every call of an operator that was denied. A refusal is noted after its
 * answer, in a unit of its own and up to a bound, so that its time tells nothing and a flood of them fills no disk.
 */
import type { OperatorId } from '#contract/ids.ts';
import type { OperatorAttempt } from '#contract/operators.ts';
import { type CallOrigin, inetOf, userAgentOf } from '#identity/origin.ts';
import { createAfterwards } from '#platform/afterwards.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Operator } from '../access/access.ts';
import { insertAttempt, latestAttempts } from './attempts.sql.ts';

export interface Attempts {
  /** Notes that a sign-in was refused, and why. Never throws, and never waits. */
  refused(operator: OperatorId | undefined, reason: string, origin: CallOrigin): void;
  /** The same of whoever is found then, for who is refused before anything is looked up. */
  refusedOf(find: (work: Work) => Promise<OperatorId | undefined>, reason: string, origin: CallOrigin): void;
  /** Notes that a call of an operator was denied; calls of nobody known are not noted. */
  denied(operator: Operator | undefined, refusal: { readonly code: string }, origin: CallOrigin): void;
  /** Resolves when everything that was noted so far is written. */
  settled(): Promise<void>;
}

export function createAttempts(units: Units, log: Log): Attempts {
  const failed = (error: unknown): void => log.error({ err: error }, 'A refusal could not be noted');
  const afterwards = createAfterwards(limits.attempts.waitingMax, failed);
  const refusedOf: Attempts['refusedOf'] = (find, reason, origin) =>
    afterwards.begin(() =>
      units.open('deployment', async (work) =>
        note(work, { outcome: 'refused', reason, operator_id: (await find(work)) ?? null }, origin),
      ),
    );
  const refused: Attempts['refused'] = (operator, reason, origin) => refusedOf(async () => operator, reason, origin);
  return {
    refused,
    refusedOf,
    denied(operator, { code }, origin) {
      if (operator) refused(operator.id, code, origin);
    },
    settled: afterwards.settled,
  };
}

/** Notes that the operator has signed in, by what second factor. */
export const recordSignIn = (work: Work, operator: OperatorId, factor: string, origin: CallOrigin): Promise<void> =>
  note(work, { outcome: 'accepted', reason: factor, operator_id: operator }, origin);

const note = (
  work: Work,
  noted: { outcome: 'accepted' | 'refused'; reason: string; operator_id: OperatorId | null },
  origin: CallOrigin,
): Promise<void> =>
  insertAttempt(work.sql, {
    ...noted,
    ...{ id: work.random.uuid(), at: work.now, ip: inetOf(origin), user_agent: userAgentOf(origin) },
  });

/** The operator's own, newest first. */
export const listAttempts = async (work: Work, { id }: Operator): Promise<OperatorAttempt[]> =>
  (await latestAttempts(work.sql, id, limits.operators.attemptsShownMax)).map((row) => ({
    at: row.at.toISOString(),
    outcome: row.outcome,
    reason: row.reason,
    ip: row.ip,
    userAgent: row.user_agent,
  }));
