import Type, { type Static } from 'typebox';
import { ChannelIdSchema, InvitationIdSchema, MemberIdSchema, SessionIdSchema, TeamIdSchema } from './ids.ts';
import { profileChanges, profileParts } from './profiles.ts';

const closed = { additionalProperties: false } as const;

export const Role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('member'),
  Type.Literal('guest'),
  Type.Literal('single-guest'),
  Type.Literal('bot'),
]);
export type Role = Static<typeof Role>;

export const Time = Type.String({ description: 'RFC 3339, UTC.' });
export const Slug = Type.String({
  pattern: '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$',
  description: 'The team in addresses: lower-case letters, digits and hyphens, at most 40.',
});
export const Handle = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,31}$',
  description: 'The short name for mentions: lower-case letters, digits, dot, hyphen, underscore, at most 32.',
});
// No control or bidirectional override characters: a name must not disguise another one.
export const DisplayName = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: '^(?!\\s*$)[^\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$',
});
export const Email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@\\u0000-\\u001f<>"(),:;]+@[^\\s@\\u0000-\\u001f<>"(),:;]+$',
});
export const Password = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: 'Every character counts; nothing is cut off.',
});

export const Team = Type.Object({ id: TeamIdSchema, slug: Type.String(), name: Type.String(), createdAt: Time });

export const TimeZone = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$',
  maxLength: 64,
  description: 'A name of the IANA database, such as Europe/Zurich.',
});

export const Member = Type.Object({
  id: MemberIdSchema,
  role: Type.String({ description: 'owner, admin, member, guest, single-guest or bot.' }),
  handle: Type.String(),
  name: Type.String(),
  timeZone: Type.String({ description: 'Of the IANA database; UTC until the member says otherwise.' }),
  email: Type.Optional(Type.String()),
  deactivatedAt: Type.Optional(Time),
  ...profileParts,
});

export const Me = Type.Object({
  team: Team,
  member: Member,
  permissions: Type.Array(Type.String(), { description: 'What your role allows in general; things may allow less.' }),
});
export const MemberPage = Type.Object({ members: Type.Array(Member), next: Type.Optional(MemberIdSchema) });
export const MemberParams = Type.Object({ member: MemberIdSchema }, closed);
export const ChangeMe = Type.Object(
  {
    name: Type.Optional(DisplayName),
    handle: Type.Optional(Handle),
    timeZone: Type.Optional(TimeZone),
    ...profileChanges,
  },
  closed,
);
export const ChangeRole = Type.Object({ role: Role }, closed);

/** What a browser keeps of earlier sign-ins. */
export const BrowserCookies = Type.Object({ cookie: Type.Optional(Type.String()) });

export const SignIn = Type.Object(
  {
    team: Slug,
    email: Email,
    password: Password,
    as: Type.Optional(
      Type.Union([Type.Literal('browser'), Type.Literal('client')], {
        description: 'browser (the default) keeps the token in a cookie out of reach of scripts; client returns it.',
      }),
    ),
  },
  closed,
);
export const Owed = Type.Union([Type.Literal('second-factor'), Type.Literal('enrolment')], {
  description: 'What must be proven before anything but signing in is open: a factor you have, or a first one.',
});
export const SignedIn = Type.Object({
  team: Team,
  member: Member,
  token: Type.Optional(Type.String()),
  owes: Type.Optional(Owed),
});
export const ChangePassword = Type.Object({ current: Password, password: Password }, closed);

export const SessionParams = Type.Object({ session: SessionIdSchema }, closed);

export const Uuid = Type.String({ pattern: '^[0-9a-f-]{36}$' });
export const PageSize = Type.Integer({ minimum: 1, maximum: 200 });

export const InvitedRole = Type.Union([
  Type.Literal('admin'),
  Type.Literal('member'),
  Type.Literal('guest'),
  Type.Literal('single-guest'),
]);
export const Invite = Type.Object(
  {
    role: InvitedRole,
    email: Type.Optional(Email),
    channels: Type.Optional(Type.Array(ChannelIdSchema, { maxItems: 100, uniqueItems: true })),
    guestUntil: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
        description: 'For a guest: when the account closes by itself. RFC 3339, UTC.',
      }),
    ),
  },
  closed,
);
export const Invitation = Type.Object({
  id: InvitationIdSchema,
  role: Type.String(),
  email: Type.Optional(Type.String()),
  invitedBy: MemberIdSchema,
  createdAt: Time,
  expiresAt: Time,
  guestUntil: Type.Optional(Time),
  acceptedAt: Type.Optional(Time),
  revokedAt: Type.Optional(Time),
});
export const InvitationPage = Type.Object({
  invitations: Type.Array(Invitation),
  next: Type.Optional(InvitationIdSchema),
});
export const InvitationQuery = Type.Object(
  { after: Type.Optional(InvitationIdSchema), limit: Type.Optional(PageSize) },
  closed,
);
export const InvitationParams = Type.Object({ invitation: InvitationIdSchema }, closed);
export const MailOutcome = Type.Union([Type.Literal('delivered'), Type.Literal('kept'), Type.Literal('not-taken')], {
  description: 'Taken by the mail server, kept in a folder where there is none, or not taken.',
});
/** What is told of a link that is in the mail and nowhere else. */
export const MailedLink = Type.Object({ mail: MailOutcome, expiresAt: Time });
export const Invited = Type.Object({
  invitation: Invitation,
  link: Type.String({ description: 'Opens the invitation; shown this once. Pass it on if the mail was not taken.' }),
  mail: Type.Optional(MailOutcome),
});
export const InvitationToken = Type.String({ pattern: '^wri_[0-9A-Z]{26}[\\w-]{43}$' });
export const LookAtInvitation = Type.Object({ token: InvitationToken }, closed);
export const InvitationPreview = Type.Object({
  team: Team,
  role: Type.String(),
  invitedBy: Type.Optional(Type.String({ description: 'The name of who invites; not for one that was asked for.' })),
  email: Type.Optional(Type.String()),
});
export const AcceptInvitation = Type.Object(
  {
    token: InvitationToken,
    name: DisplayName,
    handle: Handle,
    email: Email,
    password: Password,
    as: SignIn.properties.as,
  },
  closed,
);

export const AddBot = Type.Object({ handle: Handle, name: DisplayName }, closed);
export type Owed = Static<typeof Owed>;
export type Team = Static<typeof Team>;
export type Member = Static<typeof Member>;
export type MailOutcome = Static<typeof MailOutcome>;
export type MailedLink = Static<typeof MailedLink>;
export type Invitation = Static<typeof Invitation>;
export type SignedIn = Static<typeof SignedIn>;
