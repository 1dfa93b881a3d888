/** Joining a team by an address at a domain that the team lists. */
import Type from 'typebox';
import { Email, Slug, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

export const Domain = Type.String({
  minLength: 3,
  maxLength: 253,
  pattern: '^[^\\s@\\u0000-\\u001f/:?#\\[\\]\\\\]+\\.[^\\s@\\u0000-\\u001f/:?#\\[\\]\\\\]+$',
  description: 'What stands behind the @: harbour.example. Not the domains below it.',
});
export const JoinDomain = Type.Object({ domain: Type.String(), addedBy: MemberIdSchema, addedAt: Time });
export const JoinDomainList = Type.Object({ domains: Type.Array(JoinDomain) });
export const JoinDomainParams = Type.Object({ domain: Domain }, closed);
export const AskToJoin = Type.Object({ team: Slug, email: Email }, closed);
