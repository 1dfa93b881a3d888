/**
 * What PostgreSQL's background processes do elsewhere. A single backend has none: without this the write-ahead log
 * grows for ever, dead rows stay, the planner keeps old statistics, and transaction numbers run out.
 *
 * Each call does at most one checkpoint or one table, so clients wait for one of them, never for all.
 */
import type { Backend } from './backend.ts';
import type { Counters } from './counters.ts';

const walBytesMax = 32 * 1024 * 1024;
const ticksBetweenLooks = 20;

export interface Upkeep {
  /** Called between transactions, about ten times a second. */
  tick(): void;
}

/** `failed` hears of upkeep that did not work, in words without content. */
export function openUpkeep(backend: Backend, counters: Counters, failed: (reason: string) => void): Upkeep {
  const skipped: string[] = [];
  let seenTurns = 0;
  let changed = false;
  let ticksToLook = ticksBetweenLooks;

  const checkpoint = (): void => {
    if (walBytes(backend) < walBytesMax) return;
    backend.rows('CHECKPOINT');
    counters.add('checkpoints');
  };

  const vacuum = (): boolean => {
    const table = neediestTable(backend, skipped);
    if (!table) return false;
    try {
      backend.rows(`VACUUM (ANALYZE) ${table.name}`);
      counters.add('vacuums');
    } catch (error) {
      skipped.push(table.oid);
      failed(`VACUUM of ${table.name} failed and is not tried again before the next start: ${String(error)}`);
    }
    return true;
  };

  const look = (): void => {
    if (counters.read('turns') !== seenTurns) {
      changed = true;
      checkpoint();
    }
    ticksToLook -= 1;
    if (!changed || ticksToLook > 0) return;
    ticksToLook = ticksBetweenLooks;
    changed = vacuum();
    if (changed) ticksToLook = 1;
  };

  return {
    tick() {
      try {
        look();
      } catch (error) {
        failed(`Upkeep failed and is tried again: ${String(error)}`);
      }
      seenTurns = counters.read('turns');
    },
  };
}

function walBytes(backend: Backend): number {
  const [row] = backend.rows('select pg_current_wal_insert_lsn() - redo_lsn from pg_control_checkpoint()');
  return Number(row?.[0]);
}

/**
 * The table that most exceeds the limits of PostgreSQL's autovacuum (its defaults: dead rows, rows changed since the
 * last ANALYZE, rows inserted since the last VACUUM), or whose oldest transaction number has come of age.
 */
function neediestTable(backend: Backend, skipped: readonly string[]): { oid: string; name: string } | undefined {
  backend.rows('select pg_stat_force_next_flush()');
  const [row] = backend.rows(`
    select relid, relid::regclass
    from pg_stat_all_tables join pg_class on pg_class.oid = relid,
      lateral (select greatest(
        n_dead_tup / (50 + 0.2 * greatest(reltuples, 0)),
        n_mod_since_analyze / (50 + 0.1 * greatest(reltuples, 0)),
        n_ins_since_vacuum / (1000 + 0.2 * greatest(reltuples, 0)),
        age(relfrozenxid) / 150e6) as need)
    where schemaname <> 'pg_toast' and relkind in ('r', 'm') and relpersistence <> 't' and need > 1
      and relid <> all ('{${skipped.join(',')}}'::oid[])
    order by need desc limit 1`);
  return row?.[0] && row[1] ? { oid: row[0], name: row[1] } : undefined;
}
