/**
 * What those who run the deployment may do on their console: one table, and nothing in it opens anything of a team. An
 * operator is no member: it has no role in any team, and its unit of work is always the deployment's.
 */
import type { Owed } from '#contract/identity.ts';
import type { OperatorId, SessionId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { routesFor } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { type Problem, problem } from '#platform/problem.ts';

/** Who calls the console, as proven by its cookie. */
export interface Operator {
  /** Always the deployment. */
  readonly team: TeamId;
  readonly id: OperatorId;
  readonly name: string;
  readonly session: SessionId;
  /** What must still be proven before anything but signing in is open. */
  readonly owes: Owed | undefined;
  /** When its holder last proved the second factor here. */
  readonly provenAt: Date | undefined;
}

/** Whoever has signed in whole may all of it; there are no grades of operators. */
export const OPERATOR_PERMISSIONS = {
  'deployment.read': 'how the deployment is: sizes, counts, versions, settings without secrets',
  'teams.list': 'which teams there are, by id, name, size and age; each look is an entry',
  'operators.read': 'who the other operators are',
} as const;

export type OperatorPermission = keyof typeof OPERATOR_PERMISSIONS;

export const allowsOperator = (_operator: Operator, permission: string): boolean => permission in OPERATOR_PERMISSIONS;

export const factorNeeded = problem(
  'operators/second-factor-needed',
  403,
  'This sign-in is not finished: type the code of your app first.',
);
export const enrolmentNeeded = problem(
  'operators/enrolment-needed',
  403,
  'Your account has no second factor yet. Finish the enrolment first.',
);
export const operatorProofNeeded = problem(
  'operators/proof-needed',
  403,
  'This is done only right after you proved once more that it is you. Nothing was done; type a code of your app.',
);

/** Why an operator may not go on yet. */
export function owedByOperator({ owes }: Operator): Problem | undefined {
  if (owes === undefined) return undefined;
  return owes === 'enrolment' ? enrolmentNeeded() : factorNeeded();
}

/**
 * Refuses everybody who may not change the own password or factors now: who still owes a factor that exists, and who
 * has not proven it minutes ago. Who enrols has come by the one-time link, minutes ago as well.
 */
export function requireToChange(operator: Operator, now: Date): void {
  if (operator.owes === 'enrolment') return;
  if (operator.owes === 'second-factor') throw factorNeeded();
  if (!operator.provenAt || operator.provenAt < after(now, -limits.proofs.recentMs)) throw operatorProofNeeded();
}

/** An operator's name in the deployment's audit log. */
export const operatorName = (id: OperatorId): string => `operator:${id}`;

export const { route, longRoute } = routesFor<OperatorPermission, Operator>();
