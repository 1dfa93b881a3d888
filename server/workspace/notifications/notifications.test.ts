import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, type MemberId, publicId, uuidOf } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeTimeZone, deactivateMember } from '#identity/members/members.ts';
import type { Work } from '#platform/work.ts';
import { joinChannel, leaveChannel, noSuchChannel } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deleteMessage } from '../messages/messages.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { unfollowThread } from '../threads/threads.ts';
import { createGroup } from '../user-groups/user-groups.ts';
import {
  changeChannelNotifications,
  changeNotifications,
  doNotDisturb,
  keywordWithoutWords,
  type Notice,
  notAheadOfNow,
  notificationPreferences,
  notified,
  quietUntil,
} from './notifications.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const everybodyIsThere = (): boolean => true;

/** Who is told of the message, and why. */
async function told(
  team: TestTeam,
  channel: ChannelId,
  message: Message,
  isActive: (member: MemberId) => boolean = everybodyIsThere,
): Promise<Map<MemberId, Notice>> {
  const places = [{ channel, ts: placeOf(message) }];
  const notices = await team.run((work) => notified(work, places, isActive));
  return new Map(notices.map((notice) => [notice.member, notice]));
}
const reason = async (team: TestTeam, of: Actor, message: Message, channel = team.general) =>
  (await told(team, channel, message)).get(of.member)?.reason;
const say = (team: TestTeam, text: string, given = {}) => team.post(team.owner, team.general, text, given);
const prefer = (team: TestTeam, of: Actor, change: Parameters<typeof changeNotifications>[2]) =>
  team.run((work) => changeNotifications(work, of, change));

async function scene() {
  const team = await workspace.team();
  return { team, ada: await team.person(), bob: await team.person() };
}

test('at first one is told of direct messages, of what names one and of replies; not of the rest', async () => {
  const { team, ada, bob } = await scene();
  assert.equal((await told(team, team.general, await say(team, 'hello'))).size, 0);
  assert.equal(await reason(team, ada, await say(team, naming(ada))), 'mention');
  assert.equal(await reason(team, bob, await say(team, naming(ada))), undefined);
  assert.equal(await reason(team, bob, await say(team, '<!channel>')), 'channel');
  const group = await team.run((work) =>
    createGroup(work, team.owner, { handle: 'both', name: 'Both', members: [ada.member, bob.member] }),
  );
  const message = await say(team, `<!subteam^${group.id}> ${naming(bob)}`);
  assert.deepEqual([await reason(team, ada, message), await reason(team, bob, message)], ['group', 'mention']);
  const direct = await team.run((work) => openConversation(work, team.owner, [ada.member]));
  const id = uuidOf(direct.id) as ChannelId;
  assert.equal(await reason(team, ada, await team.post(team.owner, id, 'psst'), id), 'direct');
});

test('nobody is told of what it wrote, has read, or cannot read; nor of notes and deleted messages', async () => {
  const { team, ada, bob } = await scene();
  const own = await team.post(ada, team.general, `${naming(ada)} <!channel>`);
  assert.equal(await reason(team, ada, own), undefined);
  const read = await say(team, '<!channel>');
  await team.run((work) => markRead(work, ada, team.general, placeOf(read)));
  assert.deepEqual([await reason(team, ada, read), await reason(team, bob, read)], [undefined, 'channel']);
  const gone = await say(team, naming(bob));
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(gone)));
  assert.equal((await told(team, team.general, gone)).size, 0);
  const channel = await team.channel(team.owner, { with: [ada, bob] });
  await prefer(team, ada, { level: 'all' });
  await team.run((work) => leaveChannel(work, bob, channel));
  const note = (await team.events(team.owner, channel)).findLast(({ message }) => message?.note)?.message;
  assert.ok(note);
  assert.equal((await told(team, channel, note)).size, 0);
  const left = await team.post(team.owner, channel, '<!channel>');
  assert.deepEqual([...(await told(team, channel, left)).keys()], [ada.member]);
});

test('bots and closed accounts are told nothing', async () => {
  const { team, ada } = await scene();
  const bot = await team.person('bot');
  await team.run((work) => joinChannel(work, bot, team.general));
  await team.run((work) => deactivateMember(work, team.owner, ada.member));
  const message = await say(team, `${naming(bot)} <!channel>`);
  const keys = [...(await told(team, team.general, message)).keys()];
  assert.ok(!keys.includes(bot.member) && !keys.includes(ada.member));
});

