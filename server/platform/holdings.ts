import { sql } from 'kysely';
import type { Work } from './work.ts';

/**
 * What becomes of a group of tables. Every table stands in exactly one holding (`tests/schema.test.ts`), so that
 * retention, deletion and export can act on a list without knowing what the records mean.
 */
export interface Holding {
  readonly name: string;
  /** Parents before children; erasing goes the other way round. */
  readonly tables: readonly string[];
  /** Whose records these are; the deployment's own stay when a team goes. */
  readonly of: 'team' | 'deployment';
  /** In one sentence: how long the records stay, and why. */
  readonly kept: string;
  /** Removes what is past its own limit (ended sign-ins, old attempts); returns how many records went. */
  readonly expire?: (work: Work) => Promise<number>;
}

/** Removes every record of the team whose unit of work this is; returns how many went. */
export async function eraseTeamRecords(work: Work, holdings: readonly Holding[]): Promise<number> {
  const tables = holdings.filter((holding) => holding.of === 'team').flatMap((holding) => holding.tables);
  let erased = 0;
  for (const table of tables.toReversed()) {
    // Row-level security bounds this to the team; a unit without a team finds nothing.
    const gone = await sql`delete from ${sql.table(table)}`.execute(work.sql);
    erased += Number(gone.numAffectedRows ?? 0);
  }
  return erased;
}
