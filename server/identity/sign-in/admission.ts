import type { Owed } from '#contract/identity.ts';
import type { SessionId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type CallOrigin, recordSignIn } from '../access-log/access-log.ts';
import type { MemberRow } from '../members/members.ts';
import { startSession, type WayIn } from '../sessions/sessions.ts';
import type { TeamRow } from '../teams/teams.ts';

/** What a device gets when it is signed in; the token is shown to it alone. */
export interface SignedInDevice {
  readonly team: TeamRow;
  readonly member: MemberRow;
  readonly session: SessionId;
  readonly token: string;
  readonly owes: Owed | undefined;
}

/** Signs the device in, whichever way its person came: every way in ends here. */
export async function admit(
  work: Work,
  team: TeamRow,
  member: MemberRow,
  means: WayIn,
  origin: CallOrigin,
): Promise<SignedInDevice> {
  await recordSignIn(work, team.id, member.id, means, origin);
  return { team, member, ...(await startSession(work, { team: team.id, member: member.id, means }, origin)) };
}
