/** An import that is killed at any moment and started again ends as one that was left alone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { type TeamId, uuidOf } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { createAuditLog, openSigningKey } from '#platform/audit/audit.ts';
import { systemClock } from '#platform/clock.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { systemRandom } from '#platform/random.ts';
import { makeTestStore } from '#platform/testing/testing.ts';
import { openKeyFile, openVault } from '#platform/vault/vault.ts';
import { createUnits, type Units } from '#platform/work.ts';
import { openBody, openEdit } from '#workspace/channel-log/channel-log.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';
import { channel, type ExportFiles, modernExport, person, post, zipOf } from '../testing/testing.ts';
import { importSlackExport } from './import.ts';

interface Given {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  readonly team: TeamId;
  readonly zip: string;
}

async function open({ folder, databaseUrl }: Given, expected: boolean): Promise<{ database: Database; units: Units }> {
  const database = await openDatabase({
    databaseUrl,
    folder: join(folder, 'store'),
    onFatal: (error) => assert.fail(error),
    onLost: () => {},
  });
  const made = { expected };
  const keys = await openKeyFile(join(folder, 'deployment-key.json'), made, systemClock(), systemRandom);
  const signers = await openSigningKey(join(folder, 'audit-key'), made, systemRandom);
  const units = createUnits({
    database,
    clock: systemClock,
    random: systemRandom,
    vault: openVault(keys),
    audit: createAuditLog(signers),
    enqueue: async () => {},
    published: () => {},
  });
  return { database, units };
}

/** A small workspace whose channels take several transactions each. */
function largeExport(): ExportFiles {
  const content = modernExport();
  const names = ['UADA00001', 'UBOB00002', 'UGUEST003', 'USTRANGER'];
  const channels = ['alpha', 'beta', 'gamma'];
  (content['channels.json'] as unknown[]).push(...channels.map((name, at) => channel(`CLARGE00${at}`, name, names.slice(0, 3))));
  (content['users.json'] as unknown[]).push(...Array.from({ length: 600 }, (_, at) => person(`UMORE${at}`, `more${at}`)));
  for (const [at, name] of channels.entries()) {
    content[`${name}/2023-11-14.json`] = Array.from({ length: 900 + at * 150 }, (_, line) => {
      const ts = `${1_700_000_000 + line}.000100`;
      const more = line % 7 === 3 ? { thread_ts: '1700000000.000100' } : {};
      const reactions = line % 11 === 5 ? { reactions: [{ name: 'wave', users: names }] } : {};
      return post(ts, names[line % 4] ?? '', `${name} says ${line} to <@UADA00001>`, { ...more, ...reactions });
    });
  }
  return content;
}

async function prepared(): Promise<Given & { remove(): Promise<void> }> {
  const store = await makeTestStore();
  const zip = join(store.folder, 'export.zip');
  await writeFile(zip, await zipOf(largeExport()));
  const team = systemRandom.uuid() as TeamId;
  const given = { folder: store.folder, databaseUrl: store.databaseUrl, team, zip };
  const { database, units } = await open(given, false);
  await units.open({ team }, async (work) => {
    await createTeam(work, { id: team, slug: 'team', name: 'Team' });
    const owner = { role: 'owner', handle: 'owner', name: 'Owner', email: null, passwordHash: null, channels: [] } as const;
    const { id: member } = await addMember(work, welcome, { team, ...owner });
    await createGeneralChannel(work, { team, member, role: 'owner', by: { token: '' as never } }, 'general');
  });
  await database.close();
  return { ...given, remove: store.remove };
}

