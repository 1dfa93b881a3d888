import type { TeamId } from '#contract/ids.ts';
import type { Facts, Units } from '../work.ts';

interface Declared {
  /** Stable: entries that wait in the database carry it. */
  readonly name: string;
  /** What it does, in one sentence. */
  readonly says: string;
  /** After this the signal is aborted and the attempt counts as failed. */
  readonly deadlineMs: number;
  /** Attempts in all; after the last failed one the entry lies in the dead letters. */
  readonly attemptsMax: number;
  /** How many entries one process works on beside each other; one if not said. */
  readonly atOnce?: number;
}

/** Runs at the times of a cron expression (five fields, UTC), once however many nodes there are. */
export interface ScheduledJob extends Declared {
  readonly schedule: string;
  run(units: Units, signal: AbortSignal): Promise<void>;
}

/**
 * Runs after each committed fact of one kind, at least once: a job that did its work and died before saying so runs
 * again, so `run` must be idempotent.
 */
export interface FactJob<Kind extends keyof Facts = keyof Facts, Ids extends object = object> extends Declared {
  readonly onFact: Kind;
  /** What the entry in the queue holds of the fact: ids and numbers, never content. It is stored as JSON. */
  ids(fact: { readonly kind: Kind } & Facts[Kind]): Ids;
  run(units: Units, team: TeamId, ids: Ids, signal: AbortSignal): Promise<void>;
}

export type Job = ScheduledJob | FactJob;
