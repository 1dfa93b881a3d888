import type { TeamId } from '#contract/ids.ts';
import type { Evidence } from './evidence.ts';
import type { Holding } from './holdings.ts';
import type { Route } from './http/http.ts';
import type { Job } from './jobs/jobs.ts';
import type { Fact, Facts } from './work.ts';

/** What a room adds to the server: its manifest (`workspace/workspace.ts`) collects this for `main.ts`. */
export interface Room {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
  readonly holdings: readonly Holding[];
  readonly evidence: readonly Evidence[];
  /** Hears of the facts of each unit that this process committed, and of crossing ones of others; must not throw. */
  readonly committed?: (team: TeamId, facts: readonly Fact[]) => void;
  /** Kinds of facts that every process must hear of; they hold ids and nothing else. */
  readonly crossing?: readonly (keyof Facts)[];
  /** Facts of other processes may have been missed, in this team or anywhere; must not throw. */
  readonly missed?: (team: TeamId | undefined) => void;
  /** Begins what happens by itself at its time; once, when the server listens. */
  readonly start?: () => void;
  /** Finishes what was accepted; the database is still open. */
  readonly close?: () => Promise<void>;
}
