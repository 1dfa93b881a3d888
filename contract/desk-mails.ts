/** Mails to the security desk: what is checked of them, and those that wait for a person to decide. */
import Type, { type Static } from 'typebox';
import { PageSize, Time } from './identity.ts';
import { CaseIdSchema, MailIdSchema, MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
const oneOf = <Of extends string>(names: readonly Of[], description?: string) =>
  Type.Unsafe<Of>(Type.String({ enum: [...names], ...(description === undefined ? {} : { description }) }));
const keysOf = <Of extends object>(of: Of) => Object.keys(of) as (keyof Of & string)[];

/** RFC 8601, 2.7; `unknown`: it was not found out. */
export const VERDICTS = [
  ...(['pass', 'fail', 'softfail', 'neutral', 'none', 'policy', 'temperror', 'permerror', 'unknown'] as const),
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What speaks for a mail being from whom it says, and what against. It is shown, and refuses nothing. */
export const MailVerdicts = Type.Object({
  spf: Type.Object({ result: oneOf(VERDICTS), domain: Type.Optional(Type.String()) }),
  dkim: Type.Array(Type.Object({ result: oneOf(VERDICTS), domain: Type.String() })),
  dmarc: Type.Object({ result: oneOf(VERDICTS), domain: Type.Optional(Type.String()) }),
  arc: Type.Object({ result: oneOf(VERDICTS) }),
});
export type MailVerdicts = Static<typeof MailVerdicts>;

/** Why a mail is held, in words for who decides. */
export const HELD_FOR = {
  automatic:
    'A program sent it: a list, somebody who is away, or a server that could not deliver. Reports are seldom so.',
  'own-address': 'It says that it comes from this desk itself.',
  nobody: 'It does not say who wrote it, or names several.',
  stranger: 'It answers a letter of a case, and comes from somebody else than its reporter.',
  forged: 'It claims to answer a letter that this desk never wrote.',
  unproven: 'It answers a letter of a case in the name of its reporter; their domain says that it is not from there.',
  closed: 'It answers a letter of a case that is closed, or full.',
  dmarc: 'The domain of its sender says that it is not from there (DMARC). Forwarded mail often looks so.',
} as const;
export type HeldFor = keyof typeof HELD_FOR;

const Signature = Type.Object({
  state: oneOf(['good', 'expired-key', 'unknown-key', 'bad'] as const),
  fingerprint: Type.Optional(Type.String()),
  key: Type.Optional(oneOf(['known', 'attached'] as const)),
});

/** What was read of a mail, beside what it says. */
export const MailMarks = Type.Object({
  from: Type.Optional(Type.String({ description: 'The address that it says it comes from.' })),
  sender: Type.String({ description: 'Of the envelope; empty where no answer is wanted.' }),
  encryption: oneOf(['all', 'some', 'none'] as const, 'How much of it was encrypted for the desk.'),
  transport: oneOf(['encrypted', 'plain', 'unknown'] as const, 'On its last way to this server.'),
  verdicts: MailVerdicts,
  signatures: Type.Array(Signature),
  unread: Type.Array(Type.Object({ what: Type.String(), why: Type.String() }), {
    description: 'What of it could not be read; it stays as it came.',
  }),
});
export type MailMarks = Static<typeof MailMarks>;

const heldMail = {
  id: MailIdSchema,
  receivedAt: Time,
  bytes: Type.Integer(),
  heldFor: oneOf([...keysOf(HELD_FOR), 'unread'] as const, 'unread: no program has read it yet.'),
  subject: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  marks: Type.Optional(MailMarks),
  case: Type.Optional(Type.Object({ id: CaseIdSchema, name: Type.String() })),
};
/** A mail that waits, as it stands in the list. */
export const HeldMail = Type.Object(heldMail);
export const HeldMails = Type.Object({ mails: Type.Array(HeldMail), next: Type.Optional(MailIdSchema) });
export const HeldMailQuery = Type.Object(
  { after: Type.Optional(MailIdSchema), limit: Type.Optional(PageSize) },
  closed,
);
/** One that is looked at: as text, and never as markup. */
export const OpenedMail = Type.Object({
  ...heldMail,
  text: Type.String({ description: 'Its pieces; what was not encrypted beside what was is marked.' }),
  isCut: Type.Boolean({ description: 'The rest is in the mail as it came.' }),
  files: Type.Array(Type.Object({ name: Type.String(), bytes: Type.Integer() })),
  to: Type.Array(Type.String()),
  decidedBy: Type.Optional(MemberIdSchema),
});
export const MailParams = Type.Object({ mail: MailIdSchema }, closed);
export const FileMail = Type.Object({ case: CaseIdSchema }, closed);
/** `automatic`: an answer of a program, a list, a mail that was not delivered. */
export const PutMailAway = Type.Object({ as: oneOf(['automatic', 'spam'] as const) }, closed);
export const FiledMail = Type.Object({ case: CaseIdSchema, name: Type.String() });
export const RawMail = Type.Object({
  sha256: Type.String(),
  bytes: Type.Integer(),
  base64: Type.String({ description: 'The mail as it came in; to be saved, never rendered.' }),
});

export type HeldMail = Static<typeof HeldMail>;
export type OpenedMail = Static<typeof OpenedMail>;
