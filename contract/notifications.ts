import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { ChannelIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const Level = Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('nothing')], {
  description: 'all: every message; mentions: what is meant for oneself; nothing.',
});
const Clock = (last: string) => Type.String({ pattern: `^(([01]\\d|2[0-3]):[0-5]\\d${last})$` });
/** Hours that begin on each of the days in the member's time zone, and end on the next day where `to` is not later. */
export const QuietHours = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'Monday is 1, Sunday 7 (ISO 8601).',
    }),
    from: Clock(''),
    to: Clock('|24:00'),
  },
  closed,
);
export const Keyword = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$',
});
/** A moment that a client names. */
export const Moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$',
  description: 'RFC 3339, UTC.',
});

export const ChannelNotifications = Type.Object({
  channel: ChannelIdSchema,
  level: Type.Optional(Type.String({ description: 'all, mentions or nothing; left out: as everywhere.' })),
  muted: Type.Boolean(),
});
/** Of what a member wants to be told. */
export const NotificationPreferences = Type.Object({
  level: Type.String({
    description: 'all, mentions (the default: also direct conversations, keywords and followed threads) or nothing.',
  }),
  threads: Type.Boolean({ description: 'Of replies in followed threads.' }),
  everybody: Type.Boolean({ description: 'Of <!here> and <!channel>.' }),
  keywords: Type.Array(Type.String()),
  doNotDisturbUntil: Type.Optional(Time),
  quietHours: Type.Array(QuietHours),
  previews: Type.Boolean({ description: 'Whether a notice on a screen shows who wrote, where and what.' }),
  channels: Type.Array(ChannelNotifications, { description: 'Where this differs by conversation.' }),
});
export const ChangeNotifications = Type.Object(
  {
    level: Type.Optional(Level),
    threads: Type.Optional(Type.Boolean()),
    everybody: Type.Optional(Type.Boolean()),
    previews: Type.Optional(Type.Boolean()),
    keywords: Type.Optional(Type.Array(Keyword, { maxItems: 50, uniqueItems: true })),
    quietHours: Type.Optional(Type.Array(QuietHours, { maxItems: 14 })),
  },
  closed,
);
export const DoNotDisturb = Type.Object({ until: Moment }, closed);
export const ChangeChannelNotifications = Type.Object(
  {
    level: Type.Optional(Type.Union([Level, Type.Literal('default')])),
    muted: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** For the member's own devices. */
export const NotificationsChanged = Type.Object({
  kind: Type.Literal('notifications.changed'),
  notifications: NotificationPreferences,
});

export type Level = Static<typeof Level>;
export type QuietHours = Static<typeof QuietHours>;
export type NotificationPreferences = Static<typeof NotificationPreferences>;
