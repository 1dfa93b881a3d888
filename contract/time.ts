/** Times that somebody chose: messages to be posted later, and reminders. */
import Type, { type Static } from 'typebox';
import { AttachedFiles, MessageFile } from './files.ts';
import { Time, TimeZone } from './identity.ts';
import { ChannelIdSchema, ClientMessageIdSchema, ReminderIdSchema, ScheduledIdSchema, TsSchema } from './ids.ts';
import { MessageText } from './workspace.ts';

const closed = { additionalProperties: false } as const;

const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'RFC 3339, with Z or an offset.',
});
const Wall = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?$',
  description: 'What the clock on the wall shows: 2026-03-29T09:00.',
});
/**
 * A moment, or what a clock on a wall shows. Where the clock is put forward, a time that is left out means the one
 * as much later; where it is put back, a time that comes twice means the first. Without a zone it is the member's own.
 */
export const When = Type.Union([
  Type.Object({ at: Instant, zone: Type.Optional(TimeZone) }, closed),
  Type.Object({ local: Wall, zone: Type.Optional(TimeZone) }, closed),
]);

export const ScheduledMessage = Type.Object({
  id: ScheduledIdSchema,
  channel: ChannelIdSchema,
  clientId: ClientMessageIdSchema,
  threadTs: Type.Optional(TsSchema),
  alsoToChannel: Type.Boolean(),
  text: Type.Optional(Type.String({ description: 'Absent once sent: it stands in the message.' })),
  files: Type.Optional(Type.Array(MessageFile, { description: 'As the text.' })),
  dueAt: Time,
  zone: Type.String(),
  local: Type.String({ description: 'What the clock shows then in that zone.' }),
  state: Type.String({ description: 'pending, sent or failed.' }),
  reason: Type.Optional(Type.String({ description: 'Why it failed: the code of the refusal.' })),
  ts: Type.Optional(TsSchema),
  late: Type.Boolean({ description: 'It was sent more than a minute after its time, because the server was away.' }),
  createdAt: Time,
  editedAt: Type.Optional(Time),
  endedAt: Type.Optional(Time),
});
export const ScheduledMessages = Type.Object({
  scheduled: Type.Array(ScheduledMessage, { description: 'Those that wait or failed, in the order of their times.' }),
});
export const ScheduledParams = Type.Object({ scheduled: ScheduledIdSchema }, closed);
const MessageOrFiles = Type.Union([MessageText, Type.Literal('')], { description: 'Empty only with files.' });
export const ScheduleMessage = Type.Object(
  {
    clientId: ClientMessageIdSchema,
    channel: ChannelIdSchema,
    text: MessageOrFiles,
    files: Type.Optional(AttachedFiles),
    threadTs: Type.Optional(TsSchema),
    alsoToChannel: Type.Optional(Type.Boolean()),
    when: When,
  },
  closed,
);
export const ChangeScheduled = Type.Object(
  { text: Type.Optional(MessageOrFiles), files: Type.Optional(AttachedFiles), when: Type.Optional(When) },
  closed,
);

export const Repeat = Type.Union([
  Type.Literal('daily'),
  Type.Literal('weekdays'),
  Type.Literal('weekly'),
  Type.Literal('monthly'),
]);
const ReminderText = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: '^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000\\ud800-\\udfff][^\\u0000\\ud800-\\udfff]*$',
});
const MessageLink = Type.Object({ channel: ChannelIdSchema, ts: TsSchema }, closed);
export const Reminder = Type.Object({
  id: ReminderIdSchema,
  state: Type.String({ description: 'waiting, due (a notice that is neither done nor snoozed) or done.' }),
  text: Type.Optional(Type.String()),
  message: Type.Optional(Type.Object({ channel: ChannelIdSchema, ts: TsSchema })),
  dueAt: Time,
  zone: Type.String(),
  local: Type.String({ description: 'What the clock shows then in that zone.' }),
  repeat: Type.Optional(Type.String({ description: 'daily, weekdays, weekly or monthly.' })),
  series: Type.Optional(ReminderIdSchema),
  late: Type.Boolean({ description: 'It came more than a minute after its time, because the server was away.' }),
  createdAt: Time,
  doneAt: Type.Optional(Time),
});
export const Reminders = Type.Object({
  reminders: Type.Array(Reminder, { description: 'Those that wait or are due, in the order of their times.' }),
});
export const ReminderParams = Type.Object({ reminder: ReminderIdSchema }, closed);
export const SetReminder = Type.Object(
  {
    clientId: ClientMessageIdSchema,
    text: Type.Optional(ReminderText),
    message: Type.Optional(MessageLink),
    when: When,
    repeat: Type.Optional(Repeat),
  },
  closed,
);
export const ChangeReminder = Type.Object(
  { text: Type.Optional(ReminderText), when: Type.Optional(When), repeat: Type.Optional(Repeat) },
  closed,
);
export const Snooze = Type.Object({ when: When }, closed);

/** What waits for a member outside of the conversations: reminders that are due, messages that could not be sent. */
export const Waiting = Type.Object({ reminders: Type.Integer(), failedMessages: Type.Integer() });

export const ScheduledChanged = Type.Object({
  kind: Type.Literal('scheduled-message.changed'),
  scheduled: ScheduledMessage,
});
export const ScheduledRemoved = Type.Object({
  kind: Type.Literal('scheduled-message.removed'),
  id: ScheduledIdSchema,
});
export const ReminderChanged = Type.Object({ kind: Type.Literal('reminder.changed'), reminder: Reminder });
export const ReminderRemoved = Type.Object({ kind: Type.Literal('reminder.removed'), id: ReminderIdSchema });

export type When = Static<typeof When>;
export type ScheduledMessage = Static<typeof ScheduledMessage>;
export type Repeat = Static<typeof Repeat>;
export type Reminder = Static<typeof Reminder>;
export type Waiting = Static<typeof Waiting>;
