import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import type { TeamId } from '#contract/ids.ts';
import { auditSize } from './audit/audit.ts';
import type { Database } from './database/database.ts';
import { systemRandom } from './random.ts';
import { openTestDatabase, tableDigests, testUnits } from './testing/testing.ts';
import { DEPLOYMENT, type Fact, type Work } from './work.ts';

const database = await openTestDatabase();
const team = systemRandom.uuid() as TeamId;
const published: Fact[] = [];
const units = await testUnits(database, { published: (_team, facts) => published.push(...facts) });
const happened = { kind: 'member.joined', member: team, role: 'member' } as unknown as Fact;

/** A change, its audit entry and its fact. */
async function change(work: Work): Promise<void> {
  (await work.keys.compartment('things')).seal('1', 'text', 'content');
  work.audit({ kind: 'thing.made', actor: 'system', object: 'thing:1' });
  work.emit(happened);
}

test('a change, its audit entry and its fact come together', async () => {
  await units.open({ team }, change);
  assert.equal(await units.open({ team }, auditSize), 1);
  assert.deepEqual(published.splice(0), [happened]);
});

test('what throws leaves no change, no entry and no fact', async () => {
  const before = await tableDigests(database);
  const failing = async (work: Work): Promise<void> => {
    await change(work);
    await work.keys.compartment('others');
    throw new Error('changed my mind');
  };
  await assert.rejects(units.open({ team }, failing), /changed my mind/);
  assert.deepEqual(await tableDigests(database), before);
  assert.deepEqual(published, []);
});

test('a key that was made in a unit that failed seals nothing later', async () => {
  let lost: Buffer | undefined;
  await assert.rejects(
    units.open({ team }, async (work) => {
      lost = (await work.keys.compartment('fresh')).seal('1', 'text', 'content');
      throw new Error('rolled back');
    }),
  );
  await units.open({ team }, async (work) => {
    const compartment = await work.keys.compartment('fresh');
    assert.throws(() => compartment.open('1', 'text', lost as Buffer), { name: 'SealBroken' });
  });
});

test('what was sealed under a key that was destroyed opens no more, and only once the unit is committed', async () => {
  const sealed = await units.open({ team }, async (work) =>
    (await work.keys.compartment('gone')).seal('1', 'text', 'content'),
  );
  const destroys = (work: Work): Promise<void> => work.keys.destroy('gone');
  const opens = async (work: Work): Promise<string> => (await work.keys.compartment('gone')).open('1', 'text', sealed);
  await assert.rejects(
    units.open({ team }, async (work) => {
      await destroys(work);
      throw new Error('changed my mind');
    }),
  );
  assert.equal(await units.open({ team }, opens), 'content');
  await units.open({ team }, destroys);
  await assert.rejects(units.open({ team }, opens), { name: 'SealBroken' });
  await assert.rejects(
    units.open({ team }, (work) => work.keys.destroy('team')),
    /not one record/,
  );
});

test('a unit sees the rows of its team alone', async () => {
  const countKeys = async (work: Work): Promise<number> => {
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from vault_keys`.execute(work.sql);
    return rows[0]?.count ?? 0;
  };
  assert.ok((await units.open({ team }, countKeys)) > 0);
  assert.equal(await units.open({ team: systemRandom.uuid() as TeamId }, countKeys), 0);
  await assert.rejects(units.open({ team: "x'; reset role; --" as TeamId }, countKeys), /is no team/);
});

test('a row of another team cannot be written', async () => {
  const foreign = {
    team_id: DEPLOYMENT,
    compartment: 'x',
    version: 1,
    wrapped: Buffer.alloc(1),
    created_at: new Date(0),
  };
  await assert.rejects(
    units.open({ team }, (work) => work.sql.insertInto('vault_keys').values(foreign).execute()),
    /row-level security/,
  );
});

test('what the database cannot serialise is tried again, and not for ever', async () => {
  let attempts = 0;
  const conflict = async (): Promise<never> => {
    attempts += 1;
    throw databaseError('40001');
  };
  await assert.rejects(units.open({ team }, conflict), { code: '40001' });
  assert.equal(attempts, 5);
  const answer = await units.open({ team }, async () => {
    attempts += 1;
    if (attempts < 7) throw databaseError('40P01');
    return 'done';
  });
  assert.equal(answer, 'done');
});

test('a full disk and a lost database are told apart from faults', async () => {
  const failing = (error: Error): Promise<unknown> =>
    testUnits({ ...database, withConnection: () => Promise.reject(error) } as Database).then((broken) =>
      broken.open({ team }, async () => {}),
    );
  await assert.rejects(failing(databaseError('53100')), { code: 'database/full', status: 507 });
  await assert.rejects(failing(databaseError('57P01')), { code: 'database/unavailable', status: 503 });
  await assert.rejects(failing(Object.assign(new Error('reset'), { code: 'ECONNRESET' })), {
    code: 'database/unavailable',
  });
  await assert.rejects(failing(new Error('a fault')), /a fault/);
});

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('said the database', 1, 'error'), { code });
}
