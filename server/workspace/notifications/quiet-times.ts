import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { quietOf } from './notifications.sql.ts';
import { quietUntil } from './quiet-hours.ts';

/** When each of the members may be disturbed again; undefined: now. Closed accounts and bots are left out. */
export async function quietTimes(work: Work, members: readonly MemberId[]): Promise<Map<MemberId, Date | undefined>> {
  const rows = await quietOf(work.sql, members);
  return new Map(
    rows.map((row) => [
      row.member_id,
      quietUntil(work.now, row.time_zone, row.quiet_hours ?? [], row.do_not_disturb_until),
    ]),
  );
}
