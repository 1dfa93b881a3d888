/** Second factors of a team's members: who must have one, and from when on. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';

export const TwoFactorPolicy = Type.Object({
  requiredFrom: Type.Optional(Time),
  people: Type.Integer({ description: 'Open accounts of people.' }),
  lacking: Type.Integer({ description: 'Those of them without a second factor.' }),
});
export const SetTwoFactorPolicy = Type.Object(
  {
    requiredFrom: Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
      description:
        'From then on who has no second factor can only sign in and add one. RFC 3339, UTC; a past time is now.',
    }),
  },
  { additionalProperties: false },
);

export type TwoFactorPolicy = Static<typeof TwoFactorPolicy>;
