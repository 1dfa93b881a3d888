/** How strangers report by the web: the fields of the form, and what it is answered with. */
import Type, { type Static } from 'typebox';
import type { ClockName } from './desk-clocks.ts';
import { Email, Time } from './identity.ts';

const closed = { additionalProperties: false } as const;

/** Of what is typed, in characters; of files, in bytes together. */
export const REPORT_LIMITS = {
  affected: 200,
  title: 300,
  text: 40_000,
  name: 100,
  fileBytes: 24 * 1024 * 1024,
  files: 20,
} as const;

const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
const Text = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000][^\\u0000\\ud800-\\udfff]*$',
  });
export const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });

/** What the form says; a field that was left empty is not there. Files come besides, any number of `files`. */
export const ReportFields = Type.Object(
  {
    affected: Type.Optional(Line(REPORT_LIMITS.affected)),
    title: Line(REPORT_LIMITS.title),
    text: Text(REPORT_LIMITS.text),
    name: Type.Optional(Line(REPORT_LIMITS.name)),
    address: Type.Optional(Email),
    mayBeNamed: Type.Optional(Type.Literal('yes')),
    until: Type.Optional(Day),
  },
  closed,
);
export type ReportFields = Static<typeof ReportFields>;

/** The media type of a message that was encrypted in the browser, and the header that carries its passphrase. */
export const ENCRYPTED_REPORT = 'application/pgp-encrypted';
export const PASSPHRASE_HEADER = 'wardroom-passphrase';
export const EncryptedReportHeaders = Type.Object({
  [PASSPHRASE_HEADER]: Type.String({ minLength: 1, maxLength: 100 }),
});

/** The promises of a desk in the words that a reporter reads. */
export const PROMISE_WORDS: Readonly<Record<ClockName, string>> = {
  receipt: 'A receipt arrives',
  'first-touch': 'A person answers',
  triage: 'You hear whether we confirm it',
  fix: 'A fix is ready',
  update: 'You hear from us again',
  overall: 'All is done and published',
  retrospective: 'We write down what we learnt',
  renewal: 'Keys are renewed',
};

export const ReceivedReport = Type.Object({
  case: Type.String({ description: 'DESK-0147.' }),
  next: Type.Array(Type.Object({ says: Type.String(), by: Time }), { description: 'What is promised, and by when.' }),
});
export type ReceivedReport = Static<typeof ReceivedReport>;
