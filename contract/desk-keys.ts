/** The OpenPGP keys of a team's security desk. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';

const closed = { additionalProperties: false } as const;

export const Fingerprint = Type.String({
  pattern: '^[0-9A-F]{40}$',
  description: 'Of an OpenPGP key: 40 hexadecimal digits in upper case.',
});
export const DeskKey = Type.Object({
  fingerprint: Type.String(),
  address: Type.String({ description: 'For which mail address it was made.' }),
  algorithm: Type.String(),
  createdAt: Time,
  expiresAt: Time,
  state: Type.Union([Type.Literal('current'), Type.Literal('former'), Type.Literal('revoked')], {
    description: 'former: another one followed it, and it still opens what was encrypted for it.',
  }),
  endedAt: Type.Optional(Type.String({ description: 'When another one followed it, or it was revoked.' })),
});
export type DeskKey = Static<typeof DeskKey>;

export const DeskKeyList = Type.Object({
  address: Type.Optional(Type.String({ description: 'For which the next key is made: that of the published policy.' })),
  keys: Type.Array(DeskKey, { description: 'The newest first.' }),
});
export const MakeDeskKey = Type.Object(
  {
    replaces: Type.Optional({ ...Fingerprint, description: 'The current key, where there is one.' }),
  },
  closed,
);
export const MadeDeskKey = Type.Object({
  key: DeskKey,
  revocationCertificate: Type.String({ description: 'Armoured. Shown this once, to be printed.' }),
});
export const DeskKeyParams = Type.Object({ fingerprint: Fingerprint }, closed);
export const RevocationReason = Type.Union([
  Type.Literal('compromised'),
  Type.Literal('superseded'),
  Type.Literal('retired'),
]);
export type RevocationReason = Static<typeof RevocationReason>;
export const RevokeDeskKey = Type.Object({ reason: RevocationReason }, closed);
