/** What was refused of a form, beside the field that it is about. */
import { Refusal } from '#sync/api.ts';
import { wordsFor } from '#view/attempt.ts';

/** By the name of the field in the request; `whole` is about no single one. */
export type Faults = Readonly<Record<string, string | undefined>>;

/** Refusals that are about one field. */
const fieldOf: Readonly<Record<string, string>> = {
  'members/handle-taken': 'handle',
  'members/email-taken': 'email',
  'members/email-unusable': 'email',
  'passwords/length': 'password',
  'passwords/weak': 'password',
};

const forms: Readonly<Record<string, string>> = {
  name: 'A name has 1 to 80 characters that can be seen.',
  handle: 'Lower-case letters and digits, after the first also dots, hyphens and underscores; at most 32.',
  email: 'This is not the form of an e-mail address.',
  title: 'At most 100 characters that can be seen.',
  pronouns: 'At most 40 characters that can be seen.',
  phone: 'At most 40 characters that can be seen.',
};

/** Faults of our own are thrown on. `wrongPassword`: the field to which "the password is not right" belongs. */
export function faultsOf(fault: unknown, wrongPassword = 'whole'): Faults {
  const words = wordsFor(fault);
  if (!(fault instanceof Refusal)) return { whole: words };
  if (fault.code === 'passwords/wrong') return { [wrongPassword]: words };
  const field = fieldOf[fault.code];
  if (field !== undefined) return { [field]: words };
  const wrong = misshapen(fault).filter((name) => forms[name] !== undefined);
  return wrong.length === 0 ? { whole: words } : Object.fromEntries(wrong.map((name) => [name, forms[name]]));
}

function misshapen({ code, detail }: Refusal): string[] {
  if (code !== 'http/invalid-request') return [];
  return (detail.errors as readonly { at: string }[]).map(({ at }) => at.split('/')[2] ?? '');
}
