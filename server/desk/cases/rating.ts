/** How severe it is. Every change of a rating is explained to the reporter, by the same deed that makes it. */
import type { RateCase, Rating } from '#contract/desk-cases.ts';
import { RATED_VERSIONS, RUBRIC, type Score, type SeverityWord, scoreOf } from '#contract/desk-severity.ts';
import { urgencyOf } from '#contract/desk-urgency.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { requireWeakness, weaknessNamed } from '../severity/severity.ts';
import { caseFull, caseKey, handOf, record } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import { answer } from './letters.ts';
import { insertRating, ratingsOf } from './records.sql.ts';
import { lockedForCoordinator } from './standing.ts';

export const vectorUnreadable = problem<{ part: string }>(
  'desk/vector-unreadable',
  422,
  'This is no vector of CVSS 4.0 or 3.1. The named part is unknown, doubled, or has an unknown value.',
);
export const vectorIncomplete = problem<{ missing: readonly string[] }>(
  'desk/vector-incomplete',
  422,
  'The vector lacks metrics of its base, so it has no score. Choose a value for each that is named.',
);
export const ratingMissing = problem(
  'desk/rating-missing',
  422,
  'Give a vector, or one of the words: low, medium, high, critical or none.',
);
export const ratingContradicts = problem<{ vector: string }>(
  'desk/rating-contradicts',
  422,
  'The word is not the one of the vector. Leave one of them out, or change it.',
);

interface Kept extends Omit<RateCase, 'explanation' | 'vector' | 'word'> {
  readonly severity: SeverityWord;
  readonly vector?: string;
  readonly score?: number;
  readonly explanation: string;
}

function scored(vector: string): Score {
  const read = scoreOf(vector);
  if (read.kind === 'incomplete') throw vectorIncomplete({ missing: read.missing });
  if (read.kind === 'unreadable') throw vectorUnreadable({ part: read.part });
  const isRated = (RATED_VERSIONS as readonly string[]).includes(read.score.version);
  if (!isRated) throw vectorUnreadable({ part: `CVSS:${read.score.version}` });
  return read.score;
}

function judged({ vector, word }: Pick<RateCase, 'vector' | 'word'>): Pick<Kept, 'severity' | 'vector' | 'score'> {
  if (vector === undefined) {
    if (word === undefined) throw ratingMissing();
    return { severity: word };
  }
  const score = scored(vector);
  if (word !== undefined && word !== score.word) throw ratingContradicts({ vector: score.word });
  return { severity: score.word, vector: score.vector, score: score.overall };
}

/** Rates the case; the explanation goes to the reporter as a letter. */
export async function rateCase(work: Work, actor: Actor, id: CaseId, wanted: RateCase): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  const { weakness, ssvc, explanation } = wanted;
  if (weakness !== undefined) requireWeakness(weakness);
  const kept: Kept = {
    ...judged(wanted),
    ...(weakness === undefined ? {} : { weakness }),
    ...(ssvc === undefined ? {} : { ssvc }),
    explanation,
  };
  const before = await ratingsOf(work.sql, id, deskLimits.ratingsMax);
  if (before.length >= deskLimits.ratingsMax) throw caseFull();
  const number = before.length + 1;
  const body = (await caseKey(work, id)).seal(id, `rating ${number}`, JSON.stringify(kept));
  await insertRating(work.sql, {
    case_id: id,
    team_id: row.team_id,
    number,
    rated_by: actor.member,
    body,
    at: work.now,
  });
  const told = await answer(work, row, actor, letterOf(row, kept));
  await record(work, told, handOf(actor), { severity: kept.severity }, { kind: 'severity-set', shown: true });
}

function letterOf({ severity }: CaseRow, kept: Kept): string {
  const { severity: word, vector } = kept;
  const rubric = word === 'none' ? '' : ` (${RUBRIC[word]})`;
  const score = vector === undefined ? rubric : ` (${kept.score?.toFixed(1)}, ${vector})`;
  const from = severity === null || severity === kept.severity ? '' : ` It was ${severity} before.`;
  const weakness = kept.weakness ? ` ${kept.weakness}: ${weaknessNamed(kept.weakness)}.` : '';
  return `We rate this as ${word}${score}.${from}${weakness}\n\n${kept.explanation}`;
}

export async function shownRatings(work: Work, row: CaseRow): Promise<Rating[]> {
  const key = await caseKey(work, row.id);
  const rows = await ratingsOf(work.sql, row.id, deskLimits.ratingsMax);
  return rows.map(({ number, rated_by, body, at }) => {
    const { weakness, ssvc, ...kept } = JSON.parse(key.open(row.id, `rating ${number}`, body)) as Kept;
    return {
      ...{ number, by: publicId('U', rated_by), at: at.toISOString(), ...kept },
      ...(weakness ? { weakness: { id: weakness, name: weaknessNamed(weakness) ?? '' } } : {}),
      ...(ssvc ? { ssvc, urgency: urgencyOf(ssvc) } : {}),
    };
  });
}
