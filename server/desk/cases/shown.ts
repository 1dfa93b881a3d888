/** How dates and bytes of a case cross the wire, alike for the desk and for the reporter. */
import type { DeskCase } from '#contract/desk-cases.ts';
import type { Clock } from '#contract/desk-clocks.ts';
import type { CaseRow } from './cases.sql.ts';

export const shownClock = ({ startedAt, dueAt, stoppedAt, name, number, says, state }: Clock) => ({
  ...{ name, number, says, state },
  startedAt: new Date(startedAt).toISOString(),
  dueAt: new Date(dueAt).toISOString(),
  ...(stoppedAt === undefined ? {} : { stoppedAt: new Date(stoppedAt).toISOString() }),
});

export const shownRaw = (row: CaseRow): DeskCase['raw'] => ({
  ...{ sha256: row.raw_digest.toString('hex'), bytes: row.raw_bytes, type: row.raw_type, state: row.raw_state },
});

export const shownEmbargo = (row: CaseRow): DeskCase['embargo'] => ({
  state: row.embargo_state,
  ...(row.embargo_until ? { until: row.embargo_until.toISOString() } : {}),
  ...(row.proposed_by && row.proposed_until
    ? { proposedBy: row.proposed_by, proposedUntil: row.proposed_until.toISOString() }
    : {}),
});
