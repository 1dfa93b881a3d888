/**
 * Which other cases may be about the same. The danger: a hint that tells somebody of a case what they may not know. The
 * principle: only who works at the desk is told, and of a case that one is not in nothing but its name. The reporter
 * learns of nothing. The boundary: it is a hint, and finds no duplicate in other words.
 */
import { type AlikeCase, EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { requireDuty } from '../roster/roster.ts';
import { type ComparedRow, comparedRows } from './alike.sql.ts';
import { caseKey, nameOf } from './case-state.ts';
import { likenesses, type Words } from './likeness.ts';
import { insideCase } from './standing.ts';

/** Less is chance. */
const likenessMin = 0.25;

interface Compared extends Words {
  readonly row: ComparedRow;
  readonly weakness: string | undefined;
}

export async function alikeCases(work: Work, actor: Actor, id: CaseId): Promise<{ cases: AlikeCase[] }> {
  await requireDuty(work, actor);
  await insideCase(work, actor, id);
  const rows = await comparedRows(work.sql, id, actor.member, deskLimits.comparedMax);
  const all: Compared[] = [];
  for (const row of rows) all.push(await opened(work, row));
  const mine = all.find(({ row }) => row.id === id);
  if (!mine) return { cases: [] };
  const others = all.filter((one) => one !== mine);
  const scores = likenesses(mine, others);
  const found = others
    .map((other, at) => judged(mine, other, scores[at] ?? 0))
    .filter(({ because }) => because.length > 0);
  const best = found.toSorted((a, b) => b.because.length - a.because.length || b.likeness - a.likeness);
  return { cases: best.slice(0, deskLimits.alikeShownMax) };
}

async function opened(work: Work, row: ComparedRow): Promise<Compared> {
  const key = await caseKey(work, row.id);
  const rating = row.rating ? key.open(row.id, `rating ${row.rating_number}`, row.rating) : '{}';
  return {
    row,
    title: key.open(row.id, 'title', row.title),
    text: row.letter ? key.open(row.id, `letter ${row.letter_number}`, row.letter) : '',
    weakness: (JSON.parse(rating) as { weakness?: string }).weakness,
  };
}

function judged(mine: Compared, other: Compared, likeness: number): AlikeCase {
  const { row, title, weakness } = other;
  const digests = new Set(mine.row.digests);
  const because: AlikeCase['because'] = [
    ...(row.digests.some((digest) => digests.has(digest)) ? (['same-file'] as const) : []),
    ...(likeness >= likenessMin ? (['words'] as const) : []),
  ];
  // Half of all weaknesses are of few kinds: alone that says nothing.
  if (because.length > 0 && weakness !== undefined && weakness === mine.weakness) because.push('same-weakness');
  return {
    ...{ id: publicId('N', row.id), name: nameOf(row), closed: row.report_state === 'closed', because },
    likeness: Math.round(likeness * 100) / 100,
    ...(row.terms === EMBARGO_TERMS.version ? { title } : {}),
  };
}
