import { ArrangeSidebar, Sidebar } from '#contract/sidebar.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { arrangeSidebar, sidebarOf } from './sidebar.ts';

const own = { may: 'channels.use', reply: Sidebar } as const;

export const sidebarRoutes: Route[] = [
  route(
    'GET /v1/me/sidebar',
    { ...own, scope: 'personal:read', says: 'Your sections of the sidebar, in their order.' },
    (work, { actor }) => sidebarOf(work, actor.member),
  ),
  route(
    'PUT /v1/me/sidebar',
    {
      ...own,
      scope: 'personal:write',
      says: 'Order the sidebar: its sections, and what stands in your own.',
      body: ArrangeSidebar,
    },
    (work, { actor, body }) => arrangeSidebar(work, actor, body),
  ),
];
