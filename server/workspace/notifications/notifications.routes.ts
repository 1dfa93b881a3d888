import {
  ChangeChannelNotifications,
  ChangeNotifications,
  DoNotDisturb,
  NotificationPreferences,
} from '#contract/notifications.ts';
import { ChannelParams } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import {
  changeChannelNotifications,
  changeNotifications,
  doNotDisturb,
  notificationPreferences,
} from './notifications.ts';

const own = { may: 'channels.use', reply: NotificationPreferences } as const;

export const notificationRoutes: Route[] = [
  route(
    'GET /v1/me/notifications',
    { ...own, scope: 'personal:read', says: 'Of what you want to be told, and where this differs by conversation.' },
    (work, { actor }) => notificationPreferences(work, actor.member),
  ),
  route(
    'PATCH /v1/me/notifications',
    {
      ...own,
      scope: 'personal:write',
      says: 'Change it: level, threads, keywords, quiet hours.',
      body: ChangeNotifications,
    },
    (work, { actor, body }) => changeNotifications(work, actor, body),
  ),
  route(
    'PUT /v1/me/notifications/do-not-disturb',
    { ...own, scope: 'personal:write', says: 'Not to be disturbed until a moment.', body: DoNotDisturb },
    (work, { actor, body }) => doNotDisturb(work, actor, body.until),
  ),
  route(
    'DELETE /v1/me/notifications/do-not-disturb',
    { ...own, scope: 'personal:write', says: 'To be disturbed again.' },
    (work, { actor }) => doNotDisturb(work, actor, undefined),
  ),
  route(
    'PATCH /v1/channels/:channel/notifications',
    {
      ...own,
      scope: 'personal:write',
      says: 'What holds for one conversation instead; muted tells nothing of it.',
      params: ChannelParams,
      body: ChangeChannelNotifications,
    },
    (work, { actor, params, body }) => changeChannelNotifications(work, actor, params.channel, body),
  ),
];
