/** Numbers and times as people write them, in the language of the browser. */

/** `1,204 people`, `1 person`. */
export const countOf = (count: number, one: string, many: string, locale?: string): string =>
  `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : many}`;

export const dayOf = (at: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(at));

export const momentOf = (at: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** What an attempt ended with, for who looks whether it was their own. */
export const reasonInWords = (reason: string): string =>
  reason.startsWith('passkey/') ? 'a passkey that was refused' : (reasons[reason] ?? reason);

const reasons: Readonly<Record<string, string>> = {
  totp: 'signed in with the app',
  passkey: 'signed in with a passkey',
  'recovery-code': 'signed in with a recovery code',
  'wrong-password': 'wrong password',
  'wrong-code': 'wrong code',
  'replayed-code': 'a code that was used before',
  'wrong-recovery-code': 'wrong recovery code',
  'too-soon': 'had to wait after wrong tries',
  'not-enrolled': 'before the enrolment was finished',
  disabled: 'while the account was closed',
  'changed-meanwhile': 'while the account was changed',
  'operators/second-factor-needed': 'a call before the second factor was shown',
  'operators/enrolment-needed': 'a call before the enrolment was finished',
  'operators/proof-needed': 'a change without a proof of the last minutes',
  'http/not-allowed': 'a call that operators may not make',
  'http/foreign-origin': 'a call from the page of another site',
};
