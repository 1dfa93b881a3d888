/** What crosses the wire of the security desk: its people, its cases, and what is done in them. */
import Type, { type Static } from 'typebox';
import { SEVERITY_LEVELS } from './desk-clocks.ts';
import { FACT_NAMES } from './desk-facts.ts';
import { CLOSE_REASONS } from './desk-report.ts';
import { RELEASE_STATES, STAGES } from './desk-stage.ts';
import { CVE_PATTERN, DUTIES, PARTS, type Part } from './desk-terms.ts';
import { SSVC_POINTS, URGENCIES } from './desk-urgency.ts';
import { PageSize, Time } from './identity.ts';
import { CaseIdSchema, MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
const oneOf = <Of extends string>(names: readonly Of[], description?: string) =>
  Type.Unsafe<Of>(Type.String({ enum: [...names], ...(description === undefined ? {} : { description }) }));
const keysOf = <Of extends object>(of: Of) => Object.keys(of) as (keyof Of & string)[];

const Written = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000\\ud800-\\udfff][^\\u0000\\ud800-\\udfff]*$',
  });
const Letter = Written(40_000);
const Reason = Written(4_000);
const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?Z$',
  description: 'RFC 3339, in UTC.',
});

export { DUTIES, type Duty, EMBARGO_TERMS, type Part } from './desk-terms.ts';

export const DeskRoster = Type.Object({
  people: Type.Array(Type.Object({ member: MemberIdSchema, duty: oneOf(DUTIES), addedAt: Time })),
});
export const RosterParams = Type.Object({ member: MemberIdSchema }, closed);
export const RosterDuty = Type.Object({ duty: oneOf(DUTIES) }, closed);

/** What is known of the bytes of a report: nobody has read them yet, they were, or they cannot be. */
const RAW_STATES = ['unread', 'read', 'unreadable'] as const;
export type RawState = (typeof RAW_STATES)[number];

const SHA256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const Clock = Type.Object({
  name: Type.String(),
  number: Type.String({ description: 'C0 to C10 of the process.' }),
  says: Type.String(),
  startedAt: Time,
  dueAt: Time,
  stoppedAt: Type.Optional(Time),
  state: oneOf(['running', 'paused', 'overdue', 'kept', 'broken'] as const),
});
const Severity = oneOf(['none', ...SEVERITY_LEVELS] as const);
const Embargo = Type.Object({
  state: oneOf(['none', 'proposed', 'active', 'revising', 'ended'] as const),
  until: Type.Optional(Time),
  proposedBy: Type.Optional(oneOf(['desk', 'reporter'] as const)),
  proposedUntil: Type.Optional(Time),
});
const standing = {
  id: CaseIdSchema,
  name: Type.String({ description: 'DESK-0147.' }),
  report: oneOf(['received', 'valid', 'invalid', 'accepted', 'deferred', 'closed'] as const),
  release: oneOf(RELEASE_STATES),
  stage: oneOf(keysOf(STAGES)),
  zeroDay: Type.Boolean({ description: 'It is public, exploitable by all or attacked, and not yet released.' }),
  severity: Type.Optional(Severity),
  receivedAt: Time,
  isWaiting: Type.Boolean({ description: 'One waits for the reporter.' }),
  coordinator: Type.Optional(MemberIdSchema),
};
/** A case as one sees it in the list: without its title until one is in it. */
export const CaseCard = Type.Object({
  ...standing,
  you: oneOf(['inside', 'asked', 'outside'] as const, 'asked: the terms are still to be accepted.'),
  title: Type.Optional(Type.String()),
  next: Type.Optional(Clock),
});
export const CaseCards = Type.Object({
  cases: Type.Array(CaseCard),
  next: Type.Optional(CaseIdSchema),
  duty: Type.Optional(oneOf(DUTIES, 'Your own at the desk.')),
});
export const CaseQuery = Type.Object(
  {
    closed: Type.Optional(Type.Boolean({ description: 'Those that are closed, newest first.' })),
    after: Type.Optional(CaseIdSchema),
    limit: Type.Optional(PageSize),
  },
  closed,
);
/** All that an admin who is not in a case learns of it. */
export const CaseSizes = Type.Object({
  cases: Type.Array(Type.Object({ id: CaseIdSchema, bytes: Type.Integer() })),
  next: Type.Optional(CaseIdSchema),
});
export const CaseSizesQuery = Type.Object(
  { after: Type.Optional(CaseIdSchema), limit: Type.Optional(PageSize) },
  closed,
);
const Measured = {
  cases: Type.Integer({ description: 'That this happened in, received in the last twelve months.' }),
  medianMs: Type.Optional(Type.Integer({ description: 'From the report on; from five cases on.' })),
};
export const ResponseTimes = Type.Object(
  { ...Measured, decision: Type.Object(Measured), publication: Type.Object(Measured) },
  { description: 'To the first human answer, to the decision whether it is valid, and to publication.' },
);

