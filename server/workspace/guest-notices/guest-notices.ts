import type { MemberId, TeamId } from '#contract/ids.ts';
import { concernedByEnd } from '#identity/guests/guests.ts';
import type { MemberRow } from '#identity/members/members.ts';
import { minuteInUtc } from '#platform/clock.ts';
import type { Units, Work } from '#platform/work.ts';
import { noticeIdOf, notify } from '../reminders/reminders.ts';

export interface NearEnd {
  readonly guest: MemberId;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/**
 * Tells the guest, who let it in and the admins that the account ends soon, each by a notice that stays until it is
 * done. However often this runs for one end, each is told once; for an end that was changed meanwhile, nobody.
 */
export const tellOfEnd = (units: Units, team: TeamId, end: NearEnd): Promise<void> =>
  units.open({ team }, async (work) => {
    const concerned = await concernedByEnd(work, end.guest, new Date(end.expiresAt));
    if (!concerned) return;
    const { guest, others } = concerned;
    const on = `on ${minuteInUtc(new Date(end.expiresAt))}`;
    await tell(
      work,
      guest,
      end,
      `Your account here ends ${on}. Whoever invited you, or an admin, can let it last longer.`,
    );
    const text = `The account of the guest ${guest.name} (@${guest.handle}) ends ${on}. You can let it last longer.`;
    for (const other of others) await tell(work, other, end, text);
  });

const tell = (work: Work, member: MemberRow, end: NearEnd, text: string): Promise<void> =>
  notify(work, member, { clientId: noticeIdOf(`${end.guest} ${end.expiresAt} ${member.id}`), text });
