import { ChangeReminder, Reminder, ReminderParams, Reminders, SetReminder, Snooze } from '#contract/time.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { editReminder, finishReminder, listReminders, remind, removeReminder, snoozeReminder } from './reminders.ts';

export const reminderRoutes: Route[] = [
  route(
    'POST /v1/me/reminders',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Be reminded of something, or of a message, at a time.',
      body: SetReminder,
      reply: Reminder,
      status: 201,
    },
    (work, { actor, body: { clientId, text, message, when, repeat } }) =>
      remind(work, actor, { clientId, text, message, when, repeat }),
  ),
  route(
    'GET /v1/me/reminders',
    {
      may: 'channels.use',
      scope: 'personal:read',
      says: 'One’s reminders that wait, and those that are due.',
      reply: Reminders,
    },
    async (work, { actor }) => ({ reminders: await listReminders(work, actor) }),
  ),
  route(
    'PATCH /v1/me/reminders/:reminder',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Change a reminder that waits; a new time without repeat ends the repetition.',
      params: ReminderParams,
      body: ChangeReminder,
      reply: Reminder,
    },
    (work, { actor, params, body }) => editReminder(work, actor, params.reminder, body),
  ),
  route(
    'PUT /v1/me/reminders/:reminder/snooze',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Let a reminder that is due come again later.',
      params: ReminderParams,
      body: Snooze,
      reply: Reminder,
    },
    (work, { actor, params, body }) => snoozeReminder(work, actor, params.reminder, body.when),
  ),
  route(
    'PUT /v1/me/reminders/:reminder/done',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Mark a reminder as done.',
      params: ReminderParams,
      reply: Reminder,
    },
    (work, { actor, params }) => finishReminder(work, actor, params.reminder),
  ),
  route(
    'DELETE /v1/me/reminders/:reminder',
    {
      may: 'channels.use',
      scope: 'personal:write',
      says: 'Remove a reminder; one that repeats comes no more.',
      params: ReminderParams,
    },
    (work, { actor, params }) => removeReminder(work, actor, params.reminder),
  ),
];
