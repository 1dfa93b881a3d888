import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { putSettings, settingsRow } from './credentials.sql.ts';

export type NewAccounts = 'member' | 'guest';

/** In which role the directory makes accounts. */
export const newAccountsRole = async (work: Work): Promise<NewAccounts> =>
  (await settingsRow(work.sql))?.new_accounts ?? 'member';

export async function setNewAccounts(work: Work, actor: Actor, role: NewAccounts): Promise<void> {
  requireRecentProof(actor, work.now);
  const by: { set_by: MemberId; set_at: Date } = { set_by: actor.member, set_at: work.now };
  await putSettings(work.sql, { team_id: actor.team, new_accounts: role, ...by });
  const details = { newAccounts: role };
  work.audit({ kind: 'provisioning.set', actor: auditName(actor), object: `team:${actor.team}`, details });
}
