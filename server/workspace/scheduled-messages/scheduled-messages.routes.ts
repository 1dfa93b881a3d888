import {
  ChangeScheduled,
  ScheduledMessage,
  ScheduledMessages,
  ScheduledParams,
  ScheduleMessage,
} from '#contract/time.ts';
import { Message } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import {
  cancelScheduled,
  editScheduled,
  listScheduled,
  scheduleMessage,
  sendScheduledNow,
} from './scheduled-messages.ts';

export const scheduledMessageRoutes: Route[] = [
  route(
    'POST /v1/me/scheduled-messages',
    {
      may: 'messages.post',
      says: 'Post a message, or a reply with threadTs, at a later time.',
      body: ScheduleMessage,
      reply: ScheduledMessage,
      status: 201,
    },
    (work, { actor, body }) =>
      scheduleMessage(work, actor, {
        ...body,
        threadTs: body.threadTs,
        files: body.files ?? [],
        alsoToChannel: body.alsoToChannel ?? false,
      }),
  ),
  route(
    'GET /v1/me/scheduled-messages',
    { may: 'messages.post', says: 'One’s messages that wait for their time, or failed.', reply: ScheduledMessages },
    async (work, { actor }) => ({ scheduled: await listScheduled(work, actor) }),
  ),
  route(
    'PATCH /v1/me/scheduled-messages/:scheduled',
    {
      may: 'messages.post',
      says: 'Change the text, the files or the time; one that failed waits again.',
      params: ScheduledParams,
      body: ChangeScheduled,
      reply: ScheduledMessage,
    },
    (work, { actor, params, body }) => editScheduled(work, actor, params.scheduled, body),
  ),
  route(
    'DELETE /v1/me/scheduled-messages/:scheduled',
    { may: 'messages.post', says: 'Cancel a scheduled message.', params: ScheduledParams },
    (work, { actor, params }) => cancelScheduled(work, actor, params.scheduled),
  ),
  route(
    'POST /v1/me/scheduled-messages/:scheduled/sending',
    { may: 'messages.post', says: 'Send a scheduled message now.', params: ScheduledParams, reply: Message },
    (work, { actor, params }) => sendScheduledNow(work, actor, params.scheduled),
  ),
];
