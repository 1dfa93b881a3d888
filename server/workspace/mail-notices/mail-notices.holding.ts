import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';
import { forgetOld } from './mail-notices.sql.ts';

export const mailNoticesHolding: Holding = {
  name: 'mail notices',
  of: 'team',
  tables: ['mail_preferences', 'mail_notices', 'mail_reminders', 'mail_digests'],
  kept: 'What waits to be mailed: until it is, or is read, at most seven days. How often: until chosen otherwise.',
  expire: (work) => forgetOld(work.sql, after(work.now, -limits.mailNotices.keptMs)),
};
