import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type ChannelId, publicId, type Ts, uuidOf } from '#contract/ids.ts';
import { archiveChannel, inviteToChannel, leaveChannel } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { findTexts } from '../testing/search.ts';
import { openTestWorkspace, placeOf } from '../testing/testing.ts';
import { dateNotUnderstood, filterUnknown, notNegatable, prefixTooShort, queryEmpty, queryTooLong } from './query.ts';
import { latestPlaces, placesWithTerms } from './search.sql.ts';
import { search } from './search.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

test('words are found whatever their case and accents, all of them, the newest first', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'The Rotation of KEYS');
  await team.post(team.owner, team.general, 'keys, and the rotation of shifts');
  await team.post(team.owner, team.general, 'Schlüssel drehen');
  assert.deepEqual(await findTexts(team, team.owner, 'rotation keys'), [
    'keys, and the rotation of shifts',
    'The Rotation of KEYS',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'schlussel'), ['Schlüssel drehen']);
  assert.deepEqual(await findTexts(team, team.owner, 'rotation nowhere'), []);
});

test('phrases stand as they are, beginnings with a star, and nothing is found by a part of a word', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'keys of rotation');
  await team.post(team.owner, team.general, 'rotation of keys');
  assert.deepEqual(await findTexts(team, team.owner, '"rotation of keys"'), ['rotation of keys']);
  assert.deepEqual(await findTexts(team, team.owner, 'rotat* "of rotation"'), ['keys of rotation']);
  assert.deepEqual(await findTexts(team, team.owner, 'rotat'), []);
  assert.deepEqual(await findTexts(team, team.owner, 'otation'), []);
});

test('only what one may read is found: own conversations, and public channels unless one is a guest', async () => {
  const team = await workspace.team();
  const [ada, bob, guest] = [await team.person(), await team.person(), await team.person('guest')];
  const [open, closed] = [await team.channel(ada), await team.channel(ada, { kind: 'private' })];
  const direct = await team.run((work) => openConversation(work, ada, [guest.member]));
  await team.post(ada, open, 'needle in public');
  await team.post(ada, closed, 'needle in private');
  await team.post(ada, uuidOf(direct.id) as ChannelId, 'needle in direct');
  assert.deepEqual(await findTexts(team, ada, 'needle'), ['needle in direct', 'needle in private', 'needle in public']);
  assert.deepEqual(await findTexts(team, bob, 'needle'), ['needle in public']);
  assert.deepEqual(await findTexts(team, team.owner, 'needle'), ['needle in public']);
  assert.deepEqual(await findTexts(team, guest, 'needle'), ['needle in direct']);
  assert.deepEqual(await findTexts(team, bob, `in:${publicId('C', closed)}`), []);
  assert.deepEqual(await findTexts(team, bob, `from:${ada.handle} needle`), ['needle in public']);
});

test('who leaves a private channel no longer finds its messages; an archived one is still searched', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  await team.post(team.owner, channel, 'needle');
  assert.deepEqual(await findTexts(team, ada, 'needle'), ['needle']);
  await team.run((work) => archiveChannel(work, team.owner, channel));
  assert.deepEqual(await findTexts(team, ada, 'needle'), ['needle']);
  await team.run((work) => leaveChannel(work, ada, channel));
  assert.deepEqual(await findTexts(team, ada, 'needle'), []);
});

test('a guest finds what is in the channel of the invitation', async () => {
  const team = await workspace.team();
  const [guest, channel] = [await team.person('guest'), await team.channel(team.owner)];
  await team.post(team.owner, channel, 'needle');
  assert.deepEqual(await findTexts(team, guest, 'needle'), []);
  await team.run((work) => inviteToChannel(work, team.owner, channel, guest.member));
  assert.deepEqual(await findTexts(team, guest, 'needle'), ['needle']);
});

