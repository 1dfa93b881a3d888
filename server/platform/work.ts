/**
 * The unit of work: one transaction with everything that a rule may depend on. The danger it averts: a change whose
 * audit entry or event is missing. The principle: rules touch the world only through `Work`; change, entry and event
 * are written by the same commit. The boundary: network, mail and hashing never happen inside.
 */
import type { TeamId } from '#contract/ids.ts';
import type { AuditEntry, AuditLog } from './audit/audit.ts';
import type { Clock } from './clock.ts';
import { APP_ROLE, type Connection, type Database, isConnectionLost, type Sql, sqlState } from './database/database.ts';
import { limits } from './limits.ts';
import { problem } from './problem.ts';
import type { Random } from './random.ts';
import type { Keys, Vault } from './vault/vault.ts';

/** Facts by kind, in the past tense. Each room adds its own by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Facts {}

export type Fact = { [Kind in keyof Facts]: { readonly kind: Kind } & Facts[Kind] }[keyof Facts];

export interface Work {
  readonly sql: Sql;
  /** The moment of this unit; it does not move. */
  readonly now: Date;
  readonly random: Random;
  readonly keys: Keys;
  audit(entry: AuditEntry): void;
  emit(fact: Fact): void;
}

/** A team's rows, or the deployment's own: nothing else is visible inside the unit. */
export type Scope = { readonly team: TeamId } | 'deployment';

/** Rows that belong to the deployment carry this in place of a team. */
export const DEPLOYMENT = '00000000-0000-0000-0000-000000000000' as TeamId;

export interface Units {
  /**
   * Runs `use` in one transaction and commits. Whatever it throws rolls everything back. Serialisation failures are
   * repeated, so `use` may run more than once and must have no effect outside its `Work`.
   */
  open<T>(scope: Scope, use: (work: Work) => Promise<T>): Promise<T>;
}

export interface UnitsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly audit: AuditLog;
  /** Writes the facts that somebody must act on later into the queue, in the same transaction. */
  readonly enqueue: (sql: Sql, team: TeamId, facts: readonly Fact[]) => Promise<void>;
  /** Called after the commit, in this process, in no particular order between units; must not throw. */
  readonly published: (team: TeamId, facts: readonly Fact[]) => void;
}

export const storeUnavailable = problem(
  'database/unavailable',
  503,
  'The database cannot be reached. What was acknowledged is kept; try again in a moment.',
);
export const storeFull = problem(
  'database/full',
  507,
  'The disk is full. What was acknowledged is kept, this was not written. Free some space, then try again.',
);

const RETRIED = new Set(['40001', '40P01']);
const FULL = new Set(['53100', '53200']);

export function createUnits(options: UnitsOptions): Units {
  return {
    async open(scope, use) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await openOnce(options, scope === 'deployment' ? DEPLOYMENT : scope.team, use);
        } catch (error) {
          const state = sqlState(error);
          if (state && RETRIED.has(state) && attempt < limits.database.serializationRetriesMax) continue;
          if (state && FULL.has(state)) throw Object.assign(storeFull(), { cause: error });
          if (isConnectionLost(error)) throw Object.assign(storeUnavailable(), { cause: error });
          throw error;
        }
      }
    },
  };
}

async function openOnce<T>(options: UnitsOptions, team: TeamId, use: (work: Work) => Promise<T>): Promise<T> {
  const facts: Fact[] = [];
  const result = await options.database.withConnection(async (connection) => {
    const entries: AuditEntry[] = [];
    await begin(connection, team);
    try {
      const now = options.clock();
      const { keys, committed } = options.vault.forUnit(connection.sql, team, options.random, now);
      const work: Work = {
        sql: connection.sql,
        now,
        random: options.random,
        keys,
        audit: (entry) => void entries.push(entry),
        emit: (fact) => void facts.push(fact),
      };
      const value = await use(work);
      if (entries.length > 0) await options.audit.append(work, team, entries);
      await options.enqueue(connection.sql, team, facts);
      await connection.run('commit');
      committed();
      return value;
    } catch (error) {
      // A lost connection has rolled back by itself.
      if (!isConnectionLost(error)) await connection.run('rollback');
      throw error;
    }
  });
  if (facts.length > 0) options.published(team, facts);
  return result;
}

/** One round trip. The id is quoted as a literal because SET takes no parameters; its form is checked. */
async function begin(connection: Connection, team: TeamId): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(team)) throw new Error('A unit of work was opened for something that is no team.');
  await connection.run(`begin; set local role ${APP_ROLE}; set local wardroom.team = '${team}'`);
}