const Ssvc = Type.Object(
  {
    exploitation: oneOf(keysOf(SSVC_POINTS.exploitation)),
    automatable: oneOf(keysOf(SSVC_POINTS.automatable)),
    valueDensity: oneOf(keysOf(SSVC_POINTS.valueDensity)),
    technicalImpact: oneOf(keysOf(SSVC_POINTS.technicalImpact)),
    publicSafety: oneOf(keysOf(SSVC_POINTS.publicSafety)),
  },
  closed,
);
const Weakness = Type.Object({ id: Type.String(), name: Type.String() });
const Rating = Type.Object({
  number: Type.Integer(),
  at: Time,
  by: MemberIdSchema,
  severity: Severity,
  vector: Type.Optional(Type.String()),
  score: Type.Optional(Type.Number()),
  weakness: Type.Optional(Weakness),
  ssvc: Type.Optional(Ssvc),
  urgency: Type.Optional(oneOf(keysOf(URGENCIES))),
  explanation: Type.String(),
});
const File = Type.Object({
  number: Type.Integer(),
  name: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  side: oneOf(['desk', 'reporter'] as const),
  letter: Type.Optional(Type.Integer({ description: 'The number of the letter that it came with.' })),
  at: Time,
});
const ThreadLetter = Type.Object({
  number: Type.Integer(),
  side: oneOf(['desk', 'reporter'] as const),
  by: Type.Optional(MemberIdSchema),
  automatic: Type.Boolean({ description: 'Nobody typed it; it keeps no promise of a human answer.' }),
  text: Type.String(),
  at: Time,
});
const Fact = Type.Object({
  fact: oneOf(FACT_NAMES),
  side: oneOf(['desk', 'reporter', 'system'] as const),
  by: Type.Optional(MemberIdSchema),
  evidence: Type.String(),
  at: Time,
});
const Event = Type.Object({
  number: Type.Integer(),
  kind: Type.String(),
  side: oneOf(['desk', 'reporter', 'system'] as const),
  by: Type.Optional(MemberIdSchema),
  shown: Type.Boolean({ description: 'The reporter sees it too, without who and without the details.' }),
  details: Type.Optional(Type.String()),
  at: Time,
});
const Branch = Type.Object({
  number: Type.Integer(),
  name: Type.String(),
  sha256: Type.Optional(Type.String()),
  bytes: Type.Optional(Type.Integer()),
  base64: Type.Optional(Type.String({ description: 'The patch, byte by byte.' })),
  addedBy: Type.Optional(MemberIdSchema),
  addedAt: Type.Optional(Time),
  evidence: Type.Optional(Type.String({ description: 'Of the tests on exactly this patch.' })),
  testedAt: Type.Optional(Time),
});
const Cve = Type.Object({
  cve: Type.String(),
  issue: Type.String(),
  state: oneOf(['reserved', 'rejected'] as const),
  at: Time,
});
export const DeskCase = Type.Object({
  ...standing,
  title: Type.String(),
  source: Type.String(),
  raw: Type.Object({
    sha256: Type.String(),
    bytes: Type.Integer(),
    type: Type.String({ description: 'The media type of what came in.' }),
    state: oneOf(RAW_STATES, 'Whether what it says was read out of it; unreadable: it could not be, and both know.'),
  }),
  reporter: Type.Optional(Type.Object({ name: Type.Optional(Type.String()), address: Type.Optional(Type.String()) })),
  embargo: Embargo,
  facts: Type.Array(Fact),
  clocks: Type.Array(Clock),
  ratings: Type.Array(Rating, { description: 'The last one holds.' }),
  people: Type.Array(
    Type.Object({
      member: MemberIdSchema,
      part: oneOf(PARTS),
      reason: Type.String(),
      addedBy: Type.Optional(MemberIdSchema),
      addedAt: Time,
      acceptedAt: Type.Optional(Time),
    }),
  ),
  branches: Type.Array(Branch),
  cves: Type.Array(Cve),
  letters: Type.Array(ThreadLetter),
  files: Type.Array(File, { description: 'To be saved, never rendered.' }),
  notes: Type.Array(Type.Object({ number: Type.Integer(), by: MemberIdSchema, text: Type.String(), at: Time })),
  timeline: Type.Array(Event),
  views: Type.Array(
    Type.Object({
      number: Type.Integer(),
      by: Type.Optional(MemberIdSchema),
      part: oneOf([...PARTS, 'reporter'] as const),
      seen: Type.String(),
      at: Time,
      digest: Type.String({ description: 'SHA-256 over the entry and the digest before it.' }),
    }),
  ),
  closeReason: Type.Optional(oneOf(keysOf(CLOSE_REASONS))),
  duplicateOf: Type.Optional(CaseIdSchema),
  disputedAt: Type.Optional(Time),
  withdrawnAt: Type.Optional(Type.String({ format: 'date-time', description: 'When the reporter took it back.' })),
  moves: Type.Array(Type.String(), { description: 'What can be done with the report now.' }),
});
export const RawReport = Type.Object({
  sha256: Type.String(),
  bytes: Type.Integer(),
  base64: Type.String({ description: 'The report as it came in; to be saved, never rendered.' }),
});
export const OpenedFile = Type.Object({
  name: Type.String(),
  sha256: Type.String(),
  bytes: Type.Integer(),
  base64: Type.String({ description: 'To be saved, never rendered.' }),
});

