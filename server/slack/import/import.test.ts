import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ChannelId, type MemberId, publicId, type TeamId, tsOf } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { openTestDatabase, tableDigests, testUnits } from '#platform/testing/testing.ts';
import type { Fact, Units } from '#platform/work.ts';
import { myChannels } from '#workspace/channels/channels.ts';
import { readEdits, readHistory } from '#workspace/messages/messages.ts';
import { markRead } from '#workspace/read-markers/read-markers.ts';
import { search } from '#workspace/search/search.ts';
import {
  channel,
  type ExportFiles,
  modernExport,
  person,
  post,
  smallestExport,
  zipOf,
} from '../testing/synthetic-export.ts';
import { addTeam } from '../testing/team.ts';
import { importSlackExport, reportLines } from './import.ts';

const folder = mkdtempSync(join(tmpdir(), 'slack-import-'));
after(() => rmSync(folder, { recursive: true }));
let facts: Fact[] = [];
const database = await openTestDatabase();
const units = await testUnits(database, { published: (_, committed) => void facts.push(...committed) });

let files = 0;
async function zipped(content: ExportFiles): Promise<string> {
  const path = join(folder, `${++files}.zip`);
  await writeFile(path, await zipOf(content));
  return path;
}

interface Place {
  readonly team: TeamId;
  readonly actor: { team: TeamId; member: MemberId; role: 'owner'; by: { token: never } };
}

/** A team with its owner, whose address is `owner@example.invalid`. */
async function newTeam(): Promise<Place> {
  const team = systemRandom.uuid() as TeamId;
  const slug = `t-${systemRandom.bytes(6).toString('hex')}`;
  const by = { token: '' as never };
  const member = await addTeam(units, team, { slug, email: 'owner@example.invalid' });
  facts = [];
  return { team, actor: { team, member, role: 'owner', by } };
}

interface Row {
  readonly [column: string]: unknown;
}

const rows = async (text: string, values: unknown[]): Promise<Row[]> =>
  (await database.pool.query<Row>(text, values)).rows;

async function memberOf(place: Place, handle: string): Promise<Row & { id: MemberId }> {
  const [row] = await rows('select * from members where team_id = $1 and handle = $2', [place.team, handle]);
  assert.ok(row, `there is no ${handle}`);
  return row as Row & { id: MemberId };
}

/** The messages of a conversation as one of its members reads them. */
async function timelineOf(place: Place, handle: string, name: string | undefined, thread?: string) {
  const { id } = await memberOf(place, handle);
  const actor = { ...place.actor, member: id };
  return await units.open({ team: place.team }, async (work) => {
    const channels = await myChannels(work, id);
    const found = channels.find(({ row }) => row.name === (name ?? null));
    assert.ok(found, `${handle} is not in ${name}`);
    const bounds = { limit: 200, ...(thread ? { thread: tsOf(thread) } : {}) };
    const { messages } = await readHistory(work, actor, found.row.id, bounds);
    return { ...found, messages };
  });
}

const numbersOf = async (channelId: ChannelId) =>
  (await rows('select seq::int, kind from channel_events where channel_id = $1 order by seq', [channelId])).map(
    (row) => row.seq,
  );

