/**
 * What is said of messages, signatures and keys of others: between processes too, so each is a schema. Confined
 * processes take only its types: the schemas are what their answers are held against.
 */
import Type, { type Static } from 'typebox';

/** Why a message did not open. `too-much`: it needs more memory or time, or becomes larger, than is allowed. */
export const Unopened = Type.Union([
  Type.Literal('for-another-key'),
  Type.Literal('damaged'),
  Type.Literal('too-much'),
]);
export type Unopened = Static<typeof Unopened>;

export const Signature = Type.Object({
  /**
   * `good`: what it covers is as the holder of the key wrote it. `expired-key`: good, by a key that has expired since.
   * `unknown-key`: there is no key to hold it against. `bad`: altered, by a key that was void, or by too weak a digest.
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
  fingerprint: Type.Optional(Type.String()),
  /** Where the key comes from: one of those handed in, or of this very mail, which then proves only itself. */
  key: Type.Optional(Type.Union([Type.Literal('known'), Type.Literal('attached')])),
  /** RFC 3339, as the signature claims. */
  at: Type.Optional(Type.String()),
});
export type Signature = Static<typeof Signature>;

/** What a public key says of itself. Nothing vouches for it but the way on which it came. */
export const PublicKeyFacts = Type.Object({
  fingerprint: Type.String(),
  /** The mail addresses that the key itself certifies, in lower case. */
  addresses: Type.Array(Type.String()),
  /** RFC 3339; absent: never. */
  expiresAt: Type.Optional(Type.String()),
  /** Whether one can encrypt for it now: it is neither void nor expired and has a key for that. */
  encrypts: Type.Boolean(),
});
export type PublicKeyFacts = Static<typeof PublicKeyFacts>;
