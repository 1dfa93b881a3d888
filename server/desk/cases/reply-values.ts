/** What a case puts into the blanks of a reply, for who is in it. */
import { momentInWords } from '#contract/desk-clocks.ts';
import type { Blank } from '#contract/desk-template-words.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { clocksIn, nameOf, stateOf } from './case-state.ts';
import { reporterFor } from './reporter-for.ts';
import { insideCase } from './standing.ts';

export async function replyValues(work: Work, actor: Actor, id: CaseId): Promise<Partial<Record<Blank, string>>> {
  const { row, part } = await insideCase(work, actor, id);
  const reporter = await reporterFor(work, row, part);
  const state = await stateOf(work, row);
  const triage = clocksIn(state, work.now).find(({ name }) => name === 'triage');
  const silence = row.embargo_until ?? row.proposed_until;
  return {
    case: nameOf(row),
    reporter: reporter?.name ?? 'there',
    ...(triage && triage.stoppedAt === undefined ? { 'decision-by': momentInWords(triage.dueAt, 'UTC') } : {}),
    ...(silence && row.embargo_state !== 'ended' ? { 'silence-until': momentInWords(silence.getTime(), 'UTC') } : {}),
  };
}
