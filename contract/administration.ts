/** How admins manage people: finding, renaming, handing over, guests for a time. */
import Type from 'typebox';
import { DisplayName, Email, Handle, Member, PageSize, Password, Role, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const FindMembers = Type.Object(
  {
    after: Type.Optional(MemberIdSchema),
    limit: Type.Optional(PageSize),
    role: Type.Optional(Role),
    state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('deactivated')])),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 80,
        description: 'Part of a name or a short name, or of an address for who may see addresses.',
      }),
    ),
  },
  closed,
);

export const RenameMember = Type.Object({ name: Type.Optional(DisplayName), handle: Type.Optional(Handle) }, closed);

export const Moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
  description: 'RFC 3339, UTC.',
});
export const GuestExpiry = Type.Object({ expiresAt: Moment }, closed);
export const Guest = Type.Object({ member: Member, expiresAt: Type.Optional(Time) });
export const GuestPage = Type.Object({ guests: Type.Array(Guest), next: Type.Optional(MemberIdSchema) });
export const GuestQuery = Type.Object({ after: Type.Optional(MemberIdSchema), limit: Type.Optional(PageSize) }, closed);

/** How many accounts are active, by what they count as. */
export const TeamSeats = Type.Object({
  members: Type.Integer({
    description: 'Owners, admins and members; also those of an import whom nobody claimed yet.',
  }),
  membersMax: Type.Optional(Type.Integer({ description: 'The bound that the operator of the deployment set.' })),
  guests: Type.Integer(),
  bots: Type.Integer(),
});

export const AskForEmail = Type.Object({ email: Email }, closed);
export const AskForOwnEmail = Type.Object({ email: Email, password: Password }, closed);
export const ConfirmEmail = Type.Object({ token: Type.String({ pattern: '^wre_[0-9A-Z]{26}[\\w-]{43}$' }) }, closed);