/** Runs the import in a process of its own, which is killed after so many transactions; false: it came to its end. */
async function importIn(given: Given, killAfter: number): Promise<{ killed: boolean; steps: number }> {
  const child = spawn(process.execPath, [import.meta.filename], {
    env: { ...process.env, WARDROOM_IMPORT: JSON.stringify(given) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let steps = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'step') continue;
    steps += 1;
    if (steps === killAfter) child.kill('SIGKILL');
  }
  const [code] = await exited;
  if (killAfter === Number.POSITIVE_INFINITY) assert.equal(code, 0);
  return { killed: code === null, steps };
}

// What a query of this test returns is compared, not used.
// biome-ignore lint/suspicious/noExplicitAny: rows of many shapes
type Row = Record<string, any>;

/** Everything that the team can see, with names for ids: equal for equal imports. */
async function stateOf(given: Given): Promise<Record<string, unknown>> {
  const { database, units } = await open(given, true);
  const all = async (text: string): Promise<Row[]> => (await database.pool.query(text)).rows as Row[];
  const handles = new Map((await all('select id, handle from members')).map((row) => [row['id'], row['handle']]));
  const channels = new Map((await all('select id, name from channels')).map((row) => [row['id'], row['name']]));
  const plain = (text: string): string =>
    text.replace(/[UCDG][0-7][0-9A-Z]{25}/g, (id) => handles.get(uuidOf(id)) ?? channels.get(uuidOf(id)) ?? id);
  const state: Record<string, unknown> = {};
  const people = (ids: string[]): string => ids.map((id) => handles.get(id)).toSorted().join(' ');
  for (const row of await all(
    `select c.id, c.name, c.kind, c.seq, c.last_ts, c.ordinal, c.archived_at is not null as archived,
            (select array_agg(member_id::text) from channel_members m where m.channel_id = c.id) as members
     from channels c`,
  )) {
    const messages = await all(
      `select *, (select array_agg(emoji || ' ' || member_id order by 1) from reactions r
                  where r.channel_id = m.channel_id and r.ts = m.ts) as reacted,
              (select count(*)::int from mentions n where n.channel_id = m.channel_id and n.ts = m.ts) as named
       from messages m where channel_id = '${row['id']}' and body is not null order by ts`,
    );
    const edits = await all(`select * from message_edits where channel_id = '${row['id']}' order by ts, edit`);
    const [log] = await all(
      `select count(*)::int as events, count(distinct seq)::int as numbers, max(seq) as last, count(distinct ts)::int as places
       from channel_events where channel_id = '${row['id']}'`,
    );
    const compartment = await units.open({ team: given.team }, (work) => work.keys.compartment(row['id']));
    const { id: _, members, ...rest } = row;
    const isGeneral = rest['name'] === 'general';
    state[rest['name'] ?? people(members)] = {
      ...rest,
      // The note that the team's owner joined bears the time of the test.
      ...(isGeneral ? { last_ts: 0 } : {}),
      members: people(members ?? []),
      log,
      edits: edits.map((edit) => openEdit(compartment, edit['ts'], edit['edit'], edit['body'])),
      messages: messages
        .filter((message) => !isGeneral || message['ts'] < 1_750_000_000_000_000)
        .map((message) => [
          message['ts'],
          handles.get(message['author_id']),
          message['ordinal'],
          message['thread_ts'],
          message['reply_count'],
          message['last_reply_ts'],
          message['reaction_count'],
          (message['reacted'] ?? []).length,
          message['named'],
          message['terms'].length,
          plain(JSON.stringify(openBody(compartment, message['ts'], message['body']))),
        ]),
    };
  }
  state['members'] = await all('select handle, role, name, email, deactivated_at is null as active from members order by handle');
  state['audit'] = await all('select kind, count(*)::int as n from audit_entries group by kind order by kind');
  const report = await importSlackExport(units, given, given.zip);
  const { outcome, counts, remarkCounts, remarks } = report;
  state['report'] = { outcome, counts, remarkCounts, remarks };
  await database.close();
  return state;
}

if (process.env['WARDROOM_IMPORT']) {
  const given = JSON.parse(process.env['WARDROOM_IMPORT']) as Given;
  const { database, units } = await open(given, true);
  await importSlackExport(units, given, given.zip, { onProgress: () => process.stdout.write('step\n') });
  await database.close();
} else {
  test('an import that is killed again and again ends as one that was left alone', async (t) => {
    const [alone, killed] = [await prepared(), await prepared()];
    t.after(() => Promise.all([alone.remove(), killed.remove()]));
    const { steps } = await importIn(alone, Number.POSITIVE_INFINITY);
    let done = 0;
    // In the members, in the conversations, in the middle of messages, and so on until nothing is left to do.
    for (const killAfter of [1, 1, 2, 3]) {
      const run = await importIn(killed, killAfter);
      assert.ok(run.killed, 'the import was to be killed before its end');
      done += run.steps;
    }
    await importIn(killed, Number.POSITIVE_INFINITY);
    assert.ok(done < steps);
    const [expected, found] = [await stateOf(alone), await stateOf(killed)];
    assert.equal((expected['report'] as { outcome: string }).outcome, 'already-imported');
    assert.deepEqual(found, expected);
  });
}
