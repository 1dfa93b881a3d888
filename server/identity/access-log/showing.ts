import type { Attempt } from '#contract/access.ts';
import { publicId } from '#contract/ids.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import { agentOf } from '../agent.ts';
import type { AttemptRow } from './access-log.sql.ts';

/** `placeOf` says where an address is. */
export function showAttempt(attempt: AttemptRow, placeOf: PlaceOf): Attempt {
  const place = placeOf(attempt.ip);
  return {
    at: attempt.at.toISOString(),
    kind: attempt.kind,
    outcome: attempt.outcome,
    reason: attempt.reason,
    ...(attempt.means === null ? {} : { means: attempt.means }),
    ...(attempt.factor === null ? {} : { factor: attempt.factor }),
    ...(attempt.member_id ? { member: publicId('U', attempt.member_id) } : {}),
    ip: attempt.ip,
    ...(place === undefined ? {} : { place }),
    agent: agentOf(attempt.user_agent),
    userAgent: attempt.user_agent,
    times: attempt.times,
    ...(attempt.since ? { since: attempt.since.toISOString() } : {}),
  };
}
