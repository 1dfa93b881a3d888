/** Who has access to an account, by what, and what was tried: devices, tokens, the access log, and their rules. */
import Type, { type Static } from 'typebox';
import { PageSize, Time, Uuid } from './identity.ts';
import { MemberIdSchema, SessionIdSchema } from './ids.ts';
import { Token } from './tokens.ts';

const closed = { additionalProperties: false } as const;

export const Agent = Type.Object(
  {
    type: Type.Union([
      Type.Literal('desktop'),
      Type.Literal('phone'),
      Type.Literal('tablet'),
      Type.Literal('bot'),
      Type.Literal('program'),
    ]),
    browser: Type.Optional(Type.String()),
    system: Type.Optional(Type.String()),
    words: Type.String({ description: 'Such as "Firefox on Windows".' }),
  },
  { description: 'What the device says of itself; it proves nothing.' },
);
const Place = Type.Optional(
  Type.String({ description: 'Where the address is, if the operator has a database of it.' }),
);

export const Session = Type.Object({
  id: SessionIdSchema,
  current: Type.Boolean(),
  createdAt: Time,
  lastSeenAt: Time,
  endsAt: Type.Object(
    { unused: Time, latest: Time },
    { description: 'When it ends by itself: if nobody uses it, and however much it is used.' },
  ),
  ip: Type.String(),
  place: Place,
  agent: Agent,
  means: Type.String({ description: 'How it was signed in: password, oidc, invitation …' }),
  factor: Type.Optional(Type.String({ description: 'The second factor that was proven on it.' })),
  provider: Type.Optional(Type.String({ description: 'The provider that said who it is.' })),
});
export const AccessList = Type.Object({
  sessions: Type.Array(Session, { description: 'Signed-in devices, the last used first.' }),
  tokens: Type.Array(Token, { description: 'API tokens, in the order in which they were made.' }),
});
export const MemberSessionParams = Type.Object({ member: MemberIdSchema, session: SessionIdSchema }, closed);
export const SignOutMember = Type.Object(
  { tokens: Type.Optional(Type.Literal('revoke', { description: 'Revokes the API tokens too.' })) },
  closed,
);

export const Disavowal = Type.Object({
  session: Session,
  asksPassword: Type.Boolean({ description: 'It may have come in by the password: choose a new one.' }),
  tokens: Type.Integer({ description: 'API tokens that were made on that device and are revoked with it.' }),
  passkeys: Type.Array(Type.String(), { description: 'Names of passkeys that were added on it and are removed.' }),
  hasAuthenticator: Type.Boolean({ description: 'The authenticator app was added on it and is removed.' }),
  hasRecoveryCodes: Type.Boolean({ description: 'Recovery codes were made on it and count no more.' }),
  leavesNoFactor: Type.Boolean({ description: 'No second factor is left then.' }),
  providers: Type.Array(Type.String(), {
    description: 'Providers that opened the account for the first time on it, and know it no more.',
  }),
  stays: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('passkey'), Type.Literal('provider')]),
      why: Type.Union([Type.Literal('only-way-in'), Type.Literal('came-in-by-it')]),
    }),
    { description: 'Ways in that began on it and stay: nothing else opens the account, or this device used it too.' },
  ),
  hasEnded: Type.Boolean({ description: 'It is signed out already.' }),
});

const Minutes = (what: string) => Type.Integer({ minimum: 1, maximum: 10_000_000, description: what });
export const SessionPolicy = Type.Object({
  idleMinutes: Minutes('Without use for so long, a device is signed out.'),
  lifetimeMinutes: Minutes('So long after it was signed in, a device is signed out however much it is used.'),
});
export const SetSessionPolicy = Type.Object(SessionPolicy.properties, closed);
const Bounds = Type.Object({ min: Type.Integer(), max: Type.Integer(), default: Type.Integer() });
export const SessionPolicyView = Type.Object({
  ...SessionPolicy.properties,
  bounds: Type.Object({ idle: Bounds, lifetime: Bounds }),
  ended: Type.Optional(Type.Integer({ description: 'Devices that were signed out by the change.' })),
});

