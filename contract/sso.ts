/** Single sign-on: the providers of a team, who must use them, the domains that are its own, and a sign-in by one. */
import Type, { type Static } from 'typebox';
import { DisplayName, Slug, Time } from './identity.ts';
import { MemberIdSchema, ProviderIdSchema, SsoKeyIdSchema } from './ids.ts';
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

/** Without control characters, which neither a provider's own names nor the database have. */
const Plain = Type.String({ minLength: 1, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

export const NewAccounts = Type.Object(
  {
    role: Type.Union([Type.Literal('member'), Type.Literal('guest'), Type.Literal('none')], {
      description: 'Of whom no line of `roles` fits; none: such people get no account.',
    }),
    claim: Type.Optional(
      Type.String({ ...Plain, maxLength: 200, description: 'What the provider says that `roles` is about.' }),
    ),
    roles: Type.Array(
      Type.Object(
        {
          value: Type.String({ ...Plain, maxLength: 300 }),
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
    clientId: Type.String({ ...Plain, maxLength: 300 }),
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

const HttpsAddress = Type.String({ pattern: '^https://[^\\s#@]+$', maxLength: 1_000 });
const AttributeName = Type.String({ ...Plain, maxLength: 200 });

/** A provider as its metadata describes it. */
const described = {
  entityId: Type.String({ ...Plain, maxLength: 1_024, description: 'The name by which the provider signs.' }),
  signInUrl: HttpsAddress,
  signOutUrl: Type.Optional(HttpsAddress),
  signedOutUrl: Type.Optional(HttpsAddress),
  certificates: Type.Array(Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 8_000 }), {
    minItems: 1,
    maxItems: 4,
    description: 'By each of which it may sign, in base64: with two of them one follows the other without a gap.',
  }),
};
export const SamlDescription = Type.Object(described, closed);

export const SamlSettings = Type.Object(
  {
    kind: Type.Literal('saml'),
    ...described,
    takesUnasked: Type.Boolean({
      description: 'Also lets in who begins at the provider; no browser is bound to such a sign-in.',
    }),
    signsOutThere: Type.Boolean({ description: 'Whoever signs out here is led to sign out there too.' }),
    vouchesForAddresses: Type.Boolean({ description: 'Addresses are believed; SAML cannot say who verified them.' }),
    attributes: Type.Optional(
      Type.Object(
        {
          subject: Type.Optional(AttributeName),
          email: Type.Optional(AttributeName),
          name: Type.Optional(AttributeName),
          handle: Type.Optional(AttributeName),
        },
        { ...closed, description: 'What the provider calls them; the usual names unless given, NameID as subject.' },
      ),
    ),
  },
  closed,
);

const given = {
  name: DisplayName,
  isOn: Type.Boolean(),
  settings: Type.Union([OidcSettings, SamlSettings]),
  newAccounts: Type.Optional(NewAccounts),
};
const Secret = Type.String({ minLength: 1, maxLength: 2_000, description: 'Never shown again.' });
/** The secret is one of OpenID Connect; without one the former stays. */
export const AddSsoProvider = Type.Object({ ...given, secret: Type.Optional(Secret) }, closed);
export const SsoProviderParams = Type.Object({ provider: ProviderIdSchema }, closed);

const certificate = {
  fingerprint: Type.String({ description: 'SHA-256, in hexadecimal.' }),
  notBefore: Time,
  notAfter: Time,
};
export const SsoKeyParams = Type.Object({ provider: ProviderIdSchema, key: SsoKeyIdSchema }, closed);
export const ReadSamlMetadata = Type.Union([
  Type.Object({ xml: Type.String({ minLength: 1, maxLength: 256 * 1024 }) }, closed),
  Type.Object({ url: HttpsAddress }, closed),
]);

export const SsoProvider = Type.Object({
  ...given,
  id: ProviderIdSchema,
  redirectUri: Type.String({ description: 'To be entered at the provider: to where it sends the browser back.' }),
  saml: Type.Optional(
    Type.Object({
      metadataUrl: Type.String({ description: 'Our metadata, for everybody to read; our name at the provider, too.' }),
      signOutUrl: Type.String(),
      keys: Type.Array(Type.Object({ id: SsoKeyIdSchema, ...certificate }), {
        description: 'Ours; the first signs, each opens what is encrypted for it.',
      }),
      certificates: Type.Array(Type.Object(certificate), { description: 'Those of the provider.' }),
    }),
  ),
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
    mailbox: Type.Union([
      Type.Literal('postmaster'),
      Type.Literal('hostmaster'),
      Type.Literal('webmaster'),
      Type.Literal('admin'),
      Type.Literal('administrator'),
    ]),
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
  share: Type.Object(
    { people: Type.Integer(), by: Type.Integer() },
    { description: 'Of the people with a device on record: all, and those who came in last by a provider.' },
  ),
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
    team: Slug,
    provider: ProviderIdSchema,
    response: Type.String({
      maxLength: 512 * 1024,
      description: 'What stood behind ? when the browser came back, or the fields that were posted in the same form.',
    }),
  },
  closed,
);
export const ProviderPlaceParams = Type.Object({ slug: Slug, provider: ProviderIdSchema }, closed);
export const SignOutForm = Type.Object(
  {
    SAMLRequest: Type.Optional(Type.String({ maxLength: 400_000 })),
    SAMLResponse: Type.Optional(Type.String({ maxLength: 400_000 })),
    RelayState: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  closed,
);
export const WayOut = Type.Object({
  location: Type.Optional(Type.String({ description: 'Where the browser goes so that the provider signs it out.' })),
});
export const SignedOutQuery = Type.Object({ mode: SsoMode }, closed);
export const SignedOut = Type.Object({
  people: Type.Integer({ description: 'Who would be signed out somewhere, because they did not come by a provider.' }),
  devices: Type.Integer(),
  unknown: Type.Integer({ description: 'Who is bound to providers and known to none of them yet.' }),
});
export const TestedSso = Type.Object({
  outcome: Type.String({ description: 'known, linked or new: who signs in so comes in; refused.' }),
  reason: Type.Optional(Type.String({ description: 'Why it would be refused, as the access log names it.' })),
  words: Type.Optional(Type.String({ description: 'The same in words.' })),
  member: Type.Optional(MemberIdSchema),
  role: Type.Optional(Type.String()),
  claims: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
});

export type SsoMode = Static<typeof SsoMode>;
export type NewAccounts = Static<typeof NewAccounts>;
export type OidcSettings = Static<typeof OidcSettings>;
export type SamlSettings = Static<typeof SamlSettings>;
export type SamlDescription = Static<typeof SamlDescription>;
export type SsoSettings = OidcSettings | SamlSettings;
export type SsoProvider = Static<typeof SsoProvider>;
export type Sso = Static<typeof Sso>;
export type ClaimedDomain = Static<typeof ClaimedDomain>;
export type SignInOptions = Static<typeof SignInOptions>;
export type TestedSso = Static<typeof TestedSso>;
