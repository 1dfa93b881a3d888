/**
 * What a mail says once it is read. It was written by a stranger and read by a process that met the stranger's bytes:
 * every text of it is to be shown as text, and every name and type is no more than a claim.
 */
import Type, { type Static, type TSchema } from 'typebox';
import type { Unopened } from '../keys/keys.ts';

const list = <Item extends TSchema>(item: Item) => Type.Array(item);
const maybe = <Item extends TSchema>(item: Item) => Type.Optional(item);

export const Mailbox = Type.Object({
  /** Decoded; absent where none is given. */
  name: maybe(Type.String()),
  /** As it was written, but for the domain, which is in lower case. One `@`, no blanks, no control characters. */
  address: Type.String(),
});
export type Mailbox = Static<typeof Mailbox>;

/** The fields at the top of a mail, decoded. Ids are without their angle brackets. */
export const MailHead = Type.Object({
  from: list(Mailbox),
  sender: maybe(Mailbox),
  replyTo: list(Mailbox),
  to: list(Mailbox),
  cc: list(Mailbox),
  /** Empty where there is none. Where the mail was encrypted with its subject in it, that one. */
  subject: Type.String(),
  /** RFC 3339, as the sender's clock had it. */
  date: maybe(Type.String()),
  messageId: maybe(Type.String()),
  inReplyTo: list(Type.String()),
  references: list(Type.String()),
  /** In lower case, without parameters: `no`, `auto-replied`, `auto-generated` … (RFC 3834). */
  autoSubmitted: maybe(Type.String()),
  precedence: maybe(Type.String()),
  listId: maybe(Type.String()),
  /** Empty: `<>`, nobody wants to hear of this mail again. Absent: the field is not there. */
  returnPath: maybe(Type.String()),
  /** In lower case, without parameters: `text/plain` where there is none. */
  contentType: Type.String(),
  /** Every field of the outermost head in its order, the name in lower case: for rules that ask for others. */
  fields: list(Type.Tuple([Type.String(), Type.String()])),
});
export type MailHead = Static<typeof MailHead>;

export const Signature = Type.Object({
  /**
   * `good`: what it covers is as the holder of the key wrote it. `expired-key`: good, by a key that has expired since.
   * `unknown-key`: there is no key to hold it against. `bad`: altered, or by a key that was void; read all the same.
   */
  state: Type.Union([
    Type.Literal('good'),
    Type.Literal('expired-key'),
    Type.Literal('unknown-key'),
    Type.Literal('bad'),
  ]),
  /** 16 hexadecimal digits in upper case, as the signature claims. */
  keyId: Type.String(),
  /** Of the primary key, where the key is there: 40 hexadecimal digits in upper case (64 for version 6). */
  fingerprint: maybe(Type.String()),
  /** Where the key comes from: one of those handed in, or of this very mail, which then proves only itself. */
  key: maybe(Type.Union([Type.Literal('known'), Type.Literal('attached')])),
  /** RFC 3339, as the signature claims. */
  at: maybe(Type.String()),
});
export type Signature = Static<typeof Signature>;

/** One piece of what the sender wrote. Pieces are never joined: only so what was encrypted stays apart from the rest. */
export const Passage = Type.Object({
  /** Lines end with a line feed. Of HTML what can be read in it; nothing of it is ever markup. */
  text: Type.String(),
  wasEncrypted: Type.Boolean(),
  wasHtml: Type.Boolean(),
  /** Of the signature that covers this whole piece. */
  signature: maybe(Signature),
  /** It stood in a mail that was forwarded within this one, by this subject. */
  forwarded: maybe(Type.String()),
});
export type Passage = Static<typeof Passage>;

export const ReadFile = Type.Object({
  /** A base name, bounded, without control characters. */
  name: Type.String(),
  /** As the sender claims. */
  type: Type.String(),
  wasEncrypted: Type.Boolean(),
  signature: maybe(Signature),
});

/** A public key that came with the mail: nothing vouches for it but the mail itself. */
export const FoundKey = Type.Object({
  how: Type.Union([Type.Literal('attached'), Type.Literal('autocrypt')]),
  fingerprint: Type.String(),
  /** The mail addresses in its user ids, in lower case. */
  addresses: list(Type.String()),
  /** RFC 3339; absent: never. */
  expiresAt: maybe(Type.String()),
  /** Whether one can encrypt for it now: it is neither void nor expired and has a key for that. */
  encrypts: Type.Boolean(),
  wasEncrypted: Type.Boolean(),
  /** Of Autocrypt alone: the sender asks for encryption. */
  prefersEncryption: maybe(Type.Boolean()),
});
export type FoundKey = Static<typeof FoundKey>;

/** Something of the mail that could not be read, and stays as it came. */
export const Unread = Type.Object({
  /** What it is, in our words or by the file's name. */
  what: Type.String(),
  why: Type.Union([
    ...(['for-another-key', 'damaged', 'too-much'] as const satisfies readonly Unopened[]).map((why) =>
      Type.Literal(why),
    ),
    Type.Literal('too-many-parts'),
    Type.Literal('too-deep'),
  ]),
});
export type Unread = Static<typeof Unread>;

export interface ReadMail {
  readonly head: MailHead;
  /** In the order in which they stand. */
  readonly passages: readonly Passage[];
  readonly files: readonly (Static<typeof ReadFile> & { readonly content: Buffer })[];
  readonly signatures: readonly Signature[];
  /** `publicKey`: binary. */
  readonly keys: readonly (FoundKey & { readonly publicKey: Buffer })[];
  readonly unread: readonly Unread[];
}