export const OrderSignOut = Type.Object(
  {
    but: Type.Union([Type.Literal('nobody'), Type.Literal('this-device')], {
      description: 'Who stays: nobody, or this device alone.',
    }),
    tokens: Type.Optional(
      Type.Boolean({ description: 'Revokes API tokens too; those of owners only if an owner asks for it.' }),
    ),
  },
  closed,
);
export const SignOut = Type.Object({
  id: Uuid,
  at: Time,
  by: MemberIdSchema,
  but: Type.String({ description: 'nobody or this-device.' }),
  sessions: Type.Integer({ description: 'Devices that were signed out.' }),
  tokens: Type.Optional(Type.Integer({ description: 'Tokens that were revoked.' })),
  processes: Type.Integer({ description: 'Server processes that have said that they are done.' }),
  sockets: Type.Integer({ description: 'Open connections that were closed.' }),
  lastClosedMs: Type.Optional(
    Type.Integer({ description: 'From the order to the last of them, by the clock of the database.' }),
  ),
});
export const SignOutList = Type.Object({ signOuts: Type.Array(SignOut) });

export const Attempt = Type.Object({
  at: Time,
  kind: Type.String({ description: 'sign-in or denied.' }),
  outcome: Type.String({ description: 'accepted or refused.' }),
  reason: Type.String(),
  means: Type.Optional(Type.String({ description: 'By what it was tried: password, oidc, token …' })),
  factor: Type.Optional(Type.String()),
  member: Type.Optional(MemberIdSchema),
  ip: Type.String(),
  place: Place,
  agent: Agent,
  userAgent: Type.String(),
  times: Type.Integer({ description: 'More than one: so many alike came in a flood.' }),
  since: Type.Optional(Time),
});
export const AttemptPage = Type.Object({ attempts: Type.Array(Attempt), next: Type.Optional(Type.String()) });
const Moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z)?$' });
const Name = Type.String({ pattern: '^[a-z0-9/-]{1,80}$' });
const filter = {
  kind: Type.Optional(Type.Union([Type.Literal('sign-in'), Type.Literal('denied')])),
  outcome: Type.Optional(Type.Union([Type.Literal('accepted'), Type.Literal('refused')])),
  means: Type.Optional(Name),
  reason: Type.Optional(Name),
  network: Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F:.]{2,45}(/\\d{1,3})?$',
      description: 'An address, or a network as 192.0.2.0/24.',
    }),
  ),
  from: Type.Optional(Moment),
  until: Type.Optional(Moment),
};
const page = { after: Type.Optional(Uuid), limit: Type.Optional(PageSize) };
const format = { format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('json')])) };
const member = { member: Type.Optional(MemberIdSchema) };
export const AttemptQuery = Type.Object({ ...filter, ...page }, closed);
export const TeamAttemptQuery = Type.Object({ ...filter, ...member, ...page }, closed);
export const AttemptExportQuery = Type.Object({ ...filter, ...format }, closed);
export const TeamAttemptExportQuery = Type.Object({ ...filter, ...member, ...format }, closed);

export const AccessSummary = Type.Object({
  id: Uuid,
  member: MemberIdSchema,
  agent: Agent,
  ip: Type.String(),
  place: Place,
  firstAt: Time,
  lastAt: Time,
  accepted: Type.Integer({ description: 'Sign-ins.' }),
  refused: Type.Integer({ description: 'Refused sign-ins and denied calls.' }),
  disavowedAt: Type.Optional(
    Type.String({ description: 'When the member said that this was somebody else. RFC 3339, UTC.' }),
  ),
});
export const SummaryPage = Type.Object({ summaries: Type.Array(AccessSummary), next: Type.Optional(Uuid) });
export const SummaryQuery = Type.Object(page, closed);
export const TeamSummaryQuery = Type.Object({ ...member, ...page }, closed);

export const AccessLogPolicy = Type.Object({ keptDays: Type.Integer({ minimum: 1, maximum: 100_000 }) });
export const SetAccessLogPolicy = Type.Object(AccessLogPolicy.properties, closed);
export const AccessLogPolicyView = Type.Object({ ...AccessLogPolicy.properties, bounds: Bounds });

export type Agent = Static<typeof Agent>;
export type Session = Static<typeof Session>;
export type Disavowal = Static<typeof Disavowal>;
export type AccessList = Static<typeof AccessList>;
export type SessionPolicy = Static<typeof SessionPolicy>;
export type SignOut = Static<typeof SignOut>;
export type Attempt = Static<typeof Attempt>;
export type AccessSummary = Static<typeof AccessSummary>;
