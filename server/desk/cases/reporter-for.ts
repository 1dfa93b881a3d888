import type { DeskCase } from '#contract/desk-cases.ts';
import type { Work } from '#platform/work.ts';
import { caseKey } from './case-state.ts';
import { type CaseRow, reporterRow } from './cases.sql.ts';
import type { Reporter } from './opening.ts';
import type { Inside } from './standing.ts';

/** Who reported it: for fixers only if the reporter agreed. */
export async function reporterFor(work: Work, row: CaseRow, part: Inside['part']): Promise<DeskCase['reporter']> {
  const kept = await reporterRow(work.sql, row.id);
  if (!kept) return undefined;
  const text = (await caseKey(work, row.id)).open(row.id, 'reporter', kept.body);
  const { name, address, mayBeNamed } = JSON.parse(text) as Reporter;
  if (part === 'fixer' && !mayBeNamed) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined || part === 'fixer' ? {} : { address }) };
}