test('a modern export comes in whole, with everything that was said where and when it was said', async () => {
  const place = await newTeam();
  const report = await importSlackExport(units, place, await zipped(modernExport()));
  assert.equal(report.outcome, 'imported');
  assert.deepEqual(report.counts, {
    membersAdded: 9,
    membersMatched: 0,
    membersWithoutRecord: 2,
    channels: 3,
    conversations: 3,
    messages: 14,
    replies: 2,
    notes: 1,
    reactions: 2,
    edits: 1,
    files: 4,
    alreadyThere: 0,
  });
  assert.deepEqual(report.remarkCounts, {
    'administrator-as-member': 2,
    'deleted-message': 1,
    'file-gone': 2,
    'file-not-carried': 1,
    'id-without-member': 1,
    'pin-not-carried': 1,
    'upload-not-carried': 1,
  });
  const general = await timelineOf(place, 'ada', 'general');
  const bob = publicId('U', (await memberOf(place, 'bob')).id);
  assert.equal(general.channel.topic, 'Talk & plans');
  const [first] = general.messages.filter(({ ts }) => ts === '1700000000.000100');
  assert.equal(first?.text, `Hello <@${bob}>, see [this](https://example.invalid/?a=1&b=2) \\<now>`);
  assert.equal(first?.editedAt, '2023-11-14T22:13:25.000Z');
  assert.equal(first?.replyCount, 2);
  assert.equal(first?.lastReplyTs, '1700000020.000300');
  const gus = publicId('U', (await memberOf(place, 'gus')).id);
  assert.deepEqual(
    first?.reactions.map(({ emoji, members }) => [emoji, members.toSorted()]),
    [['+1::skin-tone-2', [bob, gus].toSorted()]],
  );
  const texts = new Map(general.messages.map(({ ts, text }) => [ts, text]));
  assert.equal(texts.has('1700000010.000200'), false, 'a reply stays in its thread');
  assert.equal(texts.get('1700000020.000300'), 'A reply for all');
  assert.equal(texts.get('1700000070.000800'), '_waves_');
  const thread = await timelineOf(place, 'ada', 'general', '1700000000.000100');
  assert.deepEqual(
    thread.messages.map(({ text }) => text.slice(0, 7)),
    ['Hello <', 'A reply', 'A reply'],
  );
  const pictures = general.messages.find(({ ts }) => ts === '1700000050.000600');
  assert.deepEqual(pictures?.files?.[0], { name: 'FPICTURE1.png', type: 'image/png', size: 16, from: 'slack' });
  assert.deepEqual(general.messages.find(({ ts }) => ts === '1700000060.000700')?.note, {
    kind: 'added',
    member: gus,
  });
  const edits = await units.open({ team: place.team }, (work) =>
    readEdits(work, place.actor, general.row.id, tsOf('1700000000.000100')),
  );
  assert.deepEqual(edits, [{ replacedAt: '2023-11-15T12:06:40.000Z', text: 'Helo' }]);
});

test('people, bots, guests and strangers become members who cannot sign in', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  const found = await rows(
    `select handle, role, name, email, deactivated_at is null as active, password_hash from members
     where team_id = $1 and handle <> 'owner' order by handle`,
    [place.team],
  );
  assert.ok(found.every((row) => row.password_hash === null));
  assert.deepEqual(
    found.map((row) => [row.handle, row.role, row.name, row.email, row.active]),
    [
      ['ada', 'member', 'ada', 'ada@example.invalid', true],
      ['app', 'bot', 'app', null, true],
      ['bob', 'member', 'bob', 'bob@example.invalid', true],
      ['deploy', 'bot', 'deploy', null, false],
      ['flow', 'bot', 'flow', null, true],
      ['gone', 'member', 'Gone Person', null, false],
      ['gus', 'guest', 'gus', 'gus@example.invalid', true],
      ['pat', 'guest', 'pat', null, false],
      ['robot', 'bot', 'Robot', null, true],
      ['slackbot', 'bot', 'slackbot', null, false],
      ['una', 'single-guest', 'una', 'una@example.invalid', true],
    ],
  );
});

test('private channels, group and direct conversations stay with those who were in them', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  const visible = async (handle: string) => {
    const { id } = await memberOf(place, handle);
    const channels = await units.open({ team: place.team }, (work) => myChannels(work, id));
    return channels.map(({ row }) => row.name ?? row.kind).toSorted();
  };
  assert.deepEqual(await visible('ada'), ['direct', 'direct', 'general', 'group', 'old-news', 'secret']);
  assert.deepEqual(await visible('bob'), ['direct', 'general', 'group', 'secret']);
  assert.deepEqual(await visible('gus'), ['general', 'group']);
  assert.deepEqual(await visible('owner'), ['general']);
  const { messages } = await timelineOf(place, 'ada', 'secret');
  const news = await timelineOf(place, 'ada', 'old-news');
  assert.equal(messages[0]?.text, `The password of the <#${publicId('C', news.row.id)}> is **none**`);
  assert.ok(news.channel.archivedAt);
});

