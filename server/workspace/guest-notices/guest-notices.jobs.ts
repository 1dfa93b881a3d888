import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { type NearEnd, tellOfEnd } from './guest-notices.ts';

export const guestNoticeJob: FactJob<'guest.expiring', NearEnd> = {
  name: 'tell-of-guest-end',
  says: 'Tells a guest, its inviter and the admins that the account ends soon.',
  onFact: 'guest.expiring',
  ids: ({ member, expiresAt }) => ({ guest: member, expiresAt }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 10,
  run: (units, team, end) => tellOfEnd(units, team, end),
};
