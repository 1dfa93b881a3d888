import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { type Disavowed, tellOfDisavowal } from './disavowal-notices.ts';

export const disavowalNoticeJob: FactJob<'session.disavowed', Disavowed> = {
  name: 'tell-of-disavowal',
  says: 'Tells owners and admins that a member found somebody else on its account.',
  onFact: 'session.disavowed',
  ids: ({ member, session, taken }) => ({ member, session, taken }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 10,
  run: (units, team, disavowed) => tellOfDisavowal(units, team, disavowed),
};
