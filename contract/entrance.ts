/** What is asked before one is signed in: which team is here, the first run, and a password that was forgotten. */
import Type, { type Static } from 'typebox';
import { DisplayName, Email, Member, Owed, Password, SignIn, Slug, Team, TimeZone } from './identity.ts';
import { MemberIdSchema, TeamIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const Entrance = Type.Object({
  hasTeam: Type.Boolean({ description: 'Without one, the link that the server prints leads to the setup.' }),
  team: Type.Optional(
    Type.Object({ slug: Type.String(), name: Type.String() }, { description: 'The only one, if there is one only.' }),
  ),
});

export const SignInsHeaders = Type.Object({ cookie: Type.Optional(Type.String()) });
export const SignIns = Type.Object({
  signIns: Type.Array(
    Type.Object({
      team: Type.Object({ id: TeamIdSchema, slug: Type.String(), name: Type.String() }),
      member: Type.Object({ id: MemberIdSchema, name: Type.String() }),
      owes: Type.Optional(Owed),
    }),
    { description: 'Of this browser: one a team.' },
  ),
});

export const SetupToken = Type.String({ pattern: '^[\\w-]{43}$' });
export const LookAtSetup = Type.Object({ token: SetupToken }, closed);
export const Setup = Type.Object({
  owner: Type.Optional(Type.Object({ name: Type.String(), email: Type.String() })),
  team: Type.Optional(Type.Object({ name: Type.String(), slug: Type.String() })),
  timeZone: Type.Optional(Type.String()),
});
export const SetupOwner = Type.Object(
  { token: SetupToken, name: DisplayName, email: Email, password: Password },
  closed,
);
export const SetupTeam = Type.Object({ token: SetupToken, name: DisplayName, slug: Slug }, closed);
export const SetupTimeZone = Type.Object({ token: SetupToken, timeZone: TimeZone }, closed);
export const CompleteSetup = Type.Object({ token: SetupToken, as: SignIn.properties.as }, closed);

export const AskForReset = Type.Object({ team: Slug, email: Email }, closed);
export const ResetToken = Type.String({ pattern: '^wrr_[0-9A-Z]{26}[\\w-]{43}$' });
export const LookAtReset = Type.Object({ token: ResetToken }, closed);
export const ResetPreview = Type.Object({ team: Team, member: Member });
export const AcceptReset = Type.Object({ token: ResetToken, password: Password, as: SignIn.properties.as }, closed);

export type Entrance = Static<typeof Entrance>;
export type SignIns = Static<typeof SignIns>;
export type Setup = Static<typeof Setup>;