export const CaseParams = Type.Object({ case: CaseIdSchema }, closed);
export const CasePersonParams = Type.Object({ case: CaseIdSchema, member: MemberIdSchema }, closed);
export const CaseBranchParams = Type.Object(
  { case: CaseIdSchema, branch: Type.Integer({ minimum: 1, maximum: 20 }) },
  closed,
);
export const CaseFileParams = Type.Object(
  { case: CaseIdSchema, file: Type.Integer({ minimum: 1, maximum: 1_000 }) },
  closed,
);
export const CaseCveParams = Type.Object({ case: CaseIdSchema, cve: Type.String({ pattern: CVE_PATTERN }) }, closed);
export const CaseFactParams = Type.Object({ case: CaseIdSchema, fact: oneOf(FACT_NAMES) }, closed);
export const EnterCase = Type.Object({ terms: Type.String({ maxLength: 40 }), reason: Type.Optional(Reason) }, closed);
export const AlikeCase = Type.Object({
  id: CaseIdSchema,
  name: Type.String(),
  title: Type.Optional(Type.String({ description: 'For who is in that case.' })),
  closed: Type.Boolean(),
  because: Type.Array(oneOf(['same-file', 'words', 'same-weakness'] as const)),
  likeness: Type.Number({ description: 'Of their words, from 0 to 1.' }),
});
export type AlikeCase = Static<typeof AlikeCase>;
export const AlikeCases = Type.Object({ cases: Type.Array(AlikeCase) });
export const AddPerson = Type.Object({ part: oneOf(PARTS), reason: Reason }, closed);
export const AssignCase = Type.Object({ coordinator: MemberIdSchema, reason: Reason }, closed);
export const WriteLetter = Type.Object({ text: Letter }, closed);
export const WriteToReporter = Type.Object(
  {
    text: Letter,
    files: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 255 }),
            base64: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 900_000 }),
          },
          closed,
        ),
        { maxItems: 10, description: 'Together with the text at most 1 MiB.' },
      ),
    ),
  },
  closed,
);
export const Judgement = Type.Object({ reason: Reason }, closed);
export const DecideDispute = Type.Object({ upheld: Type.Boolean(), text: Letter }, closed);
export const StateFact = Type.Object({ evidence: Reason }, closed);
export const ProposeDate = Type.Object(
  {
    until: Instant,
    side: Type.Optional(
      oneOf(['desk', 'reporter'] as const, 'reporter: as the reporter said, and `evidence` says where.'),
    ),
    evidence: Type.Optional(Reason),
  },
  closed,
);
export const AnswerDate = Type.Object(
  { side: Type.Optional(oneOf(['desk', 'reporter'] as const)), evidence: Type.Optional(Reason) },
  closed,
);
export const RateCase = Type.Object(
  {
    vector: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    word: Type.Optional(Severity),
    weakness: Type.Optional(Type.String({ pattern: '^CWE-[1-9][0-9]{0,5}$' })),
    ssvc: Type.Optional(Ssvc),
    explanation: Letter,
  },
  closed,
);
export const CloseCase = Type.Object(
  { reason: oneOf(keysOf(CLOSE_REASONS)), duplicateOf: Type.Optional(CaseIdSchema), text: Letter },
  closed,
);
export const NewCase = Type.Object({ case: CaseIdSchema, name: Type.String() });

