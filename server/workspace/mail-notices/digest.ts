import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Addressee, Waiting } from './mail-notices.sql.ts';

const NAMED_MAX = 5;

/** Names where something waits, how much and from whom, and how many reminders came; never what was written. */
export function digestMail(
  to: Addressee,
  waiting: readonly Waiting[],
  count: { readonly messages: number; readonly reminders: number },
  { url, token }: { readonly url: string; readonly token: string },
): Mail {
  const team = lineOf(to.team_name);
  const counted = [...numbered(count.messages, 'message'), ...numbered(count.reminders, 'reminder')].join(' and ');
  const what = `${counted} ${count.messages + count.reminders === 1 ? 'waits' : 'wait'}`;
  const more = waiting.length < limits.mailNotices.conversationsMax ? [] : ['- and perhaps more'];
  const unsubscribe = `${url}/v1/mail-notices/${token}`;
  const text = [
    `${what} for you in ${team}:`,
    [...waiting.map(conversation), ...more, ...numbered(count.reminders, 'reminder').map((line) => `- ${line}`)].join(
      '\n',
    ),
    `Read and answer: ${url}/t/${to.team_slug}`,
    `No more mail of this kind: ${unsubscribe}\nHow often it comes is up to you, in your preferences.\n`,
  ].join('\n\n');
  return { to: to.email, subject: `${what} for you in ${team}`, text, unsubscribe };
}

const numbered = (count: number, noun: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${noun}` : `${count} ${noun}s`];

function conversation({ kind, name, authors, count }: Waiting): string {
  const named = authors.slice(0, NAMED_MAX).map(lineOf).join(', ');
  const from = authors.length > NAMED_MAX ? `${named} and others` : named;
  const where = kind === 'direct' ? 'directly' : kind === 'group' ? 'in a group conversation' : `in #${name ?? ''}`;
  return `- ${count} ${where}, from ${from}`;
}

const LINE_CHARACTERS_MAX = 80;
const lineOf = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .slice(0, LINE_CHARACTERS_MAX)
    .toWellFormed();
