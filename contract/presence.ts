/** Who is there, who types, and what people say of themselves. Presence and typing are never stored. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { ChannelIdSchema, MemberIdSchema, TsSchema } from './ids.ts';
import { Moment } from './notifications.ts';
import { Emoji } from './workspace.ts';

const closed = { additionalProperties: false } as const;

export const Presence = Type.Union([Type.Literal('active'), Type.Literal('away'), Type.Literal('offline')]);
export const PresenceChoice = Type.Union([Type.Literal('auto'), Type.Literal('away'), Type.Literal('invisible')], {
  description: 'auto: as it is; away: seem to be away; invisible: seem not to be connected, where the team allows it.',
});
export const ChoosePresence = Type.Object({ choice: PresenceChoice }, closed);

const StatusText = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$',
});
export const Status = Type.Object({
  emoji: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  expiresAt: Type.Optional(Time),
});
export const SetStatus = Type.Object(
  { emoji: Type.Optional(Emoji), text: Type.Optional(StatusText), expiresAt: Type.Optional(Moment) },
  { ...closed, minProperties: 1 },
);
export const Person = Type.Object({ member: MemberIdSchema, presence: Presence, status: Type.Optional(Status) });

/** Answers `watch`: those of the members that one may see, as they are now. */
export const People = Type.Object({ kind: Type.Literal('people'), people: Type.Array(Person) });
export const PresenceChanged = Type.Object({
  kind: Type.Literal('presence.changed'),
  member: MemberIdSchema,
  presence: Presence,
});
/** Of a member that is watched, or of oneself; without a status: it has none any more. */
export const StatusChanged = Type.Object({
  kind: Type.Literal('status.changed'),
  member: MemberIdSchema,
  status: Type.Optional(Status),
});
/** For the member's own devices. */
export const PresenceChosen = Type.Object({ kind: Type.Literal('presence.chosen'), choice: PresenceChoice });
/** Somebody writes in a conversation; to be forgotten after some seconds, or with the next message of that member. */
export const Typing = Type.Object({
  kind: Type.Literal('typing'),
  channel: ChannelIdSchema,
  threadTs: Type.Optional(TsSchema),
  member: MemberIdSchema,
});

const idOf = (letters: string) => Type.String({ pattern: `^[${letters}][0-7][0-9A-HJKMNP-TV-Z]{25}$` });
/** From now on this connection hears of these members, and of no others. */
export const Watch = Type.Object(
  { kind: Type.Literal('watch'), members: Type.Array(idOf('U'), { maxItems: 200, uniqueItems: true }) },
  closed,
);
/** Whether this device is in use. It counts as used from the start on, until it says otherwise. */
export const Activity = Type.Object({ kind: Type.Literal('activity'), inUse: Type.Boolean() }, closed);
/** To be sent at most every two seconds while the member types; more is passed over. */
export const TypingHere = Type.Object(
  {
    kind: Type.Literal('typing'),
    channel: idOf('CDG'),
    threadTs: Type.Optional(Type.String({ pattern: '^[0-9]{1,10}\\.[0-9]{6}$' })),
  },
  closed,
);

export type Presence = Static<typeof Presence>;
export type PresenceChoice = Static<typeof PresenceChoice>;
export type Status = Static<typeof Status>;
export type Person = Static<typeof Person>;
export type TypingHere = Static<typeof TypingHere>;
