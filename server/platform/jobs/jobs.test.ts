import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TeamId } from '#contract/ids.ts';
import { createLog } from '../log.ts';
import { openTestDatabase, testUnits } from '../testing/testing.ts';
import type { Fact } from '../work.ts';
import { createJobs, type FactJob, type Job, type Jobs } from './jobs.ts';

declare module '../work.ts' {
  interface Facts {
    'test.happened': { readonly number: number; readonly text: string };
    'test.ignored': object;
  }
}

const TEAM = '01900000-0000-7000-8000-000000000001' as TeamId;
const happened = (number: number): Fact => ({ kind: 'test.happened', number, text: 'what somebody wrote' });
const database = await openTestDatabase();

async function open(jobs: readonly Job[], attempted: (job: string, outcome: string) => void = () => {}): Promise<Jobs> {
  const opened = createJobs({ database, log: createLog('silent'), attempted });
  await opened.declare(jobs);
  return opened;
}

type Consumer = FactJob<'test.happened', { readonly number: number }>;

const consumer = (name: string, run: Consumer['run']): Consumer => ({
  name,
  says: 'Notes the number.',
  onFact: 'test.happened',
  ids: ({ number }) => ({ number }),
  deadlineMs: 5_000,
  attemptsMax: 2,
  run,
});

/** Wakes the consumers until `done`: how a test passes the time between two attempts. */
async function wakeUntil(jobs: Jobs, done: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await done())) {
    assert.ok(performance.now() - started < 20_000, 'the job did not come to its end in time');
    jobs.wake([happened(0)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a committed fact reaches each of its consumers once, one that was rolled back reaches none', async () => {
  const seen: string[] = [];
  const both = Promise.withResolvers<void>();
  const note = (who: string) => async (_units: unknown, team: TeamId, fact: { number: number }) => {
    seen.push(`${who} ${team === TEAM} ${fact.number}`);
    if (seen.length === 2) both.resolve();
  };
  const jobs = await open([consumer('first', note('first')), consumer('second', note('second'))]);
  const units = await testUnits(database, { enqueue: jobs.enqueue, published: (_team, facts) => jobs.wake(facts) });

  await assert.rejects(
    units.open({ team: TEAM }, async (work) => {
      work.emit(happened(1));
      throw new Error('no');
    }),
  );
  await units.open({ team: TEAM }, async (work) => {
    work.emit(happened(2));
    // Of one unit the same is the same.
    work.emit(happened(2));
  });
  assert.equal((await jobs.counts()).running, 0);
  await jobs.run(units);
  await both.promise;
  await jobs.close();
  assert.deepEqual(seen.toSorted(), ['first true 2', 'second true 2']);
  const { rows } = await database.pool.query("select 1 from pgboss.job where name in ('first', 'second')");
  assert.equal(rows.length, 2);
});

test('a kind without a consumer costs no statement', async () => {
  const jobs = await open([consumer('first', async () => {})]);
  await jobs.enqueue(undefined as never, TEAM, [{ kind: 'test.ignored' }]);
  await jobs.close();
});

test('a failed attempt is repeated, and neither what the fact says nor the error stands in the queue', async () => {
  let attempts = 0;
  const outcomes: string[] = [];
  const failOnce = consumer('fails-once', async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('about what somebody wrote');
  });
  const jobs = await open([failOnce], (job, outcome) => outcomes.push(`${job} ${outcome}`));
  const units = await testUnits(database, { enqueue: jobs.enqueue });
  await units.open({ team: TEAM }, async (work) => work.emit(happened(1)));
  await jobs.run(units);
  await wakeUntil(jobs, () => outcomes.length === 2);
  await jobs.close();
  assert.deepEqual(outcomes, ['fails-once failed', 'fails-once done']);
  const { rows } = await database.pool.query("select 1 from pgboss.job where job::text like '%somebody wrote%'");
  assert.equal(rows.length, 0);
});

test('an entry whose attempts are used up lies among the dead, where it is counted', async () => {
  const failing = consumer('always-fails', async () => {
    throw new Error('no');
  });
  const jobs = await open([failing]);
  const units = await testUnits(database, { enqueue: jobs.enqueue });
  await units.open({ team: TEAM }, async (work) => work.emit(happened(1)));
  await jobs.run(units);
  const isDead = async (): Promise<boolean> =>
    (await database.pool.query("select 1 from pgboss.job where name = 'dead'")).rows.length === 1;
  await wakeUntil(jobs, isDead);
  await jobs.close();
});

test('closing finishes the job that runs and starts no other', async () => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const finished: number[] = [];
  const slow = consumer('slow', async (_units, _team, fact) => {
    started.resolve();
    await goOn.promise;
    finished.push(fact.number);
  });
  const jobs = await open([slow]);
  const units = await testUnits(database, { enqueue: jobs.enqueue });
  await units.open({ team: TEAM }, async (work) => {
    for (const number of [1, 2]) work.emit(happened(number));
  });
  await jobs.run(units);
  await started.promise;
  const closed = jobs.close();
  goOn.resolve();
  await closed;
  assert.equal(finished.length, 1);
});

test('a job past its deadline has its signal aborted', async () => {
  const aborted = Promise.withResolvers<void>();
  const stuck: Job = {
    ...consumer('stuck', async (_units, _team, _fact, signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      aborted.resolve();
    }),
    deadlineMs: 1_000,
  };
  const jobs = await open([stuck]);
  const units = await testUnits(database, { enqueue: jobs.enqueue });
  await units.open({ team: TEAM }, async (work) => work.emit(happened(1)));
  await jobs.run(units);
  await aborted.promise;
  await jobs.close();
});

test('a schedule is kept in the database, and one that no job declares any more is forgotten', async () => {
  const nightly: Job = {
    name: 'nightly',
    says: 'Sweeps.',
    schedule: '0 3 * * *',
    deadlineMs: 1_000,
    attemptsMax: 1,
    async run() {},
  };
  const schedules = async (): Promise<object[]> => {
    const { rows } = await database.pool.query<{ name: string; cron: string }>(
      'select name, cron from pgboss.schedule',
    );
    return rows;
  };
  await (await open([nightly])).close();
  assert.deepEqual(await schedules(), [{ name: 'nightly', cron: '0 3 * * *' }]);
  await (await open([])).close();
  assert.deepEqual(await schedules(), []);
});