test('numbers are without gaps, one for each message, and all of it counts as read', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  for (const handle of ['owner', 'ada', 'bob']) {
    const { id } = await memberOf(place, handle);
    for (const { row, standing } of await units.open({ team: place.team }, (work) => myChannels(work, id))) {
      assert.equal(standing.unread, 0, `${handle} in ${row.name ?? row.kind}`);
      const numbers = await numbersOf(row.id);
      assert.deepEqual(
        numbers,
        Array.from({ length: row.seq }, (_, at) => at + 1),
      );
      const [{ posted, counted, highest, latest } = {}] = await rows(
        `select count(*)::int as posted, count(ordinal)::int as counted, max(ordinal)::int as highest, max(ts) as latest
         from messages where channel_id = $1`,
        [row.id],
      );
      const [{ events } = {}] = await rows(
        `select count(*)::int as events from channel_events where channel_id = $1 and ts is not null`,
        [row.id],
      );
      assert.equal(events, posted);
      assert.equal(highest ?? 0, counted);
      assert.equal(row.ordinal, counted);
      assert.ok(row.last_ts >= Number(latest ?? 0));
    }
  }
});

test('imported words are found, and by their authors and channels', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  const found = (typed: string, as: { member: MemberId }) =>
    units.open({ team: place.team }, (work) =>
      search(work, { ...place.actor, ...as }, typed, { before: undefined, limit: 20 }),
    );
  const [ada, owner] = [await memberOf(place, 'ada'), await memberOf(place, 'owner')];
  assert.deepEqual(
    (await found('from:gone before', { member: ada.id })).messages.map(({ text }) => text),
    ['From before I left'],
  );
  assert.equal((await found('in:secret password', { member: ada.id })).messages.length, 1);
  assert.equal((await found('in:secret password', { member: owner.id })).messages.length, 0);
});

test('the same file a second time changes nothing and says so', async () => {
  const place = await newTeam();
  const path = await zipped(modernExport());
  const first = await importSlackExport(units, place, path);
  const before = await tableDigests(database);
  const second = await importSlackExport(units, place, path);
  assert.deepEqual(second, { ...first, outcome: 'already-imported' });
  assert.deepEqual(await tableDigests(database), before);
  assert.match(reportLines(second)[0] ?? '', /imported before/);
});

test('an export that was made later adds what is new', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  const later = modernExport();
  later['general/2023-11-16.json'] = [
    post('1700100000.000100', 'UADA00001', 'What came later', { thread_ts: '1700000000.000100' }),
    post('1700100001.000100', 'UBOB00002', 'And this'),
  ];
  const report = await importSlackExport(units, place, await zipped(later));
  assert.equal(report.counts.messages, 2);
  assert.equal(report.counts.alreadyThere, 16);
  assert.equal(report.counts.membersAdded + report.counts.channels + report.counts.edits, 0);
  const { messages, standing, row } = await timelineOf(place, 'ada', 'general');
  assert.equal(messages.find(({ ts }) => ts === '1700000000.000100')?.replyCount, 3);
  assert.equal(standing.unread, 0);
  assert.deepEqual(
    await numbersOf(row.id),
    Array.from({ length: row.seq }, (_, at) => at + 1),
  );
});

test('members who are there already are found by their address and keep what they are', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['users.json'] = [
    person('UADA00001', 'Åda Lovelace', { profile: { real_name: 'Ada', email: 'OWNER@example.invalid' } }),
    person('UOWNER002', 'owner'.toUpperCase(), { profile: { real_name: 'Another Owner', email: 'no address' } }),
  ];
  content['general/2024-01-01.json'] = [post('1704100000.000100', 'UADA00001', 'It is me')];
  const report = await importSlackExport(units, place, await zipped(content));
  assert.equal(report.counts.membersMatched, 1);
  assert.equal(report.counts.membersAdded, 1);
  assert.deepEqual(
    report.remarks.map(({ what, name }) => [what, name]),
    [
      ['email-not-kept', undefined],
      ['handle-changed', 'owner-2'],
    ],
  );
  const { messages } = await timelineOf(place, 'owner', 'general');
  assert.equal(messages.find(({ text }) => text === 'It is me')?.author, publicId('U', place.actor.member));
  const [owner] = await rows('select name, role from members where id = $1', [place.actor.member]);
  assert.deepEqual(owner, { name: 'Owner', role: 'owner' });
});

