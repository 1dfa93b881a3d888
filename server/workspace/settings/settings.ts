import type { WorkspaceSettings } from '#contract/workspace-settings.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { putSettings, settingsRow } from './settings.sql.ts';

const DEFAULTS: WorkspaceSettings = { userGroupsBy: 'admins', invisible: false };

/** What the team whose unit of work this is has decided, or the defaults. */
export async function workspaceSettings(work: Work): Promise<WorkspaceSettings> {
  const row = await settingsRow(work.sql);
  return row ? { userGroupsBy: row.user_groups_by, invisible: row.invisible } : DEFAULTS;
}

/** Changes what is named and leaves the rest. */
export async function changeSettings(
  work: Work,
  actor: Actor,
  change: { readonly userGroupsBy?: string; readonly invisible?: boolean },
): Promise<WorkspaceSettings> {
  const before = await workspaceSettings(work);
  const settings = { ...before, ...change };
  if (settings.userGroupsBy === before.userGroupsBy && settings.invisible === before.invisible) return before;
  await putSettings(work.sql, actor.team, { user_groups_by: settings.userGroupsBy, invisible: settings.invisible });
  work.audit({
    kind: 'workspace.settings-changed',
    actor: auditName(actor),
    object: `team:${actor.team}`,
    details: { ...settings },
  });
  return settings;
}