export const NameBranches = Type.Object(
  { branches: Type.Array(Written(80), { minItems: 1, maxItems: 20, description: 'Supported, and concerned.' }) },
  closed,
);
export const AddPatch = Type.Object(
  { base64: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 700_000 }) },
  closed,
);
export const AddedPatch = Type.Object({ sha256: SHA256 });
export const AddEvidence = Type.Object({ sha256: SHA256, log: Written(200_000) }, closed);
export const RecordCve = Type.Object({ issue: Reason }, closed);

export const WeaknessQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })) }, closed);
export const Weaknesses = Type.Object({ version: Type.String(), weaknesses: Type.Array(Weakness) });

export type ResponseTimes = Static<typeof ResponseTimes>;
export type CaseCard = Static<typeof CaseCard>;
export type DeskCase = Static<typeof DeskCase>;
export type FixBranch = Static<typeof Branch>;
export type CaseCve = Static<typeof Cve>;
export type CaseFile = Static<typeof File>;
export type RateCase = Static<typeof RateCase>;
export type Rating = Static<typeof Rating>;

/** What a reporter sees of its case: everything here, and nothing else. */
export interface ReporterCase {
  readonly name: string;
  readonly title: string;
  /** What came in, and whether it could be read. */
  readonly raw: DeskCase['raw'];
  readonly receivedAt: string;
  readonly stage: DeskCase['stage'];
  readonly zeroDay: boolean;
  readonly isClosed: boolean;
  readonly closeReason?: keyof typeof CLOSE_REASONS;
  readonly severity?: DeskCase['severity'];
  readonly isWaiting: boolean;
  readonly embargo: DeskCase['embargo'];
  readonly clocks: DeskCase['clocks'];
  /** Reserved, and as yet for nobody else. */
  readonly cves: readonly string[];
  /** Once the fix is ready. */
  readonly patches: readonly Pick<FixBranch, 'name' | 'sha256' | 'base64'>[];
  /** The desk asked to try the patches, and waits for a word. */
  readonly isRetestAsked: boolean;
  readonly canDispute: boolean;
  readonly isWithdrawn: boolean;
  /** Word by mail of letters of the desk; absent: it cannot be. */
  readonly notices?: 'on' | 'off';
  /** False for who came by mail and has no passphrase yet. */
  readonly hasPassphrase: boolean;
  /** The case that it began anew as; the same passphrase opens it. */
  readonly goesOnAs?: string;
  readonly letters: readonly Omit<DeskCase['letters'][number], 'by'>[];
  readonly files: readonly CaseFile[];
  readonly timeline: readonly { readonly kind: string; readonly side: string; readonly at: string }[];
  /** How many of each part opened the case; nobody by name. */
  readonly seenBy: Readonly<Record<Part, number>>;
}

/** `DESK-0147`. */
export const caseName = (number: number): string => `DESK-${String(number).padStart(4, '0')}`;
