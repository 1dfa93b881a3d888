/** Accounts that came with an import, and how their people come into them. */
import Type, { type Static } from 'typebox';
import { Member, PageSize, Password, SignIn, Team, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

/** An account that nobody can sign in to yet. */
export const Unclaimed = Type.Object({
  member: Member,
  mailedAt: Type.Optional(Time),
  expiresAt: Type.Optional(Time),
});
export const UnclaimedPage = Type.Object({
  unclaimed: Type.Array(Unclaimed),
  next: Type.Optional(MemberIdSchema),
});
export const UnclaimedQuery = Type.Object(
  { after: Type.Optional(MemberIdSchema), limit: Type.Optional(PageSize) },
  closed,
);

export const InviteUnclaimed = Type.Object(
  {
    after: Type.Optional(MemberIdSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'How many mails at most.' })),
  },
  closed,
);
export const InvitedUnclaimed = Type.Object({
  mailed: Type.Integer(),
  notTaken: Type.Integer(),
  next: Type.Optional(
    Type.String({ description: 'There are more: call again with this as `after`. Calling anew invites who is left.' }),
  ),
});

export const ClaimToken = Type.String({ pattern: '^wrc_[0-9A-Z]{26}[\\w-]{43}$' });
export const LookAtClaim = Type.Object({ token: ClaimToken }, closed);
export const ClaimPreview = Type.Object({ team: Team, member: Member });
export const AcceptClaim = Type.Object({ token: ClaimToken, password: Password, as: SignIn.properties.as }, closed);

export type Unclaimed = Static<typeof Unclaimed>;
export type InvitedUnclaimed = Static<typeof InvitedUnclaimed>;
