/** Why somebody did not come in, as the access log names it. Whatever the server writes there stands here. */

/** Of a provider that speaks SAML: what is wrong with its message. */
export const SAML_FAULTS = [
  'malformed',
  'forbidden-markup',
  'too-large',
  'wrapped',
  'several-assertions',
  'unsigned',
  'weak-signature',
  'bad-signature',
  'weak-encryption',
  'not-for-our-key',
  'declined',
  'wrong-issuer',
  'wrong-audience',
  'wrong-recipient',
  'wrong-request',
  'not-yet-valid',
  'expired',
] as const;
export type SamlFault = (typeof SAML_FAULTS)[number];

/** Of one that speaks OpenID Connect. */
export const OIDC_FAULTS = [
  'declined',
  'code-refused',
  'wrong-issuer',
  'wrong-audience',
  'wrong-nonce',
  'expired',
  'bad-signature',
  'malformed',
] as const;
export type OidcFault = (typeof OIDC_FAULTS)[number];

/** Of either: about the way there and back, and about whom it means. */
export const SSO_FAULTS = [
  'off',
  'not-asked-for',
  'other-browser',
  'replayed',
  'other-organisation',
  'no-subject',
  'no-address',
  'address-not-verified',
  'address-not-ours',
  'deactivated',
  'known-as-another',
  'no-account',
  'no-role',
  'account-not-made',
] as const;
export type SsoFault = SamlFault | OidcFault | (typeof SSO_FAULTS)[number];

/** Of the faults of providers, in words: whoever looks at a log or tests a provider reads the same. */
export const SSO_WORDS: Readonly<Record<SsoFault, string>> = {
  off: 'Nobody signs in by this provider',
  'not-asked-for': 'The answer of a provider belongs to no sign-in that was begun here, or was used before',
  'other-browser': 'The answer of a provider came from another browser',
  replayed: 'The answer of a provider came a second time',
  declined: 'The provider did not let the person in',
  'code-refused': 'The provider did not take its own code, or our secret',
  'wrong-issuer': 'The answer is of another provider',
  'wrong-audience': 'The provider’s answer is meant for somebody else',
  'wrong-recipient': 'The provider’s answer was sent to another address',
  'wrong-request': 'The provider’s answer is about another sign-in',
  'wrong-nonce': 'The provider’s answer is about the sign-in of another browser',
  'not-yet-valid': 'The provider’s answer is of later than now: a clock is wrong',
  expired: 'The provider’s answer is too old',
  unsigned: 'The provider’s answer is not signed',
  'bad-signature': 'The signature is not the provider’s, or what it signed was changed',
  'weak-signature': 'The provider signs in a way that can be forged',
  'weak-encryption': 'The provider encrypts in a way that is not taken',
  'not-for-our-key': 'The provider encrypted it for a key that is not ours',
  wrapped: 'What the provider signed is not what stands there',
  'several-assertions': 'The provider’s answer is about more than one person',
  'forbidden-markup': 'The provider’s answer has a part that could hide something',
  malformed: 'What came from the provider cannot be read',
  'too-large': 'What came from the provider is too large',
  'other-organisation': 'The provider names another organisation',
  'no-subject': 'The provider does not say who it is, for good',
  'no-address': 'The provider names no address',
  'address-not-verified': 'The provider has not verified the address',
  'address-not-ours': 'The address is at no domain that the team has proved',
  deactivated: 'The account was closed',
  'known-as-another': 'The provider knows this account by another name',
  'no-account': 'There is no account, and none is made for whom a provider names',
  'no-role': 'What the provider says of the person gives no role here',
  'account-not-made': 'The team had no room for another account',
};

export const PASSKEY_FAULTS = [
  'malformed',
  'replayed',
  'other-browser',
  'expired',
  'wrong-origin',
  'wrong-site',
  'unknown',
  'of-another',
  'not-verified',
  'wrong-signature',
  'counter',
] as const;
export type PasskeyFault = (typeof PASSKEY_FAULTS)[number];

const OWN_FAULTS = [
  'wrong-password',
  'unknown-account',
  'deactivated',
  'changed-meanwhile',
  'sso-required',
  'wrong-code',
  'replayed-code',
  'wrong-recovery-code',
  'too-soon',
] as const;

export type SsoRefusal = `sso/${SsoFault}`;
export type SignInRefusal = (typeof OWN_FAULTS)[number] | `passkey/${PasskeyFault}` | SsoRefusal;
