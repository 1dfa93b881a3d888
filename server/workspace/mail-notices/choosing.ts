import type { MemberId, TeamId } from '#contract/ids.ts';
import type { MailFrequency } from '#contract/notices.ts';
import type { Work } from '#platform/work.ts';
import { clearMember, frequencyOf, putFrequency } from './mail-notices.sql.ts';

/** What a member gets that has chosen nothing. */
const DEFAULT: MailFrequency = 'soon';

export const mailFrequency = async (work: Work, member: MemberId): Promise<MailFrequency> =>
  (await frequencyOf(work.sql, member)) ?? DEFAULT;

/** From now on; what is filed already is forgotten by who wants no mail any more. */
export async function choose(
  work: Work,
  { team, member }: { readonly team: TeamId; readonly member: MemberId },
  frequency: MailFrequency,
): Promise<void> {
  if ((await mailFrequency(work, member)) === frequency) return;
  await putFrequency(work.sql, { member_id: member, team_id: team, frequency });
  if (frequency === 'never') await clearMember(work.sql, member, work.now);
  work.audit({
    kind: 'mail-notices.chosen',
    actor: `member:${member}`,
    object: `member:${member}`,
    details: { frequency },
  });
}
