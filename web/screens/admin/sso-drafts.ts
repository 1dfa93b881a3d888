/** What a form about a provider holds, and what of it is sent. */
import type { Asked } from '#sync/api.ts';
import type { Provider } from './sso.ts';

export type Kind = 'google' | 'oidc' | 'saml';
type Sent = Asked<'POST /v1/sso/providers'>['body'];
type SamlSettings = Extract<Sent['settings'], { kind: 'saml' }>;
export type Described = Pick<SamlSettings, 'entityId' | 'signInUrl' | 'signOutUrl' | 'signedOutUrl' | 'certificates'>;

export interface Draft {
  readonly kind: Kind;
  readonly name: string;
  readonly isOn: boolean;
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly hostedDomains: string;
  readonly vouches: boolean;
  readonly described: Described | undefined;
  readonly takesUnasked: boolean;
  readonly signsOutThere: boolean;
  readonly subject: string;
  readonly email: string;
  /** Of whom there is no account: `outside`, or the role they get; `none`: only those whom a line names. */
  readonly newcomers: 'outside' | 'member' | 'guest' | 'none';
  readonly claim: string;
  /** A line each: `value = role`. */
  readonly roles: string;
}

export const GOOGLE = 'https://accounts.google.com';

const EMPTY: Draft = {
  ...{ kind: 'google', name: 'Google', isOn: true, issuer: '', clientId: '', secret: '', hostedDomains: '' },
  ...{ vouches: false, described: undefined, takesUnasked: false, signsOutThere: false, subject: '', email: '' },
  ...{ newcomers: 'outside', claim: '', roles: '' },
};

export function draftOf(provider: Provider | undefined): Draft {
  if (!provider) return EMPTY;
  const { name, isOn, settings, newAccounts } = provider;
  const common = {
    ...{ ...EMPTY, name, isOn, vouches: settings.vouchesForAddresses },
    newcomers: newAccounts?.role ?? ('outside' as const),
    claim: newAccounts?.claim ?? '',
    roles: (newAccounts?.roles ?? []).map(({ value, role }) => `${value} = ${role}`).join('\n'),
  };
  if (settings.kind === 'oidc') {
    const { issuer, clientId, hostedDomains } = settings;
    const kind = issuer === GOOGLE ? 'google' : 'oidc';
    return { ...common, kind, issuer, clientId, hostedDomains: hostedDomains.join(', ') };
  }
  const { takesUnasked, signsOutThere, attributes, kind, vouchesForAddresses: _, ...described } = settings;
  const { subject = '', email = '' } = attributes ?? {};
  return { ...common, kind, described, takesUnasked, signsOutThere, subject, email };
}

const ROLE = /^(.+?)\s*=\s*(admin|member|guest)$/;

/** What is sent, or what is wrong with the form. */
export function sentOf(draft: Draft): Sent | string {
  const lines = draft.roles.split('\n').filter((line) => line.trim() !== '');
  const roles = lines.map((line) => ROLE.exec(line.trim()));
  if (roles.some((read) => !read)) return 'Write each line as: value = admin, member or guest.';
  const settings = settingsOf(draft);
  if (typeof settings === 'string') return settings;
  const { name, isOn, secret, newcomers, claim } = draft;
  return {
    ...{ name: name.trim(), isOn, settings },
    ...(secret === '' ? {} : { secret }),
    ...(newcomers === 'outside'
      ? {}
      : {
          newAccounts: {
            role: newcomers,
            ...(claim.trim() === '' ? {} : { claim: claim.trim() }),
            roles: roles.map((read) => ({ value: read?.[1] ?? '', role: read?.[2] as 'member' })),
          },
        }),
  };
}

function settingsOf(draft: Draft): Sent['settings'] | string {
  const { kind, described, takesUnasked, signsOutThere, vouches: vouchesForAddresses } = draft;
  if (kind !== 'saml') {
    const hostedDomains = draft.hostedDomains.split(/[\s,]+/).filter((domain) => domain !== '');
    const issuer = kind === 'google' ? GOOGLE : draft.issuer.trim();
    return { kind: 'oidc', issuer, clientId: draft.clientId.trim(), hostedDomains, vouchesForAddresses };
  }
  if (!described) return 'Read the provider’s metadata first.';
  const [subject, email] = [draft.subject.trim(), draft.email.trim()];
  const attributes = { ...(subject === '' ? {} : { subject }), ...(email === '' ? {} : { email }) };
  return {
    ...{ kind, ...described, takesUnasked, signsOutThere, vouchesForAddresses },
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}
