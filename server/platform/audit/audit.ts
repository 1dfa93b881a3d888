/**
 * The audit log of a team and of the deployment. The danger: an operator who rewrites what happened. The principle:
 * every entry is a salted commitment in an RFC 6962 tree whose signed heads leave the building; the content may be
 * erased, the proof stays. The boundary: entries hold ids and settings, never what people wrote.
 */
import type { TeamId } from '#contract/ids.ts';
import type { Work } from '../work.ts';

export interface AuditEntry {
  /** What happened, in the past tense: `channel.archived`. */
  readonly kind: string;
  /** Who did it: `member:<uuid>`, `operator`, `system` or `nobody` (not signed in). */
  readonly actor: string;
  /** What it was done to: `<kind>:<uuid>`. */
  readonly object: string;
  /** Settings before and after, counts; never content. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditLog {
  /** Seals and appends the entries at the end of the unit of work; the head stays locked until the commit. */
  append(work: Work, team: TeamId, entries: readonly AuditEntry[]): Promise<void>;
}
