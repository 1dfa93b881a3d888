/**
 * What a mail says once it is read. It was written by a stranger and read by a process that met the stranger's bytes:
 * every text of it is to be shown as text, and every name and type is no more than a claim.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { PublicKeyFacts, Signature, Unopened } from '../open-pgp-words.ts';

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

/** One piece of what the sender wrote. Pieces are never joined: so what was encrypted stays apart from the rest. */
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
  /** As the sender gives it, on one line and bounded: still no name for a file. */
  name: Type.String(),
  /** As the sender claims. */
  type: Type.String(),
  wasEncrypted: Type.Boolean(),
  signature: maybe(Signature),
});
export type ReadFile = Static<typeof ReadFile>;

/** A public key that came with the mail. */
export const FoundKey = Type.Object({
  ...PublicKeyFacts.properties,
  how: Type.Union([Type.Literal('attached'), Type.Literal('autocrypt')]),
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
    ...Unopened.anyOf,
    Type.Literal('too-many-parts'),
    Type.Literal('too-deep'),
    /** It is read by a guess. */
    Type.Literal('unknown-characters'),
  ]),
});
export type Unread = Static<typeof Unread>;

export interface ReadMail {
  readonly head: MailHead;
  /** In the order in which they stand. */
  readonly passages: readonly Passage[];
  readonly files: readonly (ReadFile & { readonly content: Buffer })[];
  readonly signatures: readonly Signature[];
  /** `publicKey`: binary. */
  readonly keys: readonly (FoundKey & { readonly publicKey: Buffer })[];
  readonly unread: readonly Unread[];
}

/** As the process answers: the bytes of files and keys follow in this order, each so long. */
export const Answer = Type.Object({
  head: MailHead,
  passages: list(Passage),
  files: list(Type.Object({ ...ReadFile.properties, bytes: Type.Integer({ minimum: 0 }) })),
  signatures: list(Signature),
  keys: list(Type.Object({ ...FoundKey.properties, bytes: Type.Integer({ minimum: 0 }) })),
  unread: list(Unread),
});
export type Answer = Static<typeof Answer>;

export interface Asked {
  /** Armoured. */
  readonly own: readonly string[];
  /** Binary, in base64. */
  readonly known: readonly string[];
  /** RFC 3339. */
  readonly now: string;
  readonly openedBytesMax: number;
  /** How much is read: everything; everything, but nothing is opened or held against a signature; the head alone. */
  readonly mode: 'whole' | 'closed' | 'head';
}
