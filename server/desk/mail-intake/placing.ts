/**
 * Where a mail belongs. The danger: a stranger who gets into a case by naming its number or answering one of its
 * letters, two programs that answer each other for ever, and a report that is thrown away because it looks like spam.
 * The principle: a mail joins a case only if it answers a letter that we sent and comes from who it was sent to; the
 * subject says nothing; nothing is refused, and whatever is doubtful waits for a person. The boundary: who can read the
 * reporter's mail can answer as the reporter.
 */
import type { HeldFor, MailMarks, MailVerdicts } from '#contract/desk-mails.ts';
import type { MailHead } from '../mail-reading/mail-reading.ts';
import type { Signature } from '../open-pgp-words.ts';

/** Of an answer, what is known of the case that it refers to. */
export interface Referred {
  readonly kind: 'none' | 'gone' | 'forged' | 'case';
  /** The address of the case's reporter. */
  readonly reporter?: string | undefined;
  readonly isClosed?: boolean;
}

export interface Seen {
  /** Undefined where not even that could be read. */
  readonly head: MailHead | undefined;
  /** Of the envelope. */
  readonly sender: string;
  /** The desk's address that it came to. */
  readonly recipient: string;
  readonly encryption: MailMarks['encryption'];
  readonly signatures: readonly Signature[];
  readonly verdicts: MailVerdicts;
  readonly referred: Referred;
}

export type Place = 'report' | 'letter' | HeldFor;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The one address that it says it comes from. Of a mail whose head could not be read, that of the envelope. */
export function authorOf({ head, sender }: Pick<Seen, 'head' | 'sender'>): string | undefined {
  if (!head) return sender === '' ? undefined : sender;
  return head.from.length === 1 ? head.from[0]?.address : undefined;
}

export function placeOf(seen: Seen): Place {
  const author = authorOf(seen);
  if (author !== undefined && same(author, seen.recipient)) return 'own-address';
  if (isAutomatic(seen)) return 'automatic';
  if (author === undefined) return 'nobody';
  const { kind, reporter, isClosed = false } = seen.referred;
  if (kind === 'forged') return 'forged';
  if (kind === 'gone') return 'closed';
  const isSigned = seen.signatures.some(({ state, key }) => state === 'good' && key === 'known');
  const isDenied = seen.verdicts.dmarc.result === 'fail' && !isSigned;
  if (kind === 'case') {
    if (reporter === undefined || !same(author, reporter)) return 'stranger';
    if (isDenied) return 'unproven';
    return isClosed ? 'closed' : 'letter';
  }
  // Whoever took the trouble to encrypt for the desk has something to say to it.
  return isDenied && seen.encryption === 'none' ? 'dmarc' : 'report';
}

const BULK = new Set(['bulk', 'list', 'junk', 'auto_reply']);

/** A program wrote it (RFC 3834), or nobody wants an answer to it. */
export function isAutomatic({ head, sender }: Pick<Seen, 'head' | 'sender'>): boolean {
  if (sender === '') return true;
  if (!head) return false;
  const { autoSubmitted, precedence, listId, returnPath, contentType } = head;
  return (
    (autoSubmitted !== undefined && autoSubmitted !== 'no') ||
    (precedence !== undefined && BULK.has(precedence.toLowerCase())) ||
    listId !== undefined ||
    returnPath === '' ||
    contentType === 'multipart/report' ||
    head.fields.some(([name]) => name === 'x-autoreply' || name === 'x-autorespond')
  );
}

/**
 * Whether a receipt may go to its author: it wants one, and nothing says that it came from somebody else. Otherwise a
 * person's answer is the first that goes there.
 */
export function mayHaveReceipt(seen: Seen): 'yes' | 'not-proven' | 'no-answer-wanted' {
  const author = authorOf(seen);
  if (author === undefined || isAutomatic(seen)) return 'no-answer-wanted';
  if (
    seen.head?.fields.some(([name, value]) => name === 'x-auto-response-suppress' && /all|oof|autoreply/i.test(value))
  )
    return 'no-answer-wanted';
  const { dmarc, spf, dkim } = seen.verdicts;
  if (dmarc.result === 'pass') return 'yes';
  if (dmarc.result !== 'none') return 'not-proven';
  const domain = domainOf(author);
  if (dkim.some((one) => one.result === 'pass' && same(one.domain, domain))) return 'yes';
  // Without DMARC: what the envelope says counts where it says the same as the mail.
  const isOneSender = same(domainOf(seen.sender), domain);
  return isOneSender && (spf.result === 'pass' || spf.result === 'none' || spf.result === 'neutral')
    ? 'yes'
    : 'not-proven';
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
