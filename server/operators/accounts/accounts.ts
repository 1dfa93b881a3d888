/**
 * The accounts of those who run the deployment. The danger: whoever can make one sees how every team grows. The
 * principle: only the command line makes, disables and resets them, which needs the machine itself; no page and no
 * route can, so that nobody gets from inside a team, or from the console, to an account of an operator. The boundary:
 * what an operator is not is a member.
 */

import type { OperatorId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import type { Operator as Shown } from '#contract/operators.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { operatorName } from '../access/access.ts';
import { dropFactors } from '../factors/factors.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import {
  allOperators,
  changeOperator,
  deleteLink,
  insertOperator,
  type ListedOperator,
  lockOperator,
  type OperatorRow,
  operatorByName,
  operatorOfLink,
  putLink,
} from './accounts.sql.ts';

export type { OperatorRow } from './accounts.sql.ts';

export const operatorNameTaken = problem<{ name: string }>(
  'operators/name-taken',
  409,
  'There is an operator of this name already. Choose another name, or reset that account.',
);
export const noSuchOperator = problem<{ name: string }>(
  'operators/no-such-operator',
  404,
  'There is no operator of this name. The command operator list names them.',
);
export const tooManyOperators = problem<{ most: number }>(
  'operators/too-many',
  409,
  'There are as many accounts of operators as there may be.',
);
export const operatorDisabled = problem<{ name: string }>(
  'operators/disabled',
  409,
  'This account is disabled. Enable it first.',
);
export const linkNotValid = problem(
  'operators/link-not-valid',
  404,
  'This link is not valid any more. Whoever has the command line can print a new one.',
);

const SECRET_BYTES = 32;

/** A one-time link's secret, and until when it opens the enrolment. */
export interface Link {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes the account and the link by which its holder enrols. Nobody signs in to it before that. */
export async function addOperator(work: Work, name: string, by: string): Promise<Link> {
  if (await operatorByName(work.sql, name)) throw operatorNameTaken({ name });
  const { heldMax } = limits.operators;
  if ((await allOperators(work.sql, heldMax)).length >= heldMax) throw tooManyOperators({ most: heldMax });
  const id = work.random.uuid() as OperatorId;
  await insertOperator(work.sql, { id, name, created_at: work.now });
  work.audit({ kind: 'operator.added', actor: by, object: operatorName(id), details: { name } });
  return await newLink(work, id);
}

/** The account keeps what it has, and opens nothing until it is enabled again. */
export async function disableOperator(work: Work, name: string, by: string): Promise<void> {
  const { id, disabled_at } = await requireOperator(work, name);
  if (disabled_at !== null) return;
  await changeOperator(work.sql, id, { disabled_at: work.now });
  work.audit({ kind: 'operator.disabled', actor: by, object: operatorName(id) });
  await endSessionsOf(work, id, by);
}

export async function enableOperator(work: Work, name: string, by: string): Promise<void> {
  const { id, disabled_at } = await requireOperator(work, name);
  if (disabled_at === null) return;
  await changeOperator(work.sql, id, { disabled_at: null });
  work.audit({ kind: 'operator.enabled', actor: by, object: operatorName(id) });
}

/** Takes password, factor and sign-ins from the account, and gives a link to enrol anew: the way back after a loss. */
export async function resetOperator(work: Work, name: string, by: string): Promise<Link> {
  const { id, disabled_at } = await requireOperator(work, name);
  if (disabled_at !== null) throw operatorDisabled({ name });
  await changeOperator(work.sql, id, { password_hash: null, enrolled_at: null });
  await dropFactors(work, id);
  work.audit({ kind: 'operator.reset', actor: by, object: operatorName(id) });
  await endSessionsOf(work, id, by);
  return await newLink(work, id);
}

export const listOperators = async (work: Work): Promise<Shown[]> =>
  (await allOperators(work.sql, limits.operators.heldMax)).map(showOperator);

/** How many could sign in, and how many of them have a second factor: all, or something is broken. */
export async function countOperators(work: Work): Promise<{ all: number; enrolled: number; withFactor: number }> {
  const rows = await allOperators(work.sql, limits.operators.heldMax);
  const enrolled = rows.filter(({ enrolled_at, disabled_at }) => enrolled_at !== null && disabled_at === null);
  const withFactor = enrolled.filter(({ has_factor }) => has_factor).length;
  return { all: rows.length, enrolled: enrolled.length, withFactor };
}

/** Whose enrolment the link opens; refuses with `linkNotValid`. */
export async function requireLink(
  work: Work,
  token: string,
): Promise<{ id: OperatorId; name: string; expires_at: Date }> {
  const found = await operatorOfLink(work.sql, digestOf(token), work.now);
  if (!found) throw linkNotValid();
  return found;
}

export const findOperator = (work: Work, name: string): Promise<OperatorRow | undefined> =>
  operatorByName(work.sql, name);

/** The account as it is now, held to the end of the unit. */
export const lockedOperator = (work: Work, id: OperatorId): Promise<OperatorRow | undefined> =>
  lockOperator(work.sql, id);

export const setPasswordHash = (work: Work, id: OperatorId, password_hash: string): Promise<void> =>
  changeOperator(work.sql, id, { password_hash });

/** The account is open from now on, and its link opens nothing any more. */
export async function noteEnrolled(work: Work, id: OperatorId): Promise<void> {
  await changeOperator(work.sql, id, { enrolled_at: work.now });
  await deleteLink(work.sql, id);
  work.audit({ kind: 'operator.enrolled', actor: operatorName(id), object: operatorName(id) });
}

async function requireOperator(work: Work, name: string): Promise<OperatorRow> {
  const found = await operatorByName(work.sql, name);
  const locked = found && (await lockOperator(work.sql, found.id));
  if (!locked) throw noSuchOperator({ name });
  return locked;
}

async function newLink(work: Work, operator: OperatorId): Promise<Link> {
  const token = `wrol_${work.random.bytes(SECRET_BYTES).toString('base64url')}`;
  const expiresAt = after(work.now, limits.operators.linkMs);
  await putLink(work.sql, { operator_id: operator, token_hash: digestOf(token), expires_at: expiresAt });
  return { token, expiresAt };
}

const showOperator = (row: ListedOperator): Shown => ({
  id: publicId('O', row.id),
  name: row.name,
  state: row.disabled_at !== null ? 'disabled' : row.enrolled_at !== null ? 'active' : 'invited',
  createdAt: row.created_at.toISOString(),
  ...(row.enrolled_at ? { enrolledAt: row.enrolled_at.toISOString() } : {}),
  ...(row.last_seen_at ? { lastSeenAt: row.last_seen_at.toISOString() } : {}),
});
