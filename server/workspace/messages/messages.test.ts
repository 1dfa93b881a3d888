import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type ChannelId, publicId, publicTs, type Ts } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { archiveChannel, channelArchived, leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { react } from '../reactions/reactions.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import {
  createLatestPages,
  deleteMessage,
  editedTooOften,
  editMessage,
  noSuchMessage,
  notYourMessage,
  readEdits,
  readHistory,
  readMessage,
} from './messages.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
/** One for all tests, as in the server: what it keeps must never be older than the channel. */
const latest = createLatestPages();

const history = async (
  team: TestTeam,
  of: Actor,
  channel: ChannelId,
  bounds: { before?: Ts; after?: Ts; thread?: Ts; limit?: number } = {},
): Promise<{ messages: readonly Message[]; more: boolean }> =>
  await team.run((work) => readHistory(work, of, channel, { limit: 50, ...bounds }, latest));
const written = ({ messages }: { messages: readonly Message[] }): string[] =>
  messages.filter(({ note }) => !note).map(({ text }) => text);

test('a message is stored sealed and read back as it was written', async () => {
  const team = await workspace.team();
  const text = 'Grüße 👋\n```\n  <@UNKNOWN> & <b>\n```';
  const message = await team.post(team.owner, team.general, text);
  assert.deepEqual(await team.run((work) => readMessage(work, team.owner, team.general, placeOf(message))), message);
  assert.equal(message.text, text);
  const { rows } = await workspace.database.withConnection(({ sql: db }) =>
    sql<{ body: Buffer }>`select body from messages where channel_id = ${team.general} and body is not null`.execute(
      db,
    ),
  );
  assert.ok(rows.every(({ body }) => !body.toString('utf8').includes('Grüße')));
});

test('history is read backwards from the end or forwards from a place, page by page, each message once', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const sent: string[] = [];
  for (let n = 1; n <= 7; n++) sent.push((await team.post(team.owner, channel, `m${n}`)).text);
  const first = await history(team, team.owner, channel, { limit: 3 });
  assert.deepEqual([written(first), first.more], [['m5', 'm6', 'm7'], true]);
  const second = await history(team, team.owner, channel, { limit: 3, before: placeOf(first.messages[0]!) });
  assert.deepEqual([written(second), second.more], [['m2', 'm3', 'm4'], true]);
  const third = await history(team, team.owner, channel, { limit: 3, before: placeOf(second.messages[0]!) });
  assert.deepEqual([written(third), third.more], [['m1'], false]);
  const forwards = await history(team, team.owner, channel, { limit: 3, after: placeOf(second.messages[1]!) });
  assert.deepEqual([written(forwards), forwards.more], [['m4', 'm5', 'm6'], true]);
  const between = { after: placeOf(second.messages[0]!), before: placeOf(first.messages[0]!) };
  assert.deepEqual(written(await history(team, team.owner, channel, between)), ['m3', 'm4']);
});

test('replies stand in their thread, and in the timeline if also sent there; their number shows', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const root = await team.post(team.owner, channel, 'root');
  const other = await team.post(team.owner, channel, 'other');
  const inside = await team.post(team.owner, channel, 'inside', { threadTs: root.ts });
  const both = await team.post(team.owner, channel, 'both', { threadTs: root.ts, alsoToChannel: true });
  await team.post(team.owner, channel, 'elsewhere', { threadTs: other.ts });
  assert.equal(inside.inTimeline, false);
  assert.equal(both.inTimeline, true);
  const timeline = await history(team, team.owner, channel);
  assert.deepEqual(written(timeline), ['root', 'other', 'both']);
  const shownRoot = timeline.messages.find(({ ts }) => ts === root.ts);
  assert.deepEqual([shownRoot?.replyCount, shownRoot?.lastReplyTs], [2, both.ts]);
  const thread = placeOf(root);
  assert.deepEqual(written(await history(team, team.owner, channel, { thread })), ['root', 'inside', 'both']);
  const last = await history(team, team.owner, channel, { thread, limit: 2 });
  assert.deepEqual([written(last), last.more], [['inside', 'both'], true]);
  const earlier = await history(team, team.owner, channel, { thread, before: placeOf(inside) });
  assert.deepEqual([written(earlier), earlier.more], [['root'], false]);
  const later = await history(team, team.owner, channel, { thread, after: placeOf(root), limit: 1 });
  assert.deepEqual([written(later), later.more], [['inside'], true]);
});

