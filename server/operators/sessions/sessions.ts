/**
 * An operator's sign-ins. They live shorter than a member's, because from here one sees the whole deployment, and a
 * cookie of theirs means something on the console's listener alone. Each is looked up at every call.
 */

import type { OperatorId, SessionId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import type { OperatorSession } from '#contract/operators.ts';
import { type CallOrigin, inetOf, userAgentOf } from '#identity/origin.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import { type Operator, operatorName } from '../access/access.ts';
import {
  insertSession,
  type Live,
  liveSessionsOf,
  renewSession,
  revokeSession,
  revokeSessionsOf,
  sessionByHash,
  setProof,
} from './sessions.sql.ts';

export const noSuchOperatorSession = problem(
  'operators/no-such-session',
  404,
  'You have no such sign-in, or it has ended already.',
);

const SECRET_BYTES = 32;
const TOKEN = /^wros_[\w-]{43}$/;

/** Begins a sign-in that has proven no second factor yet; the token is known to the caller alone. */
export async function startSession(
  work: Work,
  operator: OperatorId,
  origin: CallOrigin,
): Promise<{ session: SessionId; token: string }> {
  const token = `wros_${work.random.bytes(SECRET_BYTES).toString('base64url')}`;
  const session = work.random.uuid() as SessionId;
  await insertSession(work.sql, {
    ...{ id: session, operator_id: operator, token_hash: digestOf(token), factor: null },
    ...{ created_at: work.now, last_seen_at: work.now, expires_at: after(work.now, limits.operators.lifetimeMs) },
    ...{ ip: inetOf(origin), user_agent: userAgentOf(origin) },
  });
  work.audit({ kind: 'operator.session-started', actor: operatorName(operator), object: `session:${session}` });
  return { session, token };
}

/** The operator behind a cookie; undefined when it is not valid now, or its operator was disabled. */
export const createAuthentication =
  (units: Units) =>
  async (token: string): Promise<Operator | undefined> => {
    if (!TOKEN.test(token)) return undefined;
    return await units.open('deployment', async (work) => {
      const row = await sessionByHash(work.sql, digestOf(token), liveAt(work));
      if (!row) return undefined;
      if (row.last_seen_at < after(work.now, -limits.operators.seenEveryMs))
        await renewSession(work.sql, row.id, work.now);
      return {
        ...{ team: DEPLOYMENT, id: row.operator_id, name: row.name, session: row.id },
        owes: row.enrolled_at === null ? 'enrolment' : row.factor === null ? 'second-factor' : undefined,
        provenAt: row.proven_at ?? undefined,
      };
    });
  };

/** Notes that this sign-in has proven the factor: it owes nothing any more, or proved it once more. */
export async function noteFactor(work: Work, { id, session }: Operator, factor: string): Promise<void> {
  await setProof(work.sql, session, factor, work.now);
  const details = { factor };
  work.audit({ kind: 'operator.factor-proven', actor: operatorName(id), object: `session:${session}`, details });
}

export const listSessions = async (work: Work, { id, session }: Operator): Promise<OperatorSession[]> =>
  (await liveSessionsOf(work.sql, id, liveAt(work), limits.operators.sessionsMax)).map((row) => ({
    id: publicId('S', row.id),
    current: row.id === session,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    factor: row.factor ?? 'none',
    ip: row.ip,
    userAgent: row.user_agent,
  }));

export async function endSession(work: Work, { id }: Operator, session: SessionId): Promise<void> {
  if (!(await revokeSession(work.sql, id, session, work.now))) throw noSuchOperatorSession();
  work.audit({ kind: 'operator.session-ended', actor: operatorName(id), object: `session:${session}` });
}

/** Ends every sign-in of the operator but `except`; `by` is the audit name of who does it. */
export async function endSessionsOf(work: Work, operator: OperatorId, by: string, except?: SessionId): Promise<void> {
  const count = await revokeSessionsOf(work.sql, operator, except, work.now);
  work.audit({ kind: 'operator.sessions-ended', actor: by, object: operatorName(operator), details: { count } });
}

const liveAt = ({ now }: Work): Live => ({
  now,
  usedSince: after(now, -limits.operators.idleMs),
  begunSince: after(now, -limits.operators.unfinishedMs),
});
