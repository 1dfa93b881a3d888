import { ChangeWorkspaceSettings, WorkspaceSettings } from '#contract/workspace-settings.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { changeSettings, workspaceSettings } from './settings.ts';

export const settingsRoutes: Route[] = [
  route(
    'GET /v1/workspace/settings',
    { may: 'team.read', says: 'What the team decided about its workspace.', reply: WorkspaceSettings },
    (work) => workspaceSettings(work),
  ),
  route(
    'PATCH /v1/workspace/settings',
    {
      may: 'workspace.manage',
      says: 'Decide about the workspace: who manages user groups, whether members may be invisible.',
      body: ChangeWorkspaceSettings,
      reply: WorkspaceSettings,
    },
    (work, { actor, body }) => changeSettings(work, actor, body),
  ),
];
