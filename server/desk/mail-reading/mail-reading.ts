/**
 * Mails of strangers, read. The danger: a mail that was made to break what reads it, to become a thousand times as
 * large, or to carry off what was encrypted. The principle: the whole of it is taken apart in a process of its own,
 * within bounds (`platform/confined`); what was encrypted is never joined with what was not; a signature is held against
 * the bytes that it covers. The boundary: for that moment the process has the desk's private keys, and what it
 * answers is no more to be trusted than the mail.
 */
import type { ReadMail } from './reading-words.ts';

export type { FoundKey, Mailbox, MailHead, Passage, ReadMail, Signature, Unread } from './reading-words.ts';

export interface MailKeys {
  /** The desk's own, armoured. */
  readonly own: readonly string[];
  /** Public keys of senders, binary, against which signatures are held. */
  readonly known: readonly Uint8Array[];
}

/**
 * What a mail says. Any bytes end in an answer: where something of it could not be read, `unread` says what and why.
 * `unreadable`: not even its head could be read within the bounds. Nothing is kept here: whoever calls has kept the
 * bytes before, and bounds how many are read at a time.
 */
export type ReadMailOf = (
  keys: MailKeys,
  raw: Buffer,
  now: Date,
) => Promise<ReadMail | { readonly unreadable: 'too-much' }>;
