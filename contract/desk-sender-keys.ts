/** OpenPGP keys of the reporter of a case, and the desk's word on them. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { CaseIdSchema, MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
const oneOf = <Of extends string>(names: readonly Of[], description: string) =>
  Type.Unsafe<Of>(Type.String({ enum: [...names], description }));

export const SenderKey = Type.Object({
  fingerprint: Type.String({ description: '40 hexadecimal digits in upper case; 64 for a key of version 6.' }),
  state: oneOf(
    ['current', 'waiting', 'former', 'refused'],
    'current: letters are encrypted for it; waiting: it came after another one, and is not used until confirmed.',
  ),
  how: oneOf(
    ['attached', 'autocrypt', 'directory', 'written'],
    'How it was learnt: from a file or a header of a mail, from the directory of the domain, by somebody of the desk.',
  ),
  firstSeenAt: Time,
  expiresAt: Type.Optional(Time),
  confirmedAt: Type.Optional(Time),
  confirmedBy: Type.Optional(MemberIdSchema),
});
export type SenderKey = Static<typeof SenderKey>;

export const SenderKeys = Type.Object({
  address: Type.Optional(Type.String({ description: 'Absent: the reporter gave none, or you are not to know it.' })),
  keys: Type.Array(SenderKey, { description: 'The newest first.' }),
});

export const SenderKeyParams = Type.Object(
  { case: CaseIdSchema, fingerprint: Type.String({ pattern: '^(?:[0-9A-F]{40}|[0-9A-F]{64})$' }) },
  closed,
);
export const JudgedSenderKey = Type.Object(
  { isTheirs: Type.Boolean({ description: 'Somebody held the fingerprint against what its holder says.' }) },
  closed,
);
export const WrittenSenderKey = Type.Object(
  { key: Type.String({ minLength: 1, maxLength: 350_000, description: 'Armoured.' }) },
  closed,
);