test('history between messages that are there already keeps every count right', async () => {
  const place = await newTeam();
  const said = (...lines: [ts: string, text: string][]): ExportFiles => ({
    ...smallestExport(),
    'users.json': [person('UADA00001', 'ada'), person('UBOB00002', 'bob')],
    'general/2024-01-01.json': lines.map(([ts, text]) => post(ts, 'UBOB00002', text)),
  });
  await importSlackExport(
    units,
    place,
    await zipped(said(['1704100000.000100', 'one'], ['1704100009.000100', 'nine'])),
  );
  const ada = { ...place.actor, member: (await memberOf(place, 'ada')).id };
  const { row } = await timelineOf(place, 'ada', 'general');
  const standing = await units.open(place, (work) => markRead(work, ada, row.id, tsOf('1704100000.000100')));
  assert.equal(standing.unread, 1);
  await importSlackExport(
    units,
    place,
    await zipped(said(['1704099999.000000', 'before'], ['1704100001.000000', 'between'])),
  );
  const found = await rows(
    'select ordinal::int from messages where channel_id = $1 and ordinal is not null order by ts',
    [row.id],
  );
  assert.deepEqual(
    found.map(({ ordinal }) => ordinal),
    [1, 2, 3, 4],
  );
  assert.equal((await timelineOf(place, 'ada', 'general')).standing.unread, 2);
  assert.equal((await timelineOf(place, 'bob', 'general')).standing.unread, 0);
  assert.equal((await timelineOf(place, 'owner', 'general')).standing.unread, 0);
});

test('a channel whose name is taken gets another one, and the report says so', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['channels.json'] = [
    channel('CTALK0001', 'talk', ['UADA00001'], { is_general: true }),
    channel('CGENERAL1', 'general', ['UADA00001'], { is_general: false }),
  ];
  const report = await importSlackExport(units, place, await zipped(content));
  assert.deepEqual(
    report.remarks.map(({ what, where, name }) => [what, where, name]),
    [
      ['channel-renamed', 'CTALK0001', 'general'],
      ['channel-renamed', 'CGENERAL1', 'general-slack'],
    ],
  );
});

test('a text longer than a message may be goes on in the next message', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['general/2024-01-01.json'] = [
    post('1704100000.000100', 'UADA00001', `${'word '.repeat(17_000)}end`),
    post('1704100000.000102', 'UADA00001', 'right after'),
  ];
  const report = await importSlackExport(units, place, await zipped(content));
  assert.deepEqual(report.remarkCounts, { 'text-shortened': 1 });
  content['general/2024-01-01.json'] = [post('1704200000.000100', 'UADA00001', `${'word '.repeat(17_000)}end`)];
  assert.deepEqual((await importSlackExport(units, place, await zipped(content))).remarkCounts, { 'text-split': 1 });
  const { messages } = await timelineOf(place, 'ada', 'general');
  const parts = messages.filter(({ ts }) => ts.startsWith('1704200000'));
  assert.equal(parts.length, 3);
  assert.equal(parts.map(({ text }) => text).join(''), `${'word '.repeat(17_000)}end`);
});

test('times that cannot be, threads without a first message and lost conversations are reported', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['dms.json'] = [{ id: 'DNOBODY01', created: 1_700_000_000, members: [] }];
  content['DNOBODY01/2024-01-01.json'] = [post('1704100000.000100', 'UADA00001', 'Anybody?')];
  content['general/2024-01-01.json'] = [
    post('1704100000.000100', 'UADA00001', 'to what?', { thread_ts: '1704000000.000100' }),
    post('1704100001.000100', 'UADA00001', 'to the future', { thread_ts: '1804000000.000100' }),
    post('99999999999.000100', 'UADA00001', 'from the future'),
  ];
  const report = await importSlackExport(units, place, await zipped(content));
  assert.deepEqual(report.remarkCounts, {
    'conversation-without-people': 1,
    'thread-without-root': 2,
    'time-impossible': 1,
  });
  const thread = await timelineOf(place, 'ada', 'general', '1704000000.000100');
  assert.deepEqual(
    thread.messages.map(({ text, deletedAt }) => [text, deletedAt !== undefined]),
    [
      ['', true],
      ['to what?', false],
    ],
  );
  assert.ok(thread.row.last_ts < Date.now() * 1000);
});

