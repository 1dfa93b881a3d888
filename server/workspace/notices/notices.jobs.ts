import type { FactJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import type { Pusher } from '#platform/web-push/web-push.ts';
import type { DuePush } from './noting.ts';
import { pushNotice } from './pushing.ts';

export const pushJob = (pusher: Pusher): FactJob<'push.due', DuePush> => ({
  name: 'push-notice',
  says: 'Tells a device of a message by push.',
  onFact: 'push.due',
  ids: ({ session, channel, ts, reason }) => ({ session, channel, ts, reason }),
  deadlineMs: 2 * limits.webPush.wholeMs,
  attemptsMax: limits.notices.pushAttemptsMax,
  atOnce: limits.notices.pushesAtOnceMax,
  run: (units, team, due, signal) => pushNotice(units, pusher, team, due, signal),
});
