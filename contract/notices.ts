/** How members are told of what happens while they do not look: by push to their devices, and by mail. */
import Type, { type Static } from 'typebox';
import { ChannelIdSchema, MemberIdSchema, ReminderIdSchema, TeamIdSchema, TsSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const PushKey = Type.Object({
  publicKey: Type.String({ description: 'The applicationServerKey to subscribe with (VAPID, base64url).' }),
});
/** As `PushSubscription.toJSON()` of a browser gives it. */
export const PushSubscription = Type.Object(
  {
    endpoint: Type.String({ minLength: 9, maxLength: 2_048 }),
    expirationTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    keys: Type.Object(
      {
        p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}=?$' }),
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}(==)?$' }),
      },
      closed,
    ),
  },
  closed,
);

const notice = {
  kind: Type.Literal('notice'),
  channel: ChannelIdSchema,
  ts: TsSchema,
  reason: Type.String({ description: 'direct, mention, group, here, channel, keyword, thread or all.' }),
};

/** What the stream says to the open windows of whoever is to be told of a message, as a push does to devices. */
export const Notice = Type.Object(notice);

/** What a push says, as JSON: references only. The device asks for the rest with its own session. */
const PushedNotice = Type.Object({ ...notice, team: TeamIdSchema, member: MemberIdSchema });

/** As a notice, of a reminder that came. */
const PushedReminder = Type.Object({
  kind: Type.Literal('reminder'),
  team: TeamIdSchema,
  member: MemberIdSchema,
  reminder: ReminderIdSchema,
});

export const MailFrequency = Type.Union(
  [Type.Literal('soon'), Type.Literal('hourly'), Type.Literal('daily'), Type.Literal('never')],
  { description: 'How long something waits before it is mailed: 15 minutes (the default), an hour, a day.' },
);
export const MailPreferences = Type.Object({ frequency: MailFrequency }, closed);
export const UnsubscribeParams = Type.Object(
  { token: Type.String({ pattern: '^[A-Za-z0-9_-]{60,190}$', description: 'Out of the mail.' }) },
  closed,
);

export type Notice = Static<typeof Notice>;
export type PushedNotice = Static<typeof PushedNotice>;
export type PushedReminder = Static<typeof PushedReminder>;
export type MailFrequency = Static<typeof MailFrequency>;
