/** An import that is killed at any moment and started again ends as one that was left alone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { type ChannelId, type TeamId, type Ts, uuidOf } from '#contract/ids.ts';
import { createAuditLog, openSigningKey } from '#platform/audit/audit.ts';
import { systemClock } from '#platform/clock.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { systemRandom } from '#platform/random.ts';
import { makeTestStore } from '#platform/testing/testing.ts';
import { openKeyFile, openVault } from '#platform/vault/vault.ts';
import { createUnits, type Units } from '#platform/work.ts';
import { openBody, openEdit } from '#workspace/channel-log/channel-log.ts';
import { channel, type ExportFiles, modernExport, person, post, zipOf } from '../testing/synthetic-export.ts';
import { addTeam } from '../testing/team.ts';
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
  (content['channels.json'] as unknown[]).push(
    ...channels.map((name, at) => channel(`CLARGE00${at}`, name, names.slice(0, 3))),
  );
  (content['users.json'] as unknown[]).push(
    ...Array.from({ length: 600 }, (_, at) => person(`UMORE${at}`, `more${at}`)),
  );
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
  await addTeam(units, team);
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

interface ChannelState {
  readonly id: ChannelId;
  readonly name: string | null;
  readonly seq: number;
  readonly last_ts: Ts;
  readonly members: string[] | null;
}

interface MessageState {
  readonly ts: Ts;
  readonly author_id: string;
  readonly counts: string;
  readonly body: Buffer;
}

interface EditState {
  readonly ts: Ts;
  readonly edit: number;
  readonly body: Buffer;
}

/** Everything that the team can see, with names for ids: equal for equal imports. */
async function stateOf(given: Given): Promise<Record<string, unknown>> {
  const { database, units } = await open(given, true);
  const all = async <Row extends object>(text: string): Promise<Row[]> => (await database.pool.query<Row>(text)).rows;
  const named = await all<{ id: string; name: string }>(
    'select id, handle as name from members union select id, name from channels where name is not null',
  );
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const plain = (text: string): string => text.replace(/[UCDG][0-7][0-9A-Z]{25}/g, (id) => names.get(uuidOf(id)) ?? id);
  const state: Record<string, unknown> = {};
  for (const { id, members, ...row } of await all<ChannelState>(
    `select c.id, c.name, c.kind, c.seq, c.last_ts, c.ordinal, c.archived_at is not null as archived,
            (select array_agg(member_id::text) from channel_members m where m.channel_id = c.id) as members
     from channels c`,
  )) {
    const messages = await all<MessageState>(
      `select ts, author_id, body,
              concat_ws(' ', ordinal, thread_ts, reply_count, last_reply_ts, reaction_count, cardinality(terms),
                (select count(*) from reactions r where r.channel_id = m.channel_id and r.ts = m.ts),
                (select count(*) from mentions n where n.channel_id = m.channel_id and n.ts = m.ts)) as counts
       from messages m where channel_id = '${id}' and body is not null order by ts`,
    );
    const edits = await all<EditState>(
      `select ts, edit, body from message_edits where channel_id = '${id}' order by ts, edit`,
    );
    const [log] = await all(
      `select count(*), count(distinct seq) as numbers, max(seq) as last, count(distinct ts) as places
       from channel_events where channel_id = '${id}'`,
    );
    const compartment = await units.open({ team: given.team }, (work) => work.keys.compartment(id));
    const people = (members ?? []).map((member) => names.get(member) ?? member).toSorted();
    // The note that the team's owner joined bears the time of the test.
    const isImported = ({ ts }: MessageState): boolean => ts < 1_750_000_000_000_000;
    state[row.name ?? people.join(' ')] = {
      ...row,
      ...(row.name === 'general' ? { last_ts: 0 } : {}),
      people,
      log,
      edits: edits.map(({ ts, edit, body }) => openEdit(compartment, ts, edit, body)),
      messages: messages.filter(isImported).map(({ ts, author_id, counts, body }) => {
        return [ts, names.get(author_id), counts, plain(JSON.stringify(openBody(compartment, ts, body)))];
      }),
    };
  }
  state.members = await all(
    'select handle, role, name, email, deactivated_at is null as active from members order by handle',
  );
  state.audit = await all('select kind, count(*)::int as n from audit_entries group by kind order by kind');
  const report = await importSlackExport(units, given, given.zip);
  const { outcome, counts, remarkCounts, remarks } = report;
  state.report = { outcome, counts, remarkCounts, remarks };
  await database.close();
  return state;
}

if (process.env.WARDROOM_IMPORT) {
  const given = JSON.parse(process.env.WARDROOM_IMPORT) as Given;
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
    assert.equal((expected.report as { outcome: string }).outcome, 'already-imported');
    assert.deepEqual(found, expected);
  });
}
