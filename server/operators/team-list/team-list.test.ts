import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import { createTeam } from '#identity/teams/teams.ts';
import type { Sql } from '#platform/database/database.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { openConsole, succeeded } from '../testing/testing.ts';
import { teamSizes } from './team-list.sql.ts';

const desk = await openConsole();
const { browser } = await desk.enrol('ada');

async function addTeam(slug: string, people: readonly [role: string, isClosed?: boolean][] = []): Promise<TeamId> {
  const team = systemRandom.uuid() as TeamId;
  await desk.units.open({ team }, async (work) => {
    await createTeam(work, { id: team, slug, name: `Team ${slug}` });
    for (const [at, [role, isClosed = false]] of people.entries()) {
      const id = work.random.uuid();
      const row = { id, team_id: team, role, handle: `h${at}`, name: `Secret ${at}`, created_at: work.now };
      await work.sql
        .insertInto('members')
        .values({ ...row, ...(isClosed ? { deactivated_at: work.now } : {}) })
        .execute();
    }
  });
  return team;
}

const look = async (after?: string) =>
  succeeded(await browser.call('POST /v1/operator/team-list', after === undefined ? {} : { after }));

test('teams are seen by id, name, size and age; bots and closed accounts are no people', async () => {
  const crew = await addTeam('crew', [['owner'], ['member'], ['guest'], ['bot'], ['member', true]]);
  await desk.units.open({ team: crew }, async (work) => {
    const blob = { id: work.random.uuid(), team_id: crew, place: 'p', key: Buffer.alloc(1), written_at: work.now };
    await work.sql
      .insertInto('blobs')
      .values({ ...blob, bytes: 500, stored: 300 })
      .execute();
  });
  const { teams, next } = await look();
  assert.equal(next, undefined);
  assert.deepEqual(Object.keys(teams[0]), ['id', 'name', 'createdAt', 'members', 'storageBytes']);
  assert.deepEqual([teams[0].name, teams[0].members, teams[0].storageBytes], ['Team crew', 3, 300]);
});

test('each look at the list is an entry in the name of who looked', async () => {
  const before = (await desk.auditKinds()).filter((kind) => kind === 'teams.listed').length;
  await look();
  const rows = await desk.units.open('deployment', (work) =>
    work.sql.selectFrom('audit_entries').select(['kind', 'actor']).orderBy('index', 'desc').limit(1).execute(),
  );
  assert.equal((await desk.auditKinds()).filter((kind) => kind === 'teams.listed').length, before + 1);
  assert.match(rows[0]?.actor ?? '', /^operator:[0-9a-f-]{36}$/);
});

test('many teams come by pages, each once', async () => {
  for (let more = 0; more < limits.operators.teamsPerPage; more++) await addTeam(`more-${more}`);
  const first = await look();
  assert.equal(first.teams.length, limits.operators.teamsPerPage);
  const second = await look(first.next);
  const ids = [...first.teams, ...second.teams].map(({ id }: { id: string }) => id);
  assert.equal(new Set(ids).size, limits.operators.teamsPerPage + 1);
  assert.equal(second.next, undefined);
});

const OF_TEAMS = ['members', 'sessions', 'blobs', 'files', 'channels', 'messages'];
const OF_OPERATORS = ['operators', 'operator_sessions', 'operator_authenticators', 'operator_recovery_codes'];

/** Those of the tables in which a row is seen. */
async function seen(db: Sql, tables: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of tables)
    if ((await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)).rows.length > 0) found.push(table);
  return found;
}

test('the database lets the deployment count, and see no row; a team counts nothing', async () => {
  const crew = await addTeam('fenced', [['owner']]);
  await desk.units.open({ team: crew }, async ({ sql: db, now }) => {
    // A row of each, whatever it says.
    await sql`
      with m as (select id from members), b as (
        insert into blobs (id, team_id, place, key, written_at, bytes, stored)
        values (gen_random_uuid(), ${crew}, 'q', '', ${now}, 1, 1) returning id), f as (
        insert into files (id, team_id, uploader_id, blob_id, state, bytes, name, made_at)
        select gen_random_uuid(), ${crew}, m.id, b.id, 'ready', 1, '', ${now} from m, b), c as (
        insert into channels (id, team_id, kind, name, created_at)
        values (gen_random_uuid(), ${crew}, 'public', 'deck', ${now}) returning id), t as (
        insert into messages (channel_id, ts, team_id, author_id, in_timeline, terms)
        select c.id, 1, ${crew}, m.id, true, '{}' from c, m)
      insert into sessions (id, team_id, member_id, token_hash, created_at, last_seen_at, expires_at, ip, user_agent)
      select gen_random_uuid(), ${crew}, m.id, '', ${now}, ${now}, ${now}, '0.0.0.0', '' from m`.execute(db);
    assert.deepEqual(await seen(db, OF_TEAMS), OF_TEAMS);
    assert.deepEqual(await teamSizes(db, undefined, 10), []);
    assert.deepEqual(await seen(db, OF_OPERATORS), []);
  });
  await desk.units.open('deployment', async ({ sql: db }) => {
    assert.deepEqual(await seen(db, OF_OPERATORS), OF_OPERATORS);
    assert.ok((await teamSizes(db, undefined, 10)).length > 0);
    assert.deepEqual(await seen(db, OF_TEAMS), []);
  });
});
