import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromBuffer, type ZipFile } from 'yauzl';
import type { TeamId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { openTestDatabase, testUnits } from '#platform/testing/testing.ts';
import { search } from '#workspace/search/search.ts';
import { addTeam } from '../testing/team.ts';
import { importSlackExport } from './import.ts';

/** It lies beside the repository where it may be used; it holds the words of people and is never committed. */
const repository = join(import.meta.dirname, '../../..');
const path = [
  process.env.WARDROOM_SHARED_DATA,
  join(repository, '../shared/data'),
  join(repository, '../../shared/data'),
]
  .filter((folder) => folder !== undefined)
  .map((folder) => join(folder, 'slack-exports/houstondatavis-2016.zip'))
  .find(existsSync);
const skip = path === undefined && 'The real export is not on this machine; see WARDROOM_SHARED_DATA.';

interface Raw {
  readonly ts: string;
  readonly text?: string;
  readonly subtype?: string;
  readonly edited?: object;
  readonly reactions?: { users: string[] }[];
  readonly file?: object;
}

/** The messages by channel, read without any of the code under test. */
async function rawMessages(): Promise<Map<string, Raw[]>> {
  const bytes = await readFile(path ?? '');
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const channels = new Map<string, Raw[]>();
  for await (const entry of zip.eachEntry()) {
    const [, channel] = /^(.+)\/[^/]+\.json$/.exec(entry.fileName) ?? [];
    if (!channel) continue;
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    const day = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Raw[];
    channels.set(channel, [...(channels.get(channel) ?? []), ...day]);
  }
  return channels;
}

const isWritten = ({ subtype }: Raw): boolean => !subtype || /^(file_share|file_comment)$/.test(subtype);

test('a real export is imported whole: its counts are those of its files, and its words are found', {
  skip,
}, async () => {
  const database = await openTestDatabase();
  const units = await testUnits(database);
  const team = systemRandom.uuid() as TeamId;
  const member = await addTeam(units, team);
  const raw = await rawMessages();
  const all = [...raw.values()].flat();
  const { counts, remarkCounts } = await importSlackExport(units, { team }, path ?? '');
  assert.equal(counts.membersAdded, 71);
  assert.equal(counts.channels, 16);
  assert.equal(counts.messages, all.filter(isWritten).length);
  assert.equal(counts.notes, all.filter((message) => !isWritten(message)).length);
  assert.equal(
    counts.reactions,
    all.flatMap(({ reactions }) => (reactions ?? []).flatMap(({ users }) => users)).length,
  );
  assert.equal(counts.files, all.filter(({ file }) => file).length);
  const { rows } = await database.pool.query(
    `select c.name, array_agg(m.ts::text order by m.ts) as places, count(m.edited_at)::int as edited
     from channels c join messages m on m.channel_id = c.id group by c.name`,
  );
  for (const [channel, messages] of raw) {
    const stored = rows.find(({ name }) => name === channel);
    const places = messages.map(({ ts }) => ts.replace('.', '')).toSorted();
    assert.deepEqual(
      (stored?.places ?? []).filter((place: string) => place < '1500000000000000'),
      places,
      channel,
    );
    assert.equal(stored?.edited ?? 0, messages.filter(({ edited }) => edited).length);
  }
  assert.deepEqual(
    Object.keys(remarkCounts).filter(
      (what) => !/^(administrator-as-member|file-not-carried|unknown-file|pin)/.test(what),
    ),
    [],
  );
  const word = /\b[a-z]{9,14}\b/.exec(
    all.filter(isWritten).findLast(({ text }) => /\b[a-z]{9,14}\b/.test(text ?? ''))?.text ?? '',
  );
  const found = await units.open({ team }, (work) =>
    search(work, { team, member, role: 'owner', by: { token: '' as never } }, word?.[0] ?? '', {
      before: undefined,
      limit: 20,
    }),
  );
  assert.ok(found.messages.length > 0, 'a word of the export is found');
});
