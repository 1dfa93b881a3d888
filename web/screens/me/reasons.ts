/** The reasons of the access log in words (`server/identity/access-log/`). */

const signedIn: Readonly<Record<string, string>> = {
  password: 'With the password',
  setup: 'When the team was made',
  invitation: 'By accepting an invitation',
  claim: 'By taking over an imported account',
  'password-reset': 'With a new password, by the link from a mail',
};
const notSignedIn: Readonly<Record<string, string>> = {
  'wrong-password': 'The password was wrong',
  'unknown-account': 'There was no password to sign in with',
  deactivated: 'The account was closed',
  'changed-meanwhile': 'The password was changed at the same moment',
};
const denied: Readonly<Record<string, string>> = {
  'http/not-allowed': 'Your role does not allow it',
  'http/foreign-origin': 'It came from a page of somebody else',
  'access/device-needed': 'A token tried what only a device may',
  'passwords/wrong': 'The current password was wrong',
  'members/owners-only': 'Only an owner may do it',
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
  const words = kind !== 'sign-in' ? denied : outcome === 'accepted' ? signedIn : notSignedIn;
  return words[reason] ?? reason;
}