test('<!here> means those who are there, and who does not want it is not told of everybody', async () => {
  const { team, ada, bob } = await scene();
  const message = await say(team, '<!here>');
  const there = await told(team, team.general, message, (member) => member === ada.member);
  assert.deepEqual([there.get(ada.member)?.reason, there.get(bob.member)], ['here', undefined]);
  await prefer(team, bob, { everybody: false });
  for (const text of ['<!here>', '<!channel>']) {
    const all = await told(team, team.general, await say(team, text));
    assert.deepEqual([all.has(ada.member), all.has(bob.member)], [true, false]);
  }
});

test('one is told of replies in threads one follows, until one follows no more or wants none', async () => {
  const { team, ada, bob } = await scene();
  const root = await team.post(ada, team.general, 'root');
  const reply = () => say(team, 'reply', { threadTs: root.ts });
  const first = await reply();
  assert.deepEqual([await reason(team, ada, first), await reason(team, bob, first)], ['thread', undefined]);
  await prefer(team, ada, { threads: false });
  assert.equal(await reason(team, ada, await reply()), undefined);
  await prefer(team, ada, { threads: true });
  await team.run((work) => unfollowThread(work, ada, team.general, placeOf(root)));
  assert.equal(await reason(team, ada, await reply()), undefined);
  await prefer(team, bob, { level: 'all' });
  assert.equal(await reason(team, bob, await reply()), undefined, 'a reply that stays in its thread');
  const both = await say(team, 'both', { threadTs: root.ts, alsoToChannel: true });
  assert.equal(await reason(team, bob, both), 'all');
});

test('a level holds everywhere, another one for a conversation; muted tells nothing of it', async () => {
  const { team, ada } = await scene();
  const other = await team.channel(team.owner, { with: [ada] });
  const both = async (text: string) => [
    await reason(team, ada, await say(team, text)),
    await reason(team, ada, await team.post(team.owner, other, text), other),
  ];
  const here = (change: Parameters<typeof changeChannelNotifications>[3]) =>
    team.run((work) => changeChannelNotifications(work, ada, other, change));
  await prefer(team, ada, { level: 'all' });
  assert.deepEqual(await both('hello'), ['all', 'all']);
  await here({ level: 'mentions' });
  assert.deepEqual(await both('hello'), ['all', undefined]);
  assert.deepEqual(await both(naming(ada)), ['mention', 'mention']);
  await here({ muted: true });
  assert.deepEqual(await both(naming(ada)), ['mention', undefined]);
  await prefer(team, ada, { level: 'nothing' });
  await here({ level: 'all', muted: false });
  assert.deepEqual(await both('hello'), [undefined, 'all']);
  assert.deepEqual(await both(naming(ada)), [undefined, 'mention']);
  await here({ level: 'default' });
  assert.deepEqual(await both(naming(ada)), [undefined, undefined]);
  const direct = await team.run((work) => openConversation(work, team.owner, [ada.member]));
  const id = uuidOf(direct.id) as ChannelId;
  assert.equal(await reason(team, ada, await team.post(team.owner, id, 'psst'), id), undefined);
});

test('keywords are whole words in their order, without case and accents, and sealed in the database', async () => {
  const { team, ada, bob } = await scene();
  await prefer(team, ada, { keywords: ['Incident', 'build failed'] });
  for (const [text, wanted] of [
    ['an INCÏDENT today', 'keyword'],
    ['incidental', undefined],
    ['the build failed', 'keyword'],
    ['failed to build', undefined],
    ['the build has failed', undefined],
  ] as const) {
    assert.equal(await reason(team, ada, await say(team, text)), wanted, text);
  }
  assert.equal(await reason(team, bob, await say(team, 'incident')), undefined);
  const { rows } = await workspace.database.pool.query(
    'select keywords from notification_preferences where member_id = $1',
    [ada.member],
  );
  assert.ok(!rows[0].keywords.toString().includes('ncident'));
  const { keywords } = await team.run((work) => notificationPreferences(work, ada.member));
  assert.deepEqual(keywords, ['Incident', 'build failed']);
  await prefer(team, ada, { keywords: [] });
  assert.equal(await reason(team, ada, await say(team, 'incident')), undefined);
});

