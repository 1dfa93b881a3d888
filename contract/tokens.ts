/**
 * API tokens, and the one table of what they can reach. A route needs one scope of it; what no scope reaches is closed
 * to every token (`server/identity/access/scopes.ts`).
 */
import Type, { type Static } from 'typebox';
import { DisplayName, PageSize, Time } from './identity.ts';
import { MemberIdSchema, TokenIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

/** By area; each sentence stands on the screen, in the command's answer and in the document. */
export const SCOPES = {
  'messages:read': 'Reads and searches the conversations that its member can read.',
  'messages:write': 'Posts, edits, reacts, pins, schedules, and opens conversations.',
  'channels:write': 'Makes, changes and archives channels, and brings people in and out.',
  'files:read': 'Reads files and their previews.',
  'files:write': 'Uploads and deletes files.',
  'personal:read': 'Reads drafts, reminders, saved items, the sidebar and what one is told of.',
  'personal:write': 'Changes those, the status, the profile, and what is marked as read.',
  'team:read': 'Reads the team, its members without addresses, groups, emoji and settings.',
  'team:write': 'Changes groups, emoji, fields of profiles and settings of the workspace.',
  'moderation:write': 'Changes and deletes what others wrote or uploaded; only for owners and admins.',
  'members:read': 'Reads e-mail addresses; for owners and admins also invitations, guests and seats.',
  'members:write': 'Invites, changes and deactivates members; only for owners and admins.',
  'access:read': 'Reads the access log, devices, tokens and rules for signing in.',
  'audit:read': 'Reads the audit log and its proofs; only for owners and admins.',
} as const;
export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as readonly Scope[];

export const Scope = Type.Unsafe<Scope>(Type.String({ enum: [...SCOPE_NAMES] }));
const Scopes = Type.Array(Scope, {
  uniqueItems: true,
  maxItems: SCOPE_NAMES.length,
  description: 'What it reaches; without any it only learns who it is.',
});
const Networks = Type.Array(Type.String({ maxLength: 64 }), {
  maxItems: 20,
  description: 'Addresses and networks (198.51.100.0/24) from which alone it is taken; none: from anywhere.',
});

const Moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const wanted = {
  name: DisplayName,
  scopes: Type.Optional(Scopes),
  expiresAt: Type.Optional(
    Type.Union([Moment, Type.Null()], {
      description:
        'When it ends; null: when it is revoked. Without it in 90 days, or sooner where the team wants that.',
    }),
  ),
  networks: Type.Optional(Networks),
};
export const CreateToken = Type.Object(wanted, closed);
export const CreateBotToken = Type.Object(
  {
    ...wanted,
    actsFor: Type.Optional(
      Type.Union([Type.Literal('bot'), Type.Literal('team')], {
        description: 'team: it may what an admin may, as far as its scopes reach. bot unless given.',
      }),
    ),
  },
  closed,
);
export const ChangeToken = Type.Object(
  { name: Type.Optional(DisplayName), scopes: Type.Optional(Scopes), networks: Type.Optional(Networks) },
  { ...closed, minProperties: 1 },
);

export const TokenKind = Type.Union([Type.Literal('personal'), Type.Literal('bot'), Type.Literal('app')]);
export const Token = Type.Object({
  id: TokenIdSchema,
  member: MemberIdSchema,
  kind: TokenKind,
  name: Type.String(),
  scopes: Type.Optional(
    Type.Array(Type.String(), { description: 'Missing: it was made before tokens had scopes, and reaches all.' }),
  ),
  networks: Type.Array(Type.String()),
  createdBy: MemberIdSchema,
  createdAt: Time,
  expiresAt: Type.Optional(Time),
  lastUsedAt: Type.Optional(Time),
  lastUsedNetwork: Type.Optional(Type.String({ description: 'The neighbourhood of the address: IPv4 /24, IPv6 /64.' })),
});
export const CreatedToken = Type.Object({ token: Token, secret: Type.String({ description: 'Shown this once.' }) });
export const TokenParams = Type.Object({ token: TokenIdSchema }, closed);
export const BotTokenParams = Type.Object({ member: MemberIdSchema, token: TokenIdSchema }, closed);

/** How long a token may last at most, in days; null: also without an end. */
const LongestDays = Type.Union([Type.Integer(), Type.Null()]);
export const TokenPolicy = Type.Object({
  membersMay: Type.Boolean({ description: 'Whether members make tokens; owners and admins always may.' }),
  longestDays: LongestDays,
  bounds: Type.Object({ min: Type.Integer(), max: Type.Integer() }),
  /** How many tokens that stand would end sooner, in the answer to a change. */
  shortened: Type.Optional(Type.Integer()),
});
export const SetTokenPolicy = Type.Object({ membersMay: Type.Boolean(), longestDays: LongestDays }, closed);

export const TokenList = Type.Object({
  tokens: Type.Array(Token),
  mayMake: Type.Boolean({ description: 'Whether the team lets the caller make some.' }),
  longestDays: LongestDays,
});

export const TeamTokenQuery = Type.Object(
  {
    after: Type.Optional(TokenIdSchema),
    limit: Type.Optional(PageSize),
    show: Type.Optional(
      Type.Union([Type.Literal('endless'), Type.Literal('unused'), Type.Literal('unscoped')], {
        description: 'Only those without an end, unused for 90 days, or made before tokens had scopes.',
      }),
    ),
  },
  closed,
);
export const TeamTokens = Type.Object({
  tokens: Type.Array(Token),
  next: Type.Optional(TokenIdSchema),
  counts: Type.Object({
    active: Type.Integer(),
    endless: Type.Integer(),
    unused: Type.Integer(),
    unscoped: Type.Integer(),
  }),
});

export type Token = Static<typeof Token>;
export type TokenKind = Static<typeof TokenKind>;
export type TokenPolicy = Static<typeof TokenPolicy>;
export type TeamTokens = Static<typeof TeamTokens>;
