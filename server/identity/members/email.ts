import { problem } from '#platform/problem.ts';

export const emailUnusable = problem(
  'members/email-unusable',
  422,
  'This e-mail address cannot be told apart from another one. Write it in plain letters.',
);

const FORM = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;

/**
 * The form under which an address is compared: trimmed, NFKC, lower case. Two addresses that look the same are the
 * same account. Throws `emailUnusable` for what is no address any more once it is folded.
 */
export function foldEmail(email: string): string {
  const folded = email.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
  if (!FORM.test(folded)) throw emailUnusable();
  return folded;
}