test('a broken or hostile ZIP is refused and leaves no trace', async () => {
  const place = await newTeam();
  const whole = await zipOf(modernExport());
  const hostile = await zipOf({ ...modernExport(), 'general/2023-11-14.json': Buffer.alloc(8 * 1024 * 1024) });
  const noMembers = await zipOf({ 'channels.json': [] });
  const climbing = Buffer.from(whole.toString('latin1').replaceAll('secret/2023-11-14', '../../2023-11-145'), 'latin1');
  const cases: [Buffer, string][] = [
    [whole.subarray(0, whole.length / 2), 'slack/export-not-zip'],
    [hostile, 'slack/export-too-large'],
    [noMembers, 'slack/export-not-slack'],
    [climbing, 'slack/export-hostile'],
  ];
  const before = await tableDigests(database);
  for (const [bytes, code] of cases) {
    const path = join(folder, `${++files}.zip`);
    await writeFile(path, bytes);
    await assert.rejects(importSlackExport(units, place, path), { code });
  }
  await assert.rejects(importSlackExport(units, place, join(folder, 'none.zip')), { code: 'slack/export-absent' });
  assert.deepEqual(await tableDigests(database), before);
  assert.deepEqual(facts, []);
});

test('of two runs of one file one carries it on, and the other is told', async () => {
  const place = await newTeam();
  const path = await zipped(modernExport());
  let opened = 0;
  const overtaken: Units = {
    async open(scope, use) {
      opened += 1;
      // After it has begun, and before its first slice.
      if (opened === 3) assert.equal((await importSlackExport(units, place, path)).outcome, 'imported');
      return await units.open(scope, use);
    },
  };
  await assert.rejects(importSlackExport(overtaken, place, path), { code: 'slack/import-elsewhere' });
  const digests = await tableDigests(database);
  assert.equal((await importSlackExport(units, place, path)).outcome, 'already-imported');
  assert.deepEqual(await tableDigests(database), digests);
});

test('a team that cannot hold the members of an export is left as it is', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['users.json'] = Array.from({ length: limits.members.perTeamMax }, (_, at) => ({
    id: `U${at}`,
    name: `u${at}`,
  }));
  const before = await tableDigests(database);
  await assert.rejects(importSlackExport(units, place, await zipped(content)), { code: 'members/team-full' });
  assert.deepEqual(await tableDigests(database), before);
});

test('whoever follows a channel hears of its last number once per transaction, not of every message', async () => {
  const place = await newTeam();
  const content = smallestExport();
  content['general/2024-01-01.json'] = Array.from({ length: 1_200 }, (_, at) =>
    post(`${1_704_100_000 + at}.000100`, 'UADA00001', `line ${at}`),
  );
  await importSlackExport(units, place, await zipped(content));
  const numbers = facts.flatMap((fact) => (fact.kind === 'channel.event' ? [fact.number] : []));
  assert.ok(numbers.length <= 6, `${numbers.length} events were published`);
  const { row } = await timelineOf(place, 'ada', 'general');
  assert.equal(Math.max(...numbers), row.seq);
});

test('the audit log says that an import began and what it brought, and nothing of what was said', async () => {
  const place = await newTeam();
  await importSlackExport(units, place, await zipped(modernExport()));
  const kinds = await rows('select kind, count(*)::int as n from audit_entries where team_id = $1 group by kind', [
    place.team,
  ]);
  const byKind = Object.fromEntries(kinds.map((row) => [row.kind, row.n]));
  assert.equal(byKind['import.started'], 1);
  assert.equal(byKind['import.finished'], 1);
  assert.equal(byKind['channel.imported'], 6);
  assert.equal(byKind['message.posted'], undefined);
});