test('the thread an event belongs to comes with it, live and from the log', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const root = await team.post(team.owner, channel, 'root');
  const told = workspace.facts.length;
  const replies: Message[] = [];
  for (const text of ['one', 'two']) replies.push(await team.post(team.owner, channel, text, { threadTs: root.ts }));
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(replies[1]!)));
  const live = workspace.told(told);
  assert.deepEqual(
    live.map(({ thread }) => thread),
    [
      { ts: root.ts, replyCount: 1, lastReplyTs: replies[0]!.ts },
      { ts: root.ts, replyCount: 2, lastReplyTs: replies[1]!.ts },
      { ts: root.ts, replyCount: 1, lastReplyTs: replies[0]!.ts },
    ],
  );
  const read = (await team.events(team.owner, channel)).slice(-3);
  const now = { ts: root.ts, replyCount: 1, lastReplyTs: replies[0]!.ts };
  assert.deepEqual(
    read.map(({ thread }) => thread),
    [now, now, now],
  );
});

test('an edit keeps the earlier texts for those who may read the message', async () => {
  const team = await workspace.team();
  const message = await team.post(team.owner, team.general, 'teh');
  const place = placeOf(message);
  const edited = await team.run((work) => editMessage(work, team.owner, team.general, place, 'the'));
  await team.run((work) => editMessage(work, team.owner, team.general, place, 'The'));
  assert.ok(edited.editedAt);
  const edits = await team.run((work) => readEdits(work, team.owner, team.general, place));
  assert.deepEqual(
    edits.map(({ text }) => text),
    ['teh', 'the'],
  );
  const events = await team.events(team.owner, team.general);
  const ofMessage = events.filter(({ ts }) => ts === message.ts);
  assert.deepEqual(
    ofMessage.map(({ kind, message: shown }) => [kind, shown?.text]),
    [
      ['message.posted', 'The'],
      ['message.edited', 'The'],
      ['message.edited', 'The'],
    ],
  );
});

test('an edit that changes nothing is none', async () => {
  const team = await workspace.team();
  const message = await team.post(team.owner, team.general, 'same');
  const again = await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), 'same'));
  assert.deepEqual(again, message);
  assert.equal((await team.events(team.owner, team.general)).filter(({ ts }) => ts === message.ts).length, 1);
});

test('only the author edits; a message is edited only so often', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const message = await team.post(ada, team.general, 'mine');
  const edit = (by: Actor, text: string) =>
    team.run((work) => editMessage(work, by, team.general, placeOf(message), text));
  await refuses(notYourMessage, () => edit(team.owner, 'yours'));
  await team.run((work) =>
    sql`update messages set edit_count = ${limits.messages.editsMax} where channel_id = ${team.general}`.execute(
      work.sql,
    ),
  );
  await refuses(editedTooOften, () => edit(ada, 'again'));
});

test('notes of the system are nobody’s: not edited, and deleted by moderators only', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const note = (await history(team, ada, team.general)).messages.find(({ note: of }) => of?.kind === 'joined')!;
  const joined = (await history(team, ada, team.general)).messages.find(
    ({ author }) => author === publicId('U', ada.member),
  )!;
  await refuses(notYourMessage, () => team.run((work) => editMessage(work, ada, team.general, placeOf(joined), 'x')));
  await refuses(notYourMessage, () => team.run((work) => deleteMessage(work, ada, team.general, placeOf(joined))));
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(note)));
});

test('of a deleted message only the place is left', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const message = await team.post(ada, team.general, '<!here> a secret');
  const place = placeOf(message);
  await team.run((work) => editMessage(work, ada, team.general, place, '<!here> a better secret'));
  await team.run((work) => react(work, team.owner, team.general, place, 'eyes'));
  await team.run((work) => deleteMessage(work, ada, team.general, place));
  await refuses(noSuchMessage, () => team.run((work) => readMessage(work, ada, team.general, place)));
  await refuses(noSuchMessage, () => team.run((work) => readEdits(work, ada, team.general, place)));
  await refuses(noSuchMessage, () => team.run((work) => editMessage(work, ada, team.general, place, 'back')));
  await refuses(noSuchMessage, () => team.run((work) => deleteMessage(work, ada, team.general, place)));
  assert.ok(!(await history(team, ada, team.general)).messages.some(({ ts }) => ts === message.ts));
  const of = { channel: team.general, ts: place };
  await workspace.database.withConnection(async ({ sql: db }) => {
    for (const table of ['message_edits', 'reactions', 'mentions']) {
      const { rows } =
        await sql`select from ${sql.table(table)} where channel_id = ${of.channel} and ts = ${of.ts}`.execute(db);
      assert.equal(rows.length, 0, table);
    }
    const { rows } =
      await sql`select body, terms from messages where channel_id = ${of.channel} and ts = ${of.ts}`.execute(db);
    assert.deepEqual(rows, [{ body: null, terms: [] }]);
  });
  const event = (await team.events(ada, team.general)).at(-1);
  assert.equal(event?.kind, 'message.deleted');
  assert.ok(event?.message?.deletedAt);
  assert.equal(event.message.text, '');
});

