import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { addOperator } from '#operators/accounts/accounts.ts';
import { eraseTeamRecords } from '#platform/holdings.ts';
import type { Work } from '#platform/work.ts';
import { fillAttention } from './attention.ts';
import { fillCases } from './desk-cases.ts';
import { fillIntake } from './desk-intake.ts';
import { fillMails } from './desk-mails.ts';
import { fillNotices } from './notices.ts';
import { fillPasskeys } from './passkeys.ts';
import { fillPeople } from './people.ts';
import { fillProvisioning } from './provisioning.ts';
import { fillPublicDesk } from './public-desk.ts';
import {
  type Answer,
  addTeam,
  addUnclaimed,
  beginUpload,
  clientId,
  type Scenario,
  sendContent,
  startScenario,
  succeeded,
} from './scenario.ts';
import { typesOfTables } from './schema-types.ts';
import { fillFactors } from './second-factors.ts';
import { fillSessions } from './sessions.ts';
import { root } from './source.ts';
import { fillSso } from './sso.ts';

/** Tables without row-level security, and why. */
const SHARED: Readonly<Record<string, string>> = {
  teams: 'names and addresses are looked up before anybody is signed in',
  blob_removals: 'names of objects that nobody owns any more; they have to outlast the team that owned them',
  guesses: 'a guess at an account that does not exist is counted like any other, and belongs to no team',
  setups: 'the first run: there is no team yet to which it could belong',
  kysely_migration: 'the history of the schema',
  kysely_migration_lock: 'the history of the schema',
};

/** Tables of the deployment, which no team finds a row of. */
const OF_DEPLOYMENT = new Set([
  'operators',
  'operator_links',
  'operator_authenticators',
  'operator_recovery_codes',
  'operator_passkeys',
  'operator_passkey_challenges',
  'operator_sessions',
  'operator_attempts',
]);

const scenario = await startScenario();
const { app } = scenario;
const holdings = app.rooms.flatMap((room) => room.holdings);

const tables = await app.database.withConnection(async ({ sql: db }) => {
  const { rows } = await sql<{ name: string; isolated: boolean; has_team: boolean }>`
    select c.relname as name,
           c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as isolated,
           exists (select from pg_attribute a
                   where a.attrelid = c.oid and a.attname = 'team_id' and not a.attisdropped) as has_team
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`.execute(db);
  return rows;
});

test('the committed types are those of the migrated schema', async () => {
  const committed = readFileSync(join(root, 'server/migrations/tables.ts'), 'utf8');
  assert.equal(await typesOfTables(app.database), committed, "run 'npm run schema'");
});

test('every table stands in exactly one holding', () => {
  const held = holdings.flatMap((holding) => holding.tables);
  assert.deepEqual(held.toSorted(), tables.map(({ name }) => name).toSorted());
});

test('every table is isolated by team, unless it is listed with a reason', () => {
  const open = tables.filter(({ isolated }) => !isolated).map(({ name }) => name);
  assert.deepEqual(open.toSorted(), Object.keys(SHARED).toSorted());
  for (const { name, isolated, has_team } of tables) assert.equal(isolated, has_team || OF_DEPLOYMENT.has(name), name);
});

test('what is the deployment’s alone is found by it, and by no team', async () => {
  await app.units.open('deployment', (work) => addOperator(work, 'ada', 'operator'));
  const names = ({ sql: db }: Work) => sql<{ name: string }>`select name from operators`.execute(db);
  assert.deepEqual((await app.units.open('deployment', names)).rows, [{ name: 'ada' }]);
  assert.deepEqual((await app.units.open({ team: scenario.team }, names)).rows, []);
  const intruder = { id: randomUUID(), name: 'intruder', created_at: new Date() };
  await assert.rejects(
    app.units.open({ team: scenario.team }, ({ sql: db }) => db.insertInto('operators').values(intruder).execute()),
    /row-level security/,
  );
  const { rows } = await app.database.withConnection(({ sql: db }) =>
    sql<{ name: string }>`select polrelid::regclass::text as name from pg_policy
      where polname = 'deployment_only'`.execute(db),
  );
  assert.deepEqual(new Set(rows.map(({ name }) => name)), OF_DEPLOYMENT);
});

