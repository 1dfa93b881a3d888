/**
 * Work that happens after the commit, or at a time. The danger: a fact that nobody acts on because the process died in
 * between. The principle: the entry in the queue is written by the transaction of the fact, and stays until a run of it
 * succeeded. The boundary: pg-boss is known here alone; entries carry ids, errors stay in the log.
 */
import { sql } from 'kysely';
import { fromKysely, PgBoss } from 'pg-boss';
import type { TeamId } from '#contract/ids.ts';
import { DAY_MS, SECOND_MS } from '../clock.ts';
import type { Database, Sql } from '../database/database.ts';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Fact, Facts, Units } from '../work.ts';
import type { FactJob, Job } from './job.ts';

export type { FactJob, Job, ScheduledJob } from './job.ts';

export interface Jobs {
  /** Makes a queue for each job; nothing can be enqueued before. Once. */
  declare(jobs: readonly Job[]): Promise<void>;
  /**
   * Writes one entry per fact and consumer into the open transaction; nothing at all for kinds without a consumer. The
   * last step before the commit: the transaction goes on as the owner of the tables.
   */
  enqueue(transaction: Sql, team: TeamId, facts: readonly Fact[]): Promise<void>;
  /** Starts the consumers of these facts at once instead of when they next look; to be called after the commit. */
  wake(facts: readonly Fact[]): void;
  /** From now on this process runs jobs. */
  run(units: Units): Promise<void>;
  /** How many entries wait, run, and lie dead. */
  counts(): Promise<JobCounts>;
  /** Starts nothing new, finishes what runs (within `limits.jobs.stopMs`), then resolves. The database stays open. */
  close(): Promise<void>;
}

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
}

export interface JobsOptions {
  readonly database: Database;
  readonly log: Log;
  /** Hears of each attempt; must not throw. */
  readonly attempted: (job: string, outcome: 'done' | 'failed', seconds: number) => void;
}

const DEAD = 'dead';

export function createJobs({ database, log, attempted }: JobsOptions): Jobs {
  const boss = queueIn(database, log);
  let declared: readonly Job[] = [];
  const consumers = new Map<keyof Facts, FactJob[]>();
  const workers = new Map<string, string[]>();

  const wakeJob = (job: Job): void => {
    for (const worker of workers.get(job.name) ?? []) boss.notifyWorker(worker);
  };

  return {
    async declare(jobs) {
      await boss.start();
      await boss.createQueue(DEAD, { retryLimit: 0, retentionSeconds: limits.jobs.deadKeptMs / SECOND_MS });
      for (const job of jobs) {
        await makeQueue(boss, job);
        if ('onFact' in job) consumers.set(job.onFact, [...(consumers.get(job.onFact) ?? []), job]);
      }
      await forgetSchedules(boss, jobs);
      declared = jobs;
    },

    async enqueue(transaction, team, facts) {
      const entries = Map.groupBy(entriesOf(consumers, team, facts), ({ job }) => job);
      if (entries.size === 0) return;
      await sql`set local role none`.execute(transaction);
      const db = fromKysely(transaction);
      for (const [job, of] of entries) await boss.insert(job, of, { db });
    },

    wake(facts) {
      for (const { kind } of facts) for (const job of consumers.get(kind) ?? []) wakeJob(job);
    },

    async run(units) {
      const settings = { pollingIntervalSeconds: limits.jobs.pollMs / SECOND_MS };
      for (const job of declared) {
        const working = Array.from({ length: job.atOnce ?? 1 }, () =>
          boss.work(job.name, settings, async ([entry]) => {
            if (!entry) return;
            const run =
              'schedule' in job
                ? () => job.run(units, entry.signal)
                : () => runOn(job, units, entry.data as Entry, entry.signal);
            await attempt(job, run, { log, attempted });
            // The next entry may wait already; without this the worker would look again only at its next poll.
            wakeJob(job);
          }),
        );
        workers.set(job.name, await Promise.all(working));
      }
    },

    counts: () => countsIn(boss),

    async close() {
      workers.clear();
      await boss.stop({ graceful: true, timeout: limits.jobs.stopMs });
    },
  };
}

function queueIn(database: Database, log: Log): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    backend: database.engine === 'embedded' ? 'pglite' : 'postgres',
    registerInstance: false,
    // The embedded store vacuums itself, and PostgreSQL's operator has other means to watch it.
    monitorVacuum: false,
    reindex: false,
    flowIntervalSeconds: DAY_MS / SECOND_MS,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: 30,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'The queue of jobs has a problem; it goes on trying'));
  return boss;
}

/** What is the same for a job is one entry, however often the unit stated it. */
function entriesOf(
  consumers: ReadonlyMap<keyof Facts, readonly FactJob[]>,
  team: TeamId,
  facts: readonly Fact[],
): { job: string; data: Entry }[] {
  const entries = facts.flatMap((fact) =>
    (consumers.get(fact.kind) ?? []).map((job) => ({ job: job.name, data: { team, ids: job.ids(fact as never) } })),
  );
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

const runOn = (job: FactJob, units: Units, { team, ids }: Entry, signal: AbortSignal): Promise<void> =>
  job.run(units, team, ids, signal);

async function attempt(
  job: Job,
  run: () => Promise<void>,
  { log, attempted }: Pick<JobsOptions, 'log' | 'attempted'>,
): Promise<void> {
  const started = performance.now();
  let outcome: 'done' | 'failed' = 'failed';
  try {
    await run();
    outcome = 'done';
  } catch (error) {
    log.error({ err: error, job: job.name }, 'A job failed; it is tried again until its attempts are used up');
    // What is thrown here is kept in the queue, where content must not stand.
    throw new Error('The job failed; the log says why.');
  } finally {
    attempted(job.name, outcome, (performance.now() - started) / SECOND_MS);
  }
}

async function countsIn(boss: PgBoss): Promise<JobCounts> {
  let [waiting, running, dead] = [0, 0, 0];
  for (const queue of await boss.getQueues()) {
    if (queue.name === DEAD) dead = queue.totalCount;
    else waiting += queue.queuedCount;
    running += queue.activeCount;
  }
  return { waiting, running, dead };
}

interface Entry {
  readonly team: TeamId;
  readonly ids: object;
}

async function makeQueue(boss: PgBoss, job: Job): Promise<void> {
  const settings = {
    retryLimit: job.attemptsMax - 1,
    retryDelay: limits.jobs.retryDelayMs / SECOND_MS,
    retryBackoff: true,
    retryDelayMax: limits.jobs.retryDelayMaxMs / SECOND_MS,
    expireInSeconds: Math.ceil(job.deadlineMs / SECOND_MS),
    deleteAfterSeconds: limits.jobs.doneKeptMs / SECOND_MS,
    deadLetter: DEAD,
  };
  await boss.createQueue(job.name, settings);
  // A queue of an earlier version keeps its old settings when it is created again.
  await boss.updateQueue(job.name, settings);
  if ('schedule' in job) await boss.schedule(job.name, job.schedule, null, { missed: 'once' });
}

/** Schedules of jobs that an earlier version had would be filed for ever, for nobody. */
async function forgetSchedules(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const scheduled = new Set(jobs.filter((job) => 'schedule' in job).map((job) => job.name));
  for (const { name } of await boss.getSchedules()) if (!scheduled.has(name)) await boss.unschedule(name);
}