test('what another team wrote is never found, by word, name or id', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  await foreign.post(foreign.owner, foreign.general, 'needle of the others');
  await team.post(team.owner, team.general, 'needle of ours');
  const queries = [
    'needle',
    `needle in:${publicId('C', foreign.general)}`,
    `needle from:${publicId('U', foreign.owner.member)}`,
  ];
  const found = await Promise.all(queries.map((query) => findTexts(team, team.owner, query)));
  assert.deepEqual(found, [['needle of ours'], [], []]);
  // Even a channel of the others that were readable by mistake would show nothing.
  const rows = await team.run(async (work) => {
    const blind = await work.keys.blindWords();
    const span = {
      channels: [foreign.general, team.general],
      authors: undefined,
      before: { ts: Number.MAX_SAFE_INTEGER as Ts, channel_id: randomUUID() as ChannelId },
      since: 0 as Ts,
      butAuthors: [],
      hasReaction: undefined,
      hasThread: undefined,
      isInThread: undefined,
    };
    return [
      ...(await placesWithTerms(work.sql, [blind('=needle')], span, 10)),
      ...(await latestPlaces(work.sql, span, 10)),
    ];
  });
  assert.ok(rows.length > 0);
  assert.ok(rows.every(({ channel_id }) => channel_id === team.general));
});

test('the same word has other tokens in another team', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const tokens = await Promise.all(
    [team, foreign].map(({ run }) => run(async (work) => (await work.keys.blindWords())('=needle'))),
  );
  assert.notEqual(tokens[0], tokens[1]);
});

test('edited texts are found by their new words only, deleted ones and notes not at all', async () => {
  const team = await workspace.team();
  const [edited, deleted] = [
    await team.post(team.owner, team.general, 'oldword'),
    await team.post(team.owner, team.general, 'oldword gone'),
  ];
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(edited), 'newword'));
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(deleted)));
  assert.deepEqual(await findTexts(team, team.owner, 'oldword'), []);
  assert.deepEqual(await findTexts(team, team.owner, 'newword'), ['newword']);
  assert.deepEqual(await findTexts(team, team.owner, 'from:me'), ['newword']);
});

test('a search that cannot be honoured is refused instead of answered with something else', async () => {
  const team = await workspace.team();
  const refusals = [
    [queryEmpty, '!!!'],
    [queryTooLong, 'word '.repeat(50)],
    [dateNotUnderstood, 'before:march'],
    [notNegatable, '-during:2026'],
    [filterUnknown, 'has:magic'],
    [prefixTooShort, 'a*'],
  ] as const;
  for (const [problem, typed] of refusals) await refuses(problem, () => findTexts(team, team.owner, typed));
});

test('parts in which nothing can be searched for are named', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'needle');
  const found = await team.run((work) => search(work, team.owner, 'needle !!!', { before: undefined, limit: 5 }));
  assert.deepEqual(found.notUnderstood, ['!!!']);
  assert.equal(found.messages.length, 1);
});

test('a result shows its neighbours: in the timeline, or in the thread of a reply', async () => {
  const team = await workspace.team();
  const [one, two] = [
    await team.post(team.owner, team.general, 'one'),
    await team.post(team.owner, team.general, 'two'),
  ];
  await team.post(team.owner, team.general, 'needle main');
  await team.post(team.owner, team.general, 'reply one', { threadTs: one.ts });
  await team.post(team.owner, team.general, 'needle reply', { threadTs: one.ts });
  await team.post(team.owner, team.general, 'reply three', { threadTs: one.ts });
  await team.post(team.owner, team.general, 'four');
  const around = async (context: number) => {
    const page = { before: undefined, limit: 5, context };
    const { messages } = await team.run((work) => search(work, team.owner, 'needle', page));
    return messages.map(({ text, previous, following }) => [
      previous.map((message) => message.text).join(),
      text,
      following.map((message) => message.text).join(),
    ]);
  };
  assert.deepEqual(await around(0), [
    ['', 'needle reply', ''],
    ['', 'needle main', ''],
  ]);
  assert.deepEqual(await around(1), [
    ['reply one', 'needle reply', 'reply three'],
    ['two', 'needle main', 'four'],
  ]);
  assert.deepEqual(await around(3), [
    ['one,reply one', 'needle reply', 'reply three'],
    ['one,two', 'needle main', 'four'],
  ]);
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(two)));
  assert.equal((await around(1))[1]?.[0], 'one');
});

test('a result says where in its text the matches stand', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, '👩‍🚀 Frau Müller hat die lease_ttl');
  const page = { before: undefined, limit: 5 };
  const found = await team.run((work) => search(work, team.owner, 'mueller lease_ttl', page));
  const [message] = found.messages;
  assert.deepEqual(
    message?.highlights.map(({ start, end }) => message.text.slice(start, end)),
    ['Müller', 'lease_ttl'],
  );
});
