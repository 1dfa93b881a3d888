import type { FactJob } from '#platform/jobs/jobs.ts';
import { limits } from '#platform/limits.ts';
import type { Pusher } from '#platform/web-push/web-push.ts';
import { pushTo } from '../notices/notices.ts';
import { type DueReminder, pushOf } from './telling.ts';

export const pushReminderJob = (pusher: Pusher): FactJob<'reminder.push-due', DueReminder> => ({
  name: 'push-reminder',
  says: 'Tells a device of a reminder by push.',
  onFact: 'reminder.push-due',
  ids: ({ session, reminder }) => ({ session, reminder }),
  deadlineMs: 2 * limits.webPush.wholeMs,
  attemptsMax: limits.notices.pushAttemptsMax,
  atOnce: limits.notices.pushesAtOnceMax,
  run: (units, team, { session, reminder }, signal) =>
    pushTo(units, pusher, team, session, (work, member) => pushOf(work, team, member, reminder), signal),
});
