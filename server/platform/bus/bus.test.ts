import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import pg from 'pg';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '../limits.ts';
import { createLog } from '../log.ts';
import { systemRandom } from '../random.ts';
import { openTestDatabase, testUnits } from '../testing/testing.ts';
import { inTime } from '../testing/waiting.ts';
import type { Fact, Facts } from '../work.ts';
import { createBus } from './bus.ts';

const database = await openTestDatabase();
const isAlone = database.openClient === undefined;
const why = 'the embedded store is open to one process';
const team = systemRandom.uuid() as TeamId;
const ended = (id: string) => ({ kind: 'thing.ended', id }) as unknown as Fact;
const crossing: ReadonlySet<keyof Facts> = new Set(['thing.ended' as keyof Facts]);
const other = { kind: 'thing.moved', id: '1' } as unknown as Fact;

/** A process: a bus, and what comes to it. */
async function open() {
  const told: { team: TeamId; ids: string[] }[] = [];
  const missed: (TeamId | undefined)[] = [];
  let came = Promise.withResolvers<void>();
  const wake = () => {
    came.resolve();
    came = Promise.withResolvers();
  };
  const bus = createBus({
    database,
    random: systemRandom,
    log: createLog('silent'),
    kinds: crossing,
    heard(where, facts) {
      told.push({ team: where, ids: facts.map((fact) => (fact as unknown as { id: string }).id) });
      wake();
    },
    missed(where) {
      missed.push(where);
      wake();
    },
  });
  const units = await testUnits(database, { enqueue: bus.send });
  await bus.start();
  after(() => bus.close());
  const emit = (facts: readonly Fact[]) =>
    units.open({ team }, async (work) => {
      for (const fact of facts) work.emit(fact);
    });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await inTime('a fact', came.promise);
  };
  return { bus, units, told, missed, emit, until };
}

test('others hear of what was committed, the one who did it not, and nobody of what was rolled back', async (t) => {
  if (isAlone) return t.skip(why);
  const [here, there] = [await open(), await open()];
  assert.equal(await here.bus.others(), 1);
  await assert.rejects(
    here.units.open({ team }, async (work) => {
      work.emit(ended('never'));
      throw new Error('taken back');
    }),
  );
  await here.emit([ended('a'), other, ended('b')]);
  await there.until(() => there.told.length > 0);
  assert.deepEqual(there.told, [{ team, ids: ['a', 'b'] }]);
  await there.emit([ended('c')]);
  await here.until(() => here.told.length > 0);
  assert.deepEqual([here.told, there.told.length], [[{ team, ids: ['c'] }], 1]);
  await here.bus.close();
  await there.bus.close();
});

test('many facts go in several notices, and of a crowd the others hear that they have to look', async (t) => {
  if (isAlone) return t.skip(why);
  const [here, there] = [await open(), await open()];
  const many = Array.from({ length: 60 }, (_, at) => ended(String(at)));
  await here.emit(many);
  await there.until(() => there.told.flatMap(({ ids }) => ids).length === many.length);
  assert.ok(there.told.length > 1);
  await here.emit(Array.from({ length: limits.bus.factsMax + 1 }, (_, at) => ended(String(at))));
  await there.until(() => there.missed.length > 0);
  assert.deepEqual(there.missed, [team]);
  await here.bus.close();
  await there.bus.close();
});

test('a line that is cut is taken up again, and what may have been missed is looked for', async (t) => {
  if (isAlone) return t.skip(why);
  const [here, there] = [await open(), await open()];
  await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'wardroom bus' and datname = current_database()`);
  await there.until(() => there.missed.length > 0);
  await here.until(() => here.missed.length > 0);
  await here.emit([ended('after')]);
  await there.until(() => there.told.length > 0);
  assert.deepEqual(there.told, [{ team, ids: ['after'] }]);
  await here.bus.close();
  await there.bus.close();
});

test('what anybody else at the database says is believed as far as it ends a right, and no further', async (t) => {
  if (isAlone) return t.skip(why);
  const { bus, told, missed, until } = await open();
  const say = (facts: unknown) =>
    database.pool.query('select pg_notify($1, $2)', ['wardroom_facts', JSON.stringify({ from: 'me', team, facts })]);
  await say([{ kind: 'message.posted', id: 'forged' }]);
  await say([{ kind: 'message.posted', id: 'forged' }, ended('a'), { id: 'nothing' }]);
  await say('none');
  await until(() => missed.length > 0);
  assert.deepEqual([told, missed], [[{ team, ids: ['a'] }], [undefined]]);
  await bus.close();
});

/** A database that takes connections and answers `answered` times; it never says goodbye. */
async function openMute(answered: number): Promise<{ readonly port: number; readonly asked: Promise<void> }> {
  const ready = Buffer.from('5a0000000549', 'hex');
  const greeting = Buffer.concat([Buffer.from('520000000800000000', 'hex'), ready]);
  const done = Buffer.concat([Buffer.from('430000000b4c495354454e00', 'hex'), ready]);
  const asked = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => {}));
    let count = 0;
    socket.on('data', () => {
      count += 1;
      if (count <= answered) socket.write(count === 1 ? greeting : done);
      if (count > Math.min(answered, 1)) asked.resolve();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked: asked.promise };
}

for (const [answered, says] of [
  [0, 'does not greet'],
  [1, 'does not let it listen'],
  [2, 'does not say goodbye'],
] as const) {
  test(`a bus is closed within moments though the database ${says}`, async () => {
    const { port, asked } = await openMute(answered);
    const settings = { host: '127.0.0.1', port, user: 'any', database: 'any', password: 'any' };
    const bus = createBus({
      ...{ random: systemRandom, log: createLog('silent'), kinds: crossing, heard: () => {}, missed: () => {} },
      database: { ...database, openClient: (name) => new pg.Client({ ...settings, application_name: name }) },
    });
    const started = bus.start();
    await (answered === 2 ? started : asked);
    await inTime('the end', bus.close());
    await started;
  });
}

test('where one process has the store open, there is nobody to tell', async (t) => {
  if (!isAlone) return t.skip('only there');
  const { bus, emit, told } = await open();
  await emit([ended('a')]);
  assert.deepEqual([told, await bus.others()], [[], 0]);
});

test('a notice that cannot be read makes the others look', async (t) => {
  if (isAlone) return t.skip(why);
  const { bus, missed, until } = await open();
  await database.pool.query(`notify wardroom_facts, 'no notice'`);
  await until(() => missed.length > 0);
  assert.deepEqual(missed, [undefined]);
  await bus.close();
});
