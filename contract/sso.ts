/** Single sign-on: the providers of a team, who must use them, the domains that are its own, and a sign-in by one. */
import Type, { type Static } from 'typebox';
import { DisplayName, Slug, Time } from './identity.ts';
import { MemberIdSchema, ProviderIdSchema } from './ids.ts';
import { Domain } from './join-domains.ts';

const closed = { additionalProperties: false } as const;

export const SsoMode = Type.Union(
  [Type.Literal('optional'), Type.Literal('required'), Type.Literal('required-but-guests')],
  { description: 'Whether members may or must sign in by a provider. Owners keep their passwords in each.' },
);
export const SetSsoPolicy = Type.Object(
  {
    mode: SsoMode,
    countsAsFactor: Type.Boolean({ description: 'Whether a sign-in by a provider needs no second factor here.' }),
  },
  closed,
);

export const NewAccounts = Type.Object(
  {
    role: Type.Union([Type.Literal('member'), Type.Literal('guest'), Type.Literal('none')], {
      description: 'Of whom no line of `roles` fits; none: such people get no account.',
    }),
    claim: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'What the provider says that `roles` is about.' }),
    ),
    roles: Type.Array(
      Type.Object(
        {
          value: Type.String({ minLength: 1, maxLength: 300 }),
          role: Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]),
        },
        closed,
      ),
      { maxItems: 50, description: 'The first whose value the claim has. Nobody becomes an owner so.' },
    ),
  },
  { ...closed, description: 'Without it, only who has an account comes in.' },
);

const Https = Type.String({ pattern: '^https://[^\\s?#@]+$', maxLength: 500 });

export const OidcSettings = Type.Object(
  {
    kind: Type.Literal('oidc'),
    issuer: Type.String({
      ...Https,
      description: 'Its discovery document is below it. Google: https://accounts.google.com',
    }),
    clientId: Type.String({ minLength: 1, maxLength: 300 }),
    scope: Type.Optional(
      Type.String({ pattern: '^openid( [\\w.:/-]+)*$', maxLength: 300, description: 'Default: openid email profile.' }),
    ),
    hostedDomains: Type.Array(Domain, {
      maxItems: 20,
      description: 'The organisations (`hd`) of which the provider must say that the person belongs to one.',
    }),
    vouchesForAddresses: Type.Boolean({
      description: 'Addresses are believed though the provider does not say that it verified them.',
    }),
  },
  closed,
);

const given = {
  name: DisplayName,
  isOn: Type.Boolean(),
  settings: OidcSettings,
  newAccounts: Type.Optional(NewAccounts),
};
const Secret = Type.String({ minLength: 1, maxLength: 2_000, description: 'Never shown again.' });
export const AddSsoProvider = Type.Object({ ...given, secret: Secret }, closed);
export const ChangeSsoProvider = Type.Object({ ...given, secret: Type.Optional(Secret) }, closed);
export const SsoProviderParams = Type.Object({ provider: ProviderIdSchema }, closed);

export const SsoProvider = Type.Object({
  ...given,
  id: ProviderIdSchema,
  redirectUri: Type.String({ description: 'To be entered at the provider.' }),
  acceptedAt: Type.Optional(
    Type.String({ description: 'When somebody was last read with these settings. RFC 3339, UTC.' }),
  ),
});
export const ClaimedDomain = Type.Object({
  domain: Type.String(),
  claimedAt: Time,
  recordName: Type.String(),
  record: Type.String({ description: 'What a TXT record of that name has to say.' }),
  provenAt: Type.Optional(Time),
  provenBy: Type.Optional(Type.String({ description: 'dns or mail.' })),
});
export const ClaimedDomainList = Type.Object({ domains: Type.Array(ClaimedDomain) });
export const ClaimedDomainParams = Type.Object({ domain: Domain }, closed);
export const MailDomainCode = Type.Object(
  {
    mailbox: Type.Union(
      ['postmaster', 'hostmaster', 'webmaster', 'admin', 'administrator'].map((name) => Type.Literal(name)),
    ),
  },
  closed,
);
export const ProveDomain = Type.Object(
  { code: Type.Optional(Type.String({ pattern: '^wrd_[0-9A-Z]{26}[\\w-]{43}$' })) },
  { ...closed, description: 'The code that was mailed; without one, the DNS is asked.' },
);

export const Sso = Type.Object({
  mode: Type.Optional(SsoMode),
  countsAsFactor: Type.Boolean(),
  providers: Type.Array(SsoProvider),
});

export const SignInOptionsParams = Type.Object({ slug: Slug }, closed);
export const SignInOptions = Type.Object({
  providers: Type.Array(Type.Object({ id: ProviderIdSchema, name: Type.String() })),
  onlyProviders: Type.Boolean({ description: 'Passwords are for owners, and for guests where those are let off.' }),
});

export const BeginSso = Type.Object({ team: Slug, provider: ProviderIdSchema }, closed);
export const SsoCookies = Type.Object({ cookie: Type.Optional(Type.String()) });
export const BegunSso = Type.Object({ location: Type.String({ description: 'Where the browser goes now.' }) });
export const CompleteSso = Type.Object(
  {
    provider: ProviderIdSchema,
    response: Type.String({ maxLength: 8_000, description: 'What stood behind ? when the browser came back.' }),
  },
  closed,
);
export const TestedSso = Type.Object({
  outcome: Type.String({ description: 'known, linked or new: who signs in so comes in; refused.' }),
  reason: Type.Optional(Type.String({ description: 'Why it would be refused, as the access log would say.' })),
  member: Type.Optional(MemberIdSchema),
  role: Type.Optional(Type.String()),
  claims: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
});

export type SsoMode = Static<typeof SsoMode>;
export type NewAccounts = Static<typeof NewAccounts>;
export type OidcSettings = Static<typeof OidcSettings>;
export type SsoProvider = Static<typeof SsoProvider>;
export type ClaimedDomain = Static<typeof ClaimedDomain>;
export type SignInOptions = Static<typeof SignInOptions>;
export type TestedSso = Static<typeof TestedSso>;
