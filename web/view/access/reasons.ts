/** What the access log names, in words (`server/identity/access-log/`). */
import { type PasskeyFault, type SignInRefusal, SSO_WORDS } from '#contract/sign-in-refusals.ts';

const byMeans: Readonly<Record<string, string>> = {
  password: 'With the password',
  setup: 'When the team was made',
  invitation: 'By accepting an invitation',
  claim: 'By taking over an imported account',
  'password-reset': 'With a new password, by the link from a mail',
  oidc: 'By single sign-on',
  saml: 'By single sign-on',
  passkey: 'With a passkey',
  token: 'With an API token',
  device: 'On a signed-in device',
};
const byFactor: Readonly<Record<string, string>> = {
  totp: 'authenticator app',
  authenticator: 'authenticator app',
  'recovery-code': 'recovery code',
  recovery: 'recovery code',
  passkey: 'passkey',
  sso: 'the provider’s word',
};
const byPasskey: Readonly<Record<PasskeyFault, string>> = {
  'wrong-origin': 'A passkey was used on a page of somebody else',
  'wrong-site': 'The passkey answered another site',
  replayed: 'The answer of a passkey came a second time',
  'other-browser': 'The answer of a passkey came from another browser',
  expired: 'The passkey took too long',
  unknown: 'The passkey is not known here',
  'of-another': 'The passkey belongs to another account',
  'not-verified': 'The passkey did not ask for a finger, a face or a PIN',
  counter: 'The passkey seems to be a copy: it counts less than it did',
  'wrong-signature': 'The answer of a passkey was forged',
  malformed: 'What was sent is no answer of a passkey',
};
type Below<Area extends string, Fault extends string> = Readonly<Record<`${Area}/${Fault}`, string>>;
const below = <Area extends string, Fault extends string>(area: Area, words: Readonly<Record<Fault, string>>) =>
  Object.fromEntries(Object.entries(words).map(([fault, says]) => [`${area}/${fault}`, says])) as Below<Area, Fault>;

const notSignedIn: Readonly<Record<SignInRefusal, string>> = {
  'wrong-password': 'The password was wrong',
  'unknown-account': 'There was no password to sign in with',
  deactivated: 'The account was closed',
  'changed-meanwhile': 'The password was changed at the same moment',
  'sso-required': 'The team signs in by its provider',
  'wrong-code': 'The code was wrong',
  'replayed-code': 'The code was used before',
  'wrong-recovery-code': 'The recovery code was wrong',
  'too-soon': 'After wrong tries, the next one came before its time',
  ...below('passkey', byPasskey),
  ...below('sso', SSO_WORDS),
};
const denied: Readonly<Record<string, string>> = {
  'http/not-allowed': 'The role does not allow it',
  'http/foreign-origin': 'It came from a page of somebody else',
  'http/sign-in-needed': 'The sign-in had ended',
  'access/device-needed': 'A token tried what only a device may',
  'access/scope-missing': 'A token tried what it was not made for',
  expired: 'The API token had ended',
  revoked: 'The API token was revoked',
  network: 'The API token is not taken from that address',
  'access/proof-needed': 'A proof was asked for first',
  'api-tokens/bots-only': 'It was about a token of somebody else',
  'api-tokens/ended': 'The API token had ended',
  'api-tokens/other-network': 'The API token came from a network that is not on its list',
  'api-tokens/not-by-members': 'Only owners and admins make API tokens in this team',
  'passwords/wrong': 'The current password was wrong',
  'members/owners-only': 'Only an owner may do it',
  'two-factor/proof-needed': 'The second factor was still owed',
  'two-factor/enrolment-needed': 'A second factor had to be added first',
  'sso/required': 'The team signs in by its provider',
  'channels/not-yours': 'The channel is somebody else’s',
  'channels/invitation-needed': 'A guest was not invited to the channel',
  'user-groups/admins-only': 'Only admins make and change groups',
  'files/not-yours': 'The file is somebody else’s',
  'link-cards/not-yours': 'The message is somebody else’s',
  'messages/not-yours': 'The message is somebody else’s',
  'direct-messages/strangers': 'A guest shares no channel with the person',
  'emoji/admins-only': 'Only admins add emoji',
  'emoji/not-yours': 'Somebody else added the emoji',
  'presence/invisible-not-allowed': 'Nobody is invisible in this team',
  'desk/not-at-the-desk': 'Only the security desk may do it',
  'desk/not-inside': 'The security case was not entered',
  'desk/terms-open': 'The terms of the embargo were not accepted',
  'desk/coordinators-only': 'Only a coordinator of the security case may do it',
  'desk-import/coordinators-only': 'Only a coordinator of the security desk may do it',
  'desk/another-decides': 'Somebody else has to decide on the dispute',
  flood: 'Many refusals, of more kinds than are told apart',
};

export interface Attempted {
  readonly kind: string;
  readonly outcome: string;
  readonly reason: string;
}

export const outcomeOf = ({ kind, outcome }: Attempted): string =>
  kind === 'sign-in' ? (outcome === 'accepted' ? 'Signed in' : 'Sign-in refused') : 'Denied';

/** A reason without words of its own is shown by its name, which documentation and server log have as well. */
export function reasonOf({ kind, outcome, reason }: Attempted): string {
  const words: Readonly<Record<string, string>> =
    kind !== 'sign-in' ? denied : outcome === 'accepted' ? byMeans : notSignedIn;
  return words[reason] ?? reason;
}

export const meansOf = (means: string): string => byMeans[means] ?? means;
export const factorOf = (factor: string): string => byFactor[factor] ?? factor;

/** For choosing one. */
export const meansOffered: readonly (readonly [means: string, label: string])[] = [
  ['password', 'Password'],
  ['passkey', 'Passkey'],
  ['oidc', 'Single sign-on (OpenID Connect)'],
  ['saml', 'Single sign-on (SAML)'],
  ['invitation', 'Invitation'],
  ['password-reset', 'New password by mail'],
  ['token', 'API token'],
  ['device', 'Signed-in device'],
];
export const reasonsOffered: readonly (readonly [reason: string, label: string])[] = [
  ...Object.entries(notSignedIn),
  ...Object.entries(denied),
];
