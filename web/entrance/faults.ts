/** What went wrong, in words for who filled in a form: what happened, what is kept, what to do, and in which field. */
import { Refusal, Unreachable } from '#sync/api.ts';
import { deviceClock, SECOND_MS } from '#sync/clock.ts';
import { PasskeyTrouble } from '#sync/passkeys.ts';

export interface Fault {
  /** The name of the field that is wrong; without one it is about the whole form. */
  readonly field?: string;
  readonly text: string;
  /** So long nothing is taken; the form counts down. */
  readonly waitSeconds?: number;
}

/** What each field takes, said when it was given something else. */
const forms: Readonly<Record<string, string>> = {
  name: 'A name has between 1 and 80 characters, in one line.',
  email: 'This does not look like an e-mail address, such as ada@example.com.',
  slug: 'Use lower-case letters, digits and hyphens, at most 40; a letter or digit comes first and last.',
  handle: 'Use lower-case letters, digits, dots, hyphens and underscores, at most 32; a letter or digit comes first.',
  password: 'A password has between 1 and 1,024 characters.',
  code: 'The app shows six digits.',
  recoveryCode: 'A recovery code has 16 letters and digits.',
  timeZone: 'The server does not know this time zone. Choose another one near you.',
};

/** Refusals that are about one field. */
const fields: Readonly<Record<string, string>> = {
  'passwords/weak': 'password',
  'passwords/length': 'password',
  'passwords/wrong': 'password',
  'second-factors/wrong-code': 'code',
  'second-factors/not-from-this-app': 'code',
  'second-factors/wrong-recovery-code': 'recoveryCode',
  'operators/wrong-code': 'code',
  'operators/not-from-this-app': 'code',
  'operators/wrong-recovery-code': 'recoveryCode',
  'operators/not-of-these': 'recoveryCode',
  'second-factors/not-of-these': 'recoveryCode',
  'members/handle-taken': 'handle',
  'members/email-taken': 'email',
  'invitations/for-another-address': 'email',
  'teams/slug-taken': 'slug',
  'time/unknown-zone': 'timeZone',
};

/** A field was given something that no server needs to be asked about. */
export class Misfit extends Error {
  readonly field: string;
  constructor(field: string) {
    super(forms[field]);
    this.field = field;
  }
}

/** Whoever was asked for something more left it: nothing was done. */
export class Dropped extends Error {
  constructor() {
    super('Nothing was changed.');
  }
}

/** Throws again what is no answer and no missing one: that is a mistake of ours. */
export function faultOf(thrown: unknown, isOnline = navigator.onLine): Fault {
  if (thrown instanceof Unreachable) {
    const what = isOnline ? 'The server did not answer.' : 'This device is offline.';
    return { text: `${what} Nothing that you typed is lost: try again in a moment.` };
  }
  if (thrown instanceof Misfit) return { field: thrown.field, text: thrown.message };
  if (thrown instanceof PasskeyTrouble || thrown instanceof Dropped) return { text: thrown.message };
  if (!(thrown instanceof Refusal)) throw thrown;
  if (thrown.code === 'http/invalid-request') return formFault(thrown);
  const [field, waitSeconds] = [fields[thrown.code], shortWait(thrown)];
  return {
    ...(field === undefined ? {} : { field }),
    text: [thrown.title, ...more(thrown)].join(' '),
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  };
}

/** The server names places, such as `/body/email`. */
function formFault({ detail, title }: Refusal): Fault {
  const places = (detail.errors as readonly { readonly at: string }[] | undefined) ?? [];
  for (const { at } of places) {
    const field = at.split('/').at(-1) ?? '';
    const text = forms[field];
    if (text !== undefined) return { field, text };
  }
  return { text: title };
}

function more({ status, detail, reference }: Refusal): string[] {
  if (Array.isArray(detail.advice)) return detail.advice.map(String);
  if (typeof detail.charactersMin === 'number') return [`It needs at least ${detail.charactersMin} characters.`];
  if (typeof detail.retryAfterSeconds === 'number' && detail.retryAfterSeconds <= countedSecondsMax)
    return [`It works again in ${secondsOf(detail.retryAfterSeconds)}.`];
  if (typeof detail.retryAfterSeconds === 'number') return [`It works again ${atClock(detail.retryAfterSeconds)}.`];
  return status === 500 && reference !== '' ? [`Reference: ${reference}.`] : [];
}

/** Longer than this, nobody looks on: the hour is said instead. */
const countedSecondsMax = 180;

const shortWait = ({ detail: { retryAfterSeconds: seconds } }: Refusal): number | undefined =>
  typeof seconds === 'number' && seconds <= countedSecondsMax ? seconds : undefined;

const secondsOf = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`);

/** `at 14:05`, the minute after which it is certain. */
function atClock(seconds: number): string {
  const at = new Date(deviceClock.now() + (seconds + 59) * SECOND_MS);
  return `at ${new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(at)}`;
}

/** The link of a page opens nothing any more. */
export const isDeadLink = (thrown: unknown): boolean =>
  thrown instanceof Refusal && (thrown.status === 404 || thrown.code === 'http/invalid-request');