/** Fills what the roles alone do not: one of everything that a team keeps. */
async function fill(scenario: Scenario): Promise<void> {
  const { call, tokens, ids, team } = scenario;
  const upload = succeeded(await beginUpload(scenario, tokens.owner, 5));
  succeeded(await sendContent(scenario, tokens.owner, upload, 'hello'));
  const files = [upload.slice(upload.lastIndexOf('/') + 1)];
  const allowance = { teamBytes: 1_000_000, memberBytes: 500_000 };
  succeeded(await call('PUT', '/v1/files/allowance', tokens.owner, allowance));
  const mine = succeeded(await call('GET', '/v1/me/channels', tokens.owner)).channels[0].channel.id;
  const path = `/v1/channels/${mine}/messages`;
  const text = `<@${ids.member}> look at the harbour lights`;
  const message = succeeded(await call('POST', path, tokens.owner, { clientId: clientId(), text, files }));
  succeeded(await call('PATCH', `${path}/${message.ts}`, tokens.owner, { text: `${text} again` }));
  succeeded(await call('PUT', `${path}/${message.ts}/reactions/eyes`, tokens.member));
  succeeded(await call('POST', '/v1/invitations', tokens.owner, { role: 'member' }));
  const address = { email: 'elsewhere@example.org' };
  succeeded(await call('PUT', `/v1/members/${ids.member}/email`, tokens.owner, address));
  succeeded(await call('PUT', `/v1/members/${ids.admin}/password-reset`, tokens.owner));
  const until = { expiresAt: '2999-01-01T00:00:00Z' };
  succeeded(await call('PUT', `/v1/members/${ids.guest}/expiry`, tokens.owner, until));
  const { id } = await addUnclaimed(scenario, 'moved-in');
  succeeded(await call('PUT', `/v1/members/${id}/claim`, tokens.owner));
  succeeded(await call('POST', `/v1/bots/${ids.bot}/tokens`, tokens.owner, { name: 'deploys' }));
  const when = { at: new Date(Date.now() + 3_600_000).toISOString() };
  const later = { clientId: clientId(), text, when };
  succeeded(await call('POST', '/v1/me/scheduled-messages', tokens.owner, { ...later, channel: mine, files }));
  succeeded(await call('POST', '/v1/me/reminders', tokens.owner, later));
  const bookmark = { clientId: clientId(), title: 'Plan', url: 'https://example.com/' };
  succeeded(await call('POST', `/v1/channels/${mine}/bookmarks`, tokens.owner, bookmark));
  succeeded(await call('PUT', '/v1/emoji/shipit', tokens.owner, { aliasOf: 'ship' }));
  const refused: Answer = await call('POST', '/v1/channels', tokens.guest, { name: 'ops', kind: 'public' });
  assert.equal(refused.status, 403);
  await fillAttention(scenario, mine);
  await fillNotices(scenario, mine);
  await fillCases(scenario);
  await fillPeople(scenario);
  await fillSso(scenario);
  await fillProvisioning(scenario);
  await fillFactors(scenario);
  await fillPasskeys(scenario);
  await fillPublicDesk(scenario);
  await fillIntake(scenario);
  await fillMails(scenario);
  const required = { requiredFrom: '2999-01-01T00:00:00Z' };
  succeeded(await call('PUT', '/v1/two-factor-policy', tokens.owner, required));
  await fillSessions(scenario);
  await app.units.open({ team }, (work) => app.audit.checkpoint(work, team));
}

const rowsVisible = async (team: Scenario['team'], table: string): Promise<number> =>
  await app.units.open({ team }, async (work) => {
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}`.execute(
      work.sql,
    );
    return rows[0]?.count ?? 0;
  });

/** Filled by an import alone. */
const UNFILLED = new Set(['imports', 'import_references']);
const ofTeams = tables.filter(({ has_team }) => has_team).map(({ name }) => name);

test('a team finds its own rows in every table, and none of another team', async () => {
  await fill(scenario);
  const stranger = await addTeam(scenario, 'heron');
  for (const table of ofTeams) {
    if (UNFILLED.has(table)) continue;
    const visible = await rowsVisible(scenario.team, table);
    assert.ok(visible > 0, `${table} is empty: the test shows nothing`);
    const { rows } = await app.units.open({ team: stranger.team }, (work) =>
      sql`select 1 from ${sql.table(table)} where team_id = ${scenario.team}`.execute(work.sql),
    );
    assert.equal(rows.length, 0, table);
  }
});

test('a unit of work for the deployment finds no row of any team', async () => {
  const found = await app.units.open('deployment', async (work) => {
    const counts: string[] = [];
    for (const table of ofTeams) {
      const { rows } = await sql`select 1 from ${sql.table(table)} where team_id = ${scenario.team} limit 1`.execute(
        work.sql,
      );
      if (rows.length > 0) counts.push(table);
    }
    return counts;
  });
  assert.deepEqual(found, []);
});

test('erasing a team leaves nothing of it, and everything of the others', async () => {
  const goes = await addTeam(scenario, 'egret');
  await fill(goes);
  const before = await Promise.all(ofTeams.map((table) => rowsVisible(scenario.team, table)));
  await app.units.open({ team: goes.team }, (work) => eraseTeamRecords(work, holdings));
  for (const table of ofTeams) assert.equal(await rowsVisible(goes.team, table), 0, table);
  assert.deepEqual(await Promise.all(ofTeams.map((table) => rowsVisible(scenario.team, table))), before);
});
