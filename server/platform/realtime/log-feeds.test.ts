import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Receiver } from './feed.ts';
import type { Frame } from './frames.ts';
import { createLogFeeds } from './log-feeds.ts';
import type { PublishedEntry } from './log-pages.ts';
import { emptyStats } from './stats.ts';
import { testLimits } from './testing.ts';

/** Reads the short texts of these tests back from their frames. */
const textOf = (frame: Frame) => frame.subarray(2).toString();

function newReceiver(...groups: string[]) {
  const got: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const receiver = {
    got,
    closed: false,
    groups: new Set(groups),
    logs: new Set<string>(),
    send: (frame: Frame) => void got.push(textOf(frame)),
    settle: async () => !receiver.closed,
    oneByOne: <T>(run: () => Promise<T>) => {
      const result = turn.then(run);
      turn = result.catch(() => {});
      return result;
    },
    close: () => {
      receiver.closed = true;
    },
  };
  return receiver satisfies Receiver;
}

/** A log in memory: what is committed can be read, whoever is told of it. */
function newWorld(options: { head?: number; timer?: (run: () => void) => () => void } = {}) {
  const committed: PublishedEntry[] = [];
  const commit = (ends?: string) => {
    const number = committed.length + 1;
    const entry = { number, json: `${number}`, ends };
    committed.push(entry);
    return entry;
  };
  for (let made = 0; made < (options.head ?? 0); made += 1) commit();
  const world = {
    commit,
    committed,
    head: () => committed.length,
    reads: 0,
    faults: [] as unknown[],
    timers: [] as (() => void)[],
    read: async (_log: string, after: number, limit: number): Promise<readonly PublishedEntry[]> =>
      committed.slice(after, after + limit),
    stats: emptyStats(),
  };
  const feeds = createLogFeeds({
    readLog: (log, after, limit) => {
      world.reads += 1;
      return world.read(log, after, limit);
    },
    resetText: (_log, number) => `reset ${number}`,
    limits: testLimits,
    timer:
      options.timer ??
      ((run) => {
        world.timers.push(run);
        return () => void world.timers.splice(world.timers.indexOf(run), 1);
      }),
    stats: world.stats,
    onFault: (fault) => world.faults.push(fault),
  });
  return { ...world, world, feeds };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + 1 + index}`);

test('whatever the order, the loss and the repetition, every receiver gets every entry once and in order', async () => {
  const notice = fc.record({ lost: fc.boolean(), again: fc.boolean() });
  const joins = fc.array(fc.record({ behind: fc.nat(12), at: fc.nat(24) }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(notice, { maxLength: 24 }),
      joins,
      fc.nat(15),
      async (s, notices, plans, head) => {
        const { world, feeds, commit } = newWorld({
          head,
          timer: (run) => {
            let cancelled = false;
            void s.schedule(Promise.resolve()).then(() => cancelled || run());
            return () => {
              cancelled = true;
            };
          },
        });
        const read = world.read;
        world.read = async (...asked) => {
          await s.schedule(Promise.resolve());
          const page = await read(...asked);
          await s.schedule(Promise.resolve());
          return page;
        };
        const followers: { receiver: ReturnType<typeof newReceiver>; after: number }[] = [];
        const join = (behind: number) => {
          const asOf = world.head();
          const after = Math.max(0, asOf - behind);
          const receiver = newReceiver();
          followers.push({ receiver, after });
          // The permission was looked up in a snapshot; the subscription follows some time later.
          void s.schedule(Promise.resolve()).then(() => feeds.subscribe(receiver, 'log', { after, asOf }));
        };
        notices.forEach(({ lost, again }, step) => {
          for (const { behind, at } of plans) if (at === step) join(behind);
          const entry = commit();
          if (!lost) void s.schedule(Promise.resolve()).then(() => feeds.publish('log', entry));
          if (again) void s.schedule(Promise.resolve()).then(() => feeds.publish('log', entry));
        });
        for (const { behind, at } of plans) if (at >= notices.length) join(behind);
        await s.waitIdle();
        // The last notice may be lost too: the next one shows the hole.
        feeds.publish('log', commit());
        await s.waitIdle();
        assert.deepEqual(world.faults, []);
        for (const { receiver, after } of followers) assert.deepEqual(receiver.got, texts(after, world.head()));
      },
    ),
    { numRuns: 300 },
  );
});

test('an entry that does not come is read from the log, and the entries that waited for it follow', async () => {
  const { world, feeds, commit } = newWorld();
  const receiver = newReceiver();
  assert.equal(await feeds.subscribe(receiver, 'log', { after: 0, asOf: 0 }), 0);
  await settled();
  const [, second] = [commit(), commit()];
  feeds.publish('log', second);
  assert.deepEqual(receiver.got, []);
  assert.equal(world.timers.length, 1);
  world.timers.shift()?.();
  await settled();
  assert.deepEqual(receiver.got, ['1', '2']);
  assert.equal(world.stats.gapsHealed, 1);
});

test('entries that only overtake each other cost no read', async () => {
  const { world, feeds, commit } = newWorld();
  const receiver = newReceiver();
  await feeds.subscribe(receiver, 'log', { after: 0, asOf: 0 });
  await settled();
  const readsBefore = world.reads;
  const [first, second] = [commit(), commit()];
  feeds.publish('log', second);
  feeds.publish('log', first);
  world.timers.shift()?.();
  assert.deepEqual(receiver.got, ['1', '2']);
  assert.equal(world.reads, readsBefore);
});

test('one too far behind is told to load anew and goes on from the current number', async () => {
  const { world, feeds, commit } = newWorld({ head: testLimits.behindMax + 1 });
  const receiver = newReceiver();
  const head = world.head();
  assert.equal(await feeds.subscribe(receiver, 'log', { after: 0, asOf: head }), head);
  feeds.publish('log', commit());
  assert.deepEqual(receiver.got, [`reset ${head}`, `${head + 1}`]);
});

test('one who knows numbers that the log never had is told to load anew', async () => {
  const { feeds, commit } = newWorld({ head: 3 });
  const receiver = newReceiver();
  await feeds.subscribe(receiver, 'log', { after: 9, asOf: 3 });
  feeds.publish('log', commit());
  assert.deepEqual(receiver.got, ['reset 3', '4']);
});

test('a thousand who come back with the same number cost one read', async () => {
  const { world, feeds } = newWorld({ head: 60 });
  const first = newReceiver();
  await feeds.subscribe(first, 'log', { after: 60, asOf: 60 });
  await settled();
  const readsBefore = world.reads;
  const many = Array.from({ length: 1000 }, () => newReceiver());
  await Promise.all(many.map((receiver) => feeds.subscribe(receiver, 'log', { after: 55, asOf: 60 })));
  for (const receiver of many) assert.deepEqual(receiver.got, texts(55, 60));
  assert.equal(world.reads, readsBefore + 1);
});

test('an entry that ends a group is the last they get, even if the next was committed before any notice', async () => {
  const { world, feeds, commit } = newWorld({ head: 2 });
  const [stays, goes, returns] = [newReceiver('mei'), newReceiver('ada'), newReceiver('ada')];
  await feeds.subscribe(stays, 'log', { after: 2, asOf: 2 });
  await feeds.subscribe(goes, 'log', { after: 2, asOf: 2 });
  commit('ada');
  const last = commit();
  feeds.publish('log', last);
  world.timers.shift()?.();
  await settled();
  assert.deepEqual(stays.got, ['3', '4']);
  assert.deepEqual(goes.got, ['3']);
  assert.equal(goes.logs.size, 0);

  // One who was allowed in again after that reads past the entry.
  await feeds.subscribe(returns, 'log', { after: 2, asOf: 4 });
  assert.deepEqual(returns.got, ['3', '4']);

  // One whose permission is older than the entry stops there, although the subscription came later.
  const late = newReceiver('ada');
  assert.equal(await feeds.subscribe(late, 'log', { after: 1, asOf: 2 }), undefined);
  assert.deepEqual(late.got, ['2', '3']);
});

test('after unsubscribing nothing more comes, also in the middle of catching up', async () => {
  const { world, feeds, commit } = newWorld({ head: 40 });
  const receiver = newReceiver();
  const read = world.read;
  world.read = async (...asked) => {
    const page = await read(...asked);
    if (asked[1] === 10) feeds.unsubscribe(receiver, 'log');
    return page;
  };
  assert.equal(await feeds.subscribe(receiver, 'log', { after: 0, asOf: 40 }), undefined);
  feeds.publish('log', commit());
  assert.deepEqual(receiver.got, texts(0, 10));
  assert.equal(feeds.count(), 0);
});

test('a log that cannot be read is tried again, then its sockets are sent away to come back later', async () => {
  const { world, feeds, commit } = newWorld();
  const receiver = newReceiver();
  await feeds.subscribe(receiver, 'log', { after: 0, asOf: 0 });
  await settled();
  world.read = () => Promise.reject(new Error('no connection'));
  commit();
  feeds.publish('log', commit());
  for (let attempt = 0; attempt <= testLimits.healAttemptsMax; attempt += 1) {
    assert.equal(receiver.closed, false);
    world.timers.shift()?.();
    await settled();
  }
  assert.equal(receiver.closed, true);
  assert.equal(world.faults.length, testLimits.healAttemptsMax + 1);

  const late = newReceiver();
  assert.equal(await feeds.subscribe(late, 'log', { after: 0, asOf: 2 }), undefined);
  assert.equal(late.closed, true);
});

test('an entry committed while one subscribed arrives, even when the first look at the log fails', async () => {
  const { world, feeds, commit } = newWorld();
  const receiver = newReceiver();
  const read = world.read;
  world.read = () => Promise.reject(new Error('no connection'));
  commit();
  await feeds.subscribe(receiver, 'log', { after: 0, asOf: 0 });
  await settled();
  assert.deepEqual(receiver.got, []);
  world.read = read;
  world.timers.shift()?.();
  await settled();
  assert.deepEqual(receiver.got, ['1']);
});
