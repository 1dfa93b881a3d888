import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { borrowTestDatabase, openTestDatabase, tableDigests } from './testing.ts';

const leaveSomething = (database: Database): Promise<void> =>
  database.withConnection(async ({ sql: db }) => {
    await sql`insert into teams (id, slug, name, created_at)
              values ('01900000-0000-7000-8000-000000000001', 'left', 'Left', now())`.execute(db);
  });

test('who borrows the database finds it as a new one is, whatever the last one left', async (t) => {
  const asNew = await tableDigests(await openTestDatabase());
  const lent: Database[] = [];
  for (const who of ['one', 'the next one']) {
    await t.test(who, async () => {
      const database = await borrowTestDatabase();
      assert.deepEqual(await tableDigests(database), asNew);
      await leaveSomething(database);
      assert.notDeepEqual(await tableDigests(database), asNew);
      lent.push(database);
    });
  }
  // Run by itself, a file has nobody to share with.
  if (process.argv[1]?.endsWith('series.ts')) assert.equal(lent[0], lent[1]);
});

test('while it is lent, who borrows as well gets another', async () => {
  const mine = await borrowTestDatabase();
  await leaveSomething(mine);
  const other = await borrowTestDatabase();
  assert.notEqual(other, mine);
  await leaveSomething(other);
});
