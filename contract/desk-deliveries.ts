/** How a letter of a case went out by mail. */
import Type, { type Static } from 'typebox';
import { MailMarks } from './desk-mails.ts';
import { Time } from './identity.ts';
import { CaseIdSchema, MailIdSchema } from './ids.ts';

const oneOf = <Of extends string>(names: readonly Of[], description?: string) =>
  Type.Unsafe<Of>(Type.String({ enum: [...names], ...(description === undefined ? {} : { description }) }));

/** Why a letter did not go out, in words for the desk. */
export const WITHHELD = {
  'not-proven': 'Nothing shows that the report came from that address; a receipt could go to somebody who never wrote.',
  'no-answer-wanted': 'Its sender wants no answers of programs.',
  'one-a-day': 'This address had a receipt within the last day.',
  'told-before': 'The mail about the letter before it leads there as well.',
  'notices-off': 'Its reporter wants no such mails.',
  'told-lately': 'A mail went out within the last day, and the reporter has not come since.',
  'enough-today': 'This address had as many such mails as go to one in a day.',
  'no-desk-address': 'The desk has no published address to send from.',
  refused: 'The mail server did not take it.',
  unreachable: 'The mail server could not be reached.',
} as const;
export type Withheld = keyof typeof WITHHELD;

export const Delivery = Type.Object({
  how: oneOf(
    ['encrypted', 'link', 'receipt', 'notice'] as const,
    'link: without a word of the letter; receipt: by a program; notice: that there is one, to an unproven address.',
  ),
  state: oneOf(
    ['sending', 'sent', 'kept', 'failed', 'withheld', 'uncertain'] as const,
    'kept: no mail server is set, it lies in the folder; uncertain: the server stopped while it was handed over.',
  ),
  why: Type.Optional(oneOf(Object.keys(WITHHELD) as Withheld[])),
  at: Time,
});
export type Delivery = Static<typeof Delivery>;

export const Correspondence = Type.Object({
  goesOut: oneOf(
    ['page', 'notice', 'link', 'encrypted'] as const,
    'How the next letter does: page: the reporter comes and reads it; notice and link: a mail says that it is there, ' +
      'a notice to an address that nobody has proven.',
  ),
  key: Type.Optional(
    Type.Object({
      fingerprint: Type.String(),
      isConfirmed: Type.Boolean({ description: 'Somebody of the desk held it against what its holder says.' }),
    }),
  ),
  deliveries: Type.Array(Type.Object({ letter: Type.Integer(), ...Delivery.properties }), {
    description: 'The last attempt of each letter.',
  }),
  mails: Type.Array(
    Type.Object({
      id: MailIdSchema,
      letter: Type.Optional(Type.Integer({ description: 'That it became; absent: the report.' })),
      marks: MailMarks,
    }),
  ),
});
export type Correspondence = Static<typeof Correspondence>;

export const LetterParams = Type.Object(
  { case: CaseIdSchema, letter: Type.Integer({ minimum: 1, maximum: 10_000 }) },
  { additionalProperties: false },
);
