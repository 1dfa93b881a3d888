import type { MemberId, SessionId, TeamId } from '#contract/ids.ts';
import { agentOf } from '#identity/agent.ts';
import { concernedByDisavowal, type Taken, wordsOfTaken } from '#identity/devices/devices.ts';
import { minuteInUtc } from '#platform/clock.ts';
import type { Units } from '#platform/work.ts';
import { noticeIdOf, notify } from '../reminders/reminders.ts';

export interface Disavowed {
  readonly member: MemberId;
  readonly session: SessionId;
  /** Missing in entries that wait from before it was counted. */
  readonly taken?: Taken;
}

/** Tells owners and admins that a member found somebody else on its account; each once, however often this runs. */
export const tellOfDisavowal = (units: Units, team: TeamId, disavowed: Disavowed): Promise<void> =>
  units.open({ team }, async (work) => {
    const { member, session, admins } = await concernedByDisavowal(work, disavowed.member, disavowed.session);
    const { words } = agentOf(session.user_agent);
    const what = disavowed.taken ? wordsOfTaken(disavowed.taken) : '';
    const taken = what && `, and taken away was ${what}, added there`;
    const text =
      `${member.name} (@${member.handle}) says that a sign-in was somebody else: ${words}, ` +
      `from ${session.ip}, on ${minuteInUtc(session.created_at)}, by ${session.provider ?? session.means}. ` +
      `Every other device of the account is signed out${taken}. ` +
      'Look at the access log for what else came from there.';
    for (const admin of admins) {
      if (admin.id === member.id) continue;
      await notify(work, admin, { clientId: noticeIdOf(`disavowed ${session.id} ${admin.id}`), text });
    }
  });