test('moderators delete what others wrote; others do not', async () => {
  const team = await workspace.team();
  const [ada, bob, admin] = [await team.person(), await team.person(), await team.person('admin')];
  const message = await team.post(ada, team.general, 'hers');
  await refuses(notYourMessage, () => team.run((work) => deleteMessage(work, bob, team.general, placeOf(message))));
  await team.run((work) => deleteMessage(work, admin, team.general, placeOf(message)));
});

test('a deleted first message holds its thread until the last reply is gone', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const root = await team.post(team.owner, channel, 'root');
  const reply = await team.post(team.owner, channel, 'reply', { threadTs: root.ts });
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(root)));
  const tombstone = (await history(team, team.owner, channel)).messages.find(({ ts }) => ts === root.ts);
  assert.ok(tombstone?.deletedAt);
  assert.deepEqual([tombstone.text, tombstone.replyCount], ['', 1]);
  const thread = await history(team, team.owner, channel, { thread: placeOf(root) });
  assert.deepEqual(written(thread), ['', 'reply']);
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(reply)));
  assert.deepEqual(written(await history(team, team.owner, channel)), []);
});

test('an archived channel takes no edit; there only moderators delete', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { with: [ada] });
  const message = await team.post(ada, channel, 'kept');
  await team.run((work) => archiveChannel(work, team.owner, channel));
  await refuses(channelArchived, () => team.run((work) => editMessage(work, ada, channel, placeOf(message), 'x')));
  await refuses(channelArchived, () => team.run((work) => deleteMessage(work, ada, channel, placeOf(message))));
  await team.run((work) => deleteMessage(work, team.owner, channel, placeOf(message)));
});

test('who left a channel changes nothing in it any more; of a private one nothing is readable', async () => {
  const team = await workspace.team();
  const [ada, stranger] = [await team.person(), (await workspace.team()).owner];
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  const message = await team.post(ada, channel, 'mine');
  await team.run((work) => leaveChannel(work, ada, channel));
  const place = placeOf(message);
  for (const who of [ada, stranger]) {
    const of = who === ada ? team : { run: workspace.units.open.bind(workspace.units, { team: stranger.team }) };
    await refuses(noSuchChannel, () => of.run((work) => editMessage(work, who, channel, place, 'x')));
    await refuses(noSuchChannel, () => of.run((work) => deleteMessage(work, who, channel, place)));
    await refuses(noSuchChannel, () => of.run((work) => readHistory(work, who, channel, { limit: 5 }, latest)));
    await refuses(noSuchChannel, () => of.run((work) => readMessage(work, who, channel, place)));
    await refuses(noSuchChannel, () => of.run((work) => readEdits(work, who, channel, place)));
  }
});

test('the newest page is kept opened, and every change of the channel makes it anew', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const [first, second] = [await team.post(team.owner, channel, 'one'), await team.post(team.owner, channel, 'two')];
  const newest = () => history(team, team.owner, channel);
  const kept = await newest();
  assert.equal(await newest(), kept);
  assert.deepEqual(written(await history(team, team.owner, channel, { limit: 1 })), ['two']);
  const changes: [(work: Work) => Promise<unknown>, string[]][] = [
    [(work) => editMessage(work, team.owner, channel, placeOf(first), 'ONE'), ['ONE', 'two']],
    [(work) => react(work, team.owner, channel, placeOf(second), 'eyes'), ['ONE', 'two']],
    [(work) => deleteMessage(work, team.owner, channel, placeOf(second)), ['ONE']],
  ];
  for (const [change, expected] of changes) {
    const before = await newest();
    await team.run(change);
    assert.notEqual(await newest(), before);
    assert.deepEqual(written(await newest()), expected);
  }
});

test('a clock that goes back does not disturb the order', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  const first = await team.post(team.owner, channel, 'first');
  const at = workspace.clock.at;
  workspace.clock.at = new Date(at.getTime() - 3_600_000);
  const second = await team.post(team.owner, channel, 'second');
  workspace.clock.at = at;
  assert.equal(second.ts, publicTs(placeOf(first) + 1));
});