test('a notice says until when one is not to be disturbed, in one’s own zone', async () => {
  const { team, ada } = await scene();
  const quiet = async () => (await told(team, team.general, await say(team, naming(ada)))).get(ada.member)?.quietUntil;
  assert.equal(await quiet(), undefined);
  const until = new Date(workspace.clock.at.getTime() + 3_600_000);
  await team.run((work) => doNotDisturb(work, ada, until.toISOString()));
  assert.deepEqual(await quiet(), until);
  await team.run((work) => doNotDisturb(work, ada, undefined));
  await team.run((work) => changeTimeZone(work, ada, 'Asia/Kolkata'));
  const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  await prefer(team, ada, { quietHours: hours });
  assert.deepEqual(await quiet(), quietUntil(workspace.clock.at, 'Asia/Kolkata', hours, null));
});

test('many messages are judged in as many statements as one', async () => {
  const { team, ada, bob } = await scene();
  await prefer(team, ada, { level: 'all', keywords: ['one two'] });
  const messages = [await say(team, 'a'), await say(team, 'one two'), await say(team, naming(bob))];
  const judged = async (of: readonly Message[]) => {
    const places = of.map((message) => ({ channel: team.general, ts: placeOf(message) }));
    return await team.run(async (work) => {
      const counted = counting(work);
      return { notices: await notified(counted.work, places, everybodyIsThere), statements: counted.statements() };
    });
  };
  const [one, all] = [await judged(messages.slice(1, 2)), await judged(messages)];
  assert.equal(all.statements, one.statements);
  assert.equal(all.statements, 2);
  assert.deepEqual(
    all.notices.map(({ ts, member, reason: why }) => [ts, member, why]),
    [
      [placeOf(messages[0]!), ada.member, 'all'],
      [placeOf(messages[1]!), ada.member, 'keyword'],
      ...[
        [placeOf(messages[2]!), ada.member, 'all'],
        [placeOf(messages[2]!), bob.member, 'mention'],
      ].toSorted(([, a], [, b]) => (a! < b! ? -1 : 1)),
    ],
  );
});

/** The unit of work with its statements counted. */
function counting(work: Work): { work: Work; statements: () => number } {
  let count = 0;
  const sql = work.sql.withPlugin({
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return { work: { ...work, sql }, statements: () => count };
}

test('the messages of a group that is committed are named once, by channel', async () => {
  const { team, ada } = await scene();
  const since = workspace.facts.length;
  await Promise.all([say(team, 'one'), team.post(ada, team.general, 'two')]);
  const places = workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'messages.posted' ? fact.places : []));
  assert.equal(new Set(places).size, 2);
});

test('the member’s other devices hear of what it prefers, and what it prefers is its own', async () => {
  const { team, ada, bob } = await scene();
  const notifications = await team.run((work) => changeChannelNotifications(work, ada, team.general, { muted: true }));
  assert.deepEqual(notifications.channels, [{ channel: publicId('C', team.general), muted: true }]);
  const fact = workspace.facts.at(-1);
  assert.ok(fact?.kind === 'notifications.changed');
  assert.equal(fact.member, ada.member);
  assert.deepEqual(JSON.parse(fact.json), { kind: 'notifications.changed', notifications });
  assert.deepEqual((await team.run((work) => notificationPreferences(work, bob.member))).channels, []);
});

test('a keyword needs a word, a quiet time an end ahead, and a conversation to be one’s own', async () => {
  const { team, ada } = await scene();
  await refuses(keywordWithoutWords, () => prefer(team, ada, { keywords: ['ok', '!!!'] }));
  for (const until of ['2020-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-13-01T00:00:00Z']) {
    await refuses(notAheadOfNow, () => team.run((work) => doNotDisturb(work, ada, until)));
  }
  const channel = await team.channel(team.owner);
  const mute = (id: ChannelId) => team.run((work) => changeChannelNotifications(work, ada, id, { muted: true }));
  await refuses(noSuchChannel, () => mute(channel));
  const foreign = await workspace.team();
  await refuses(noSuchChannel, () => mute(foreign.general));
});

test('a token of a group that is not there is text', async () => {
  const { team, ada } = await scene();
  assert.equal(await reason(team, ada, await say(team, `<!subteam^${publicId('S', team.id)}>`)), undefined);
});
