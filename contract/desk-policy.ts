/** What a team says in public about how it takes reports of weaknesses, and what it promises. */
import Type, { type Static } from 'typebox';
import { Email, Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
/** No control or bidirectional override characters: what is published must read as it was written. */
const LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$';
const TEXT =
  '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$';

const Line = Type.String({ minLength: 1, maxLength: 200, pattern: LINE });
const Lines = Type.Array(Line, { maxItems: 50 });
const days = (maximum: number) => Type.Integer({ minimum: 1, maximum });

export const Thanked = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: LINE }),
    for: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: LINE })),
    year: Type.Integer({ minimum: 1990, maximum: 2200 }),
  },
  closed,
);
export const DeskPromises = Type.Object(
  {
    firstAnswerHours: Type.Integer({ minimum: 1, maximum: 720 }),
    triageDays: days(90),
    updateDays: days(90),
    fixDays: Type.Object({ critical: days(365), high: days(365), medium: days(365), low: days(365) }, closed),
    overallDays: days(365),
  },
  closed,
);
export const DeskPolicy = Type.Object(
  {
    address: { ...Email, description: 'To which reports are mailed; the next key is made for it.' },
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Z]{2})?$' }), {
      minItems: 1,
      maxItems: 10,
      description: 'In which reports are read, the preferred one first (RFC 5646).',
    }),
    inScope: Lines,
    outOfScope: Lines,
    conduct: { ...Lines, description: 'What researchers are asked not to do.' },
    safeHarbour: Type.String({ maxLength: 5_000, pattern: TEXT, description: 'Paragraphs, an empty line apart.' }),
    promises: DeskPromises,
    embargoDays: Type.Integer({ minimum: 0, maximum: 365, description: 'Proposed unless something else is agreed.' }),
    thanks: Type.Array(Thanked, { maxItems: 500, description: 'Who agreed to be named.' }),
  },
  closed,
);
export type DeskPolicy = Static<typeof DeskPolicy>;
export type DeskPromises = Static<typeof DeskPromises>;

export const PublishedPolicy = Type.Object({
  version: Type.Integer({ description: '0: nothing is published yet, and the policy is what we propose.' }),
  policy: DeskPolicy,
  setBy: Type.Optional(MemberIdSchema),
  setAt: Type.Optional(Time),
});
export const PublishPolicy = Type.Object(
  {
    after: Type.Integer({ minimum: 0, description: 'The version that was changed.' }),
    policy: DeskPolicy,
  },
  closed,
);
export const PolicyVersionList = Type.Object({
  versions: Type.Array(Type.Object({ version: Type.Integer(), setBy: MemberIdSchema, setAt: Time }), {
    description: 'The last fifty, the newest first.',
  }),
});
export const PolicyVersionParams = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }, closed);
