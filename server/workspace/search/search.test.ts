import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type ChannelId, publicId, publicPlace, type Ts, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, inviteToChannel, leaveChannel } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { react } from '../reactions/reactions.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { dateNotUnderstood, filterUnknown, prefixTooShort, queryEmpty, queryTooLong } from './query.ts';
import { latestPlaces, placesWithTerms } from './search.sql.ts';
import { search } from './search.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const find = async (team: TestTeam, by: Actor, typed: string): Promise<string[]> => {
  const found = await team.run((work) => search(work, by, typed, { before: undefined, limit: 50 }));
  assert.equal(found.next, undefined);
  return found.messages.map(({ text }) => text);
};

test('words are found whatever their case and accents, all of them, the newest first', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'The Rotation of KEYS');
  await team.post(team.owner, team.general, 'keys, and the rotation of shifts');
  await team.post(team.owner, team.general, 'Schlüssel drehen');
  assert.deepEqual(await find(team, team.owner, 'rotation keys'), [
    'keys, and the rotation of shifts',
    'The Rotation of KEYS',
  ]);
  assert.deepEqual(await find(team, team.owner, 'schlussel'), ['Schlüssel drehen']);
  assert.deepEqual(await find(team, team.owner, 'rotation nowhere'), []);
});

test('phrases stand as they are, beginnings with a star, and nothing is found by a part of a word', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'keys of rotation');
  await team.post(team.owner, team.general, 'rotation of keys');
  assert.deepEqual(await find(team, team.owner, '"rotation of keys"'), ['rotation of keys']);
  assert.deepEqual(await find(team, team.owner, 'rotat* "of rotation"'), ['keys of rotation']);
  assert.deepEqual(await find(team, team.owner, 'rotat'), []);
  assert.deepEqual(await find(team, team.owner, 'otation'), []);
});

test('from: takes short names, ids and me; in: takes names and ids', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const ops = await team.channel(team.owner, { name: 'ops', with: [ada] });
  await team.post(ada, ops, 'word by ada in ops');
  await team.post(ada, team.general, 'word by ada in general');
  await team.post(team.owner, ops, 'word by owner in ops');
  const adas = ['word by ada in general', 'word by ada in ops'];
  for (const who of [
    ada.handle,
    `@${ada.handle.toUpperCase()}`,
    publicId('U', ada.member),
    `<@${publicId('U', ada.member)}>`,
  ]) {
    assert.deepEqual(await find(team, team.owner, `word from:${who}`), adas, who);
  }
  assert.deepEqual(await find(team, ada, 'from:me word'), adas);
  const there = ['word by owner in ops', 'word by ada in ops'];
  for (const where of ['ops', '#Ops', publicId('C', ops), `<#${publicId('C', ops)}|ops>`]) {
    assert.deepEqual(await find(team, team.owner, `word in:${where}`), there, where);
  }
  assert.deepEqual(await find(team, team.owner, `from:${ada.handle} in:ops`), ['word by ada in ops']);
  assert.deepEqual(await find(team, team.owner, 'word from:nobody'), []);
  assert.deepEqual(await find(team, team.owner, 'word in:nowhere'), []);
});

test('before: and after: count days in UTC; the day itself belongs to neither', async () => {
  const team = await workspace.team();
  const at = workspace.clock.at;
  for (const day of ['2027-01-30T23:59:58Z', '2027-01-30T23:59:59Z', '2027-01-31T12:00:00Z', '2027-01-31T23:59:59Z']) {
    workspace.clock.at = new Date(day);
    await team.post(team.owner, team.general, `day ${day}`);
  }
  workspace.clock.at = at;
  const days = async (query: string) =>
    (await find(team, team.owner, `day ${query}`)).map((text) => text.slice(4)).toReversed();
  // The post is a second later than the clock was set to.
  assert.deepEqual(await days('before:2027-01-31'), ['2027-01-30T23:59:58Z']);
  assert.deepEqual(await days('after:2027-01-30'), [
    '2027-01-30T23:59:59Z',
    '2027-01-31T12:00:00Z',
    '2027-01-31T23:59:59Z',
  ]);
});

test('has: finds links, reactions and threads', async () => {
  const team = await workspace.team();
  const plain = await team.post(team.owner, team.general, 'plain thing');
  const link = await team.post(team.owner, team.general, 'thing at https://example.org/x');
  const reacted = await team.post(team.owner, team.general, 'liked thing');
  await team.run((work) => react(work, team.owner, team.general, placeOf(reacted), 'tada'));
  await team.post(team.owner, team.general, 'reply thing', { threadTs: plain.ts });
  assert.deepEqual(await find(team, team.owner, 'thing has:link'), [link.text]);
  assert.deepEqual(await find(team, team.owner, 'has:reaction'), [reacted.text]);
  assert.deepEqual(await find(team, team.owner, 'thing has:thread'), [plain.text]);
  assert.deepEqual(await find(team, team.owner, 'has:thread'), [plain.text]);
});

test('only what one may read is found: own conversations, and public channels unless one is a guest', async () => {
  const team = await workspace.team();
  const [ada, bob, guest] = [await team.person(), await team.person(), await team.person('guest')];
  const [open, closed] = [await team.channel(ada), await team.channel(ada, { kind: 'private' })];
  const direct = await team.run((work) => openConversation(work, ada, [guest.member]));
  await team.post(ada, open, 'needle in public');
  await team.post(ada, closed, 'needle in private');
  await team.post(ada, uuidOf(direct.id) as ChannelId, 'needle in direct');
  assert.deepEqual(await find(team, ada, 'needle'), ['needle in direct', 'needle in private', 'needle in public']);
  assert.deepEqual(await find(team, bob, 'needle'), ['needle in public']);
  assert.deepEqual(await find(team, team.owner, 'needle'), ['needle in public']);
  assert.deepEqual(await find(team, guest, 'needle'), ['needle in direct']);
  assert.deepEqual(await find(team, bob, `in:${publicId('C', closed)}`), []);
  assert.deepEqual(await find(team, bob, `from:${ada.handle} needle`), ['needle in public']);
});

test('who leaves a private channel no longer finds its messages; an archived one is still searched', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  await team.post(team.owner, channel, 'needle');
  assert.deepEqual(await find(team, ada, 'needle'), ['needle']);
  await team.run((work) => archiveChannel(work, team.owner, channel));
  assert.deepEqual(await find(team, ada, 'needle'), ['needle']);
  await team.run((work) => leaveChannel(work, ada, channel));
  assert.deepEqual(await find(team, ada, 'needle'), []);
});

test('a guest finds what is in the channel of the invitation', async () => {
  const team = await workspace.team();
  const [guest, channel] = [await team.person('guest'), await team.channel(team.owner)];
  await team.post(team.owner, channel, 'needle');
  assert.deepEqual(await find(team, guest, 'needle'), []);
  await team.run((work) => inviteToChannel(work, team.owner, channel, guest.member));
  assert.deepEqual(await find(team, guest, 'needle'), ['needle']);
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
  const found = await Promise.all(queries.map((query) => find(team, team.owner, query)));
  assert.deepEqual(found, [['needle of ours'], [], []]);
  // Even a channel of the others that were readable by mistake would show nothing.
  const rows = await team.run(async (work) => {
    const blind = await work.keys.blindWords();
    const span = {
      channels: [foreign.general, team.general],
      authors: undefined,
      before: { ts: Number.MAX_SAFE_INTEGER as Ts, channel_id: randomUUID() as ChannelId },
      since: 0 as Ts,
      hasReaction: false,
      hasThread: false,
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
  assert.deepEqual(await find(team, team.owner, 'oldword'), []);
  assert.deepEqual(await find(team, team.owner, 'newword'), ['newword']);
  assert.deepEqual(await find(team, team.owner, 'from:me'), ['newword']);
});

test('pages hold each match once, even where channels have messages at the same moment', async () => {
  const team = await workspace.team();
  const channels = await Promise.all(Array.from({ length: 5 }, () => team.channel(team.owner)));
  for (let round = 0; round < 3; round++) {
    await Promise.all(channels.map((channel, n) => team.post(team.owner, channel, `needle ${round} ${n}`)));
  }
  for (const query of ['needle', 'from:me']) {
    const seen: string[] = [];
    let before: Parameters<typeof search>[3]['before'];
    let pages = 0;
    do {
      const page = await team.run((work) => search(work, team.owner, query, { before, limit: 2 }));
      seen.push(...page.messages.map(({ text }) => text));
      before = page.next;
      if (before) assert.match(publicPlace(before), /^\d+\.\d{6}-C/);
      pages += 1;
    } while (before && pages < 20);
    assert.equal(seen.length, 15, query);
    assert.equal(new Set(seen).size, 15, query);
    assert.deepEqual(
      seen.map((text) => text.split(' ')[1]),
      seen
        .map((text) => text.split(' ')[1])
        .toSorted()
        .toReversed(),
    );
  }
});

test('a phrase that few of many candidates hold is still found', async () => {
  const team = await workspace.team();
  const channel = await team.channel(team.owner);
  await team.post(team.owner, channel, 'first second');
  const many = limits.search.roundHits + 20;
  await Promise.all(Array.from({ length: many }, () => team.post(team.owner, channel, 'second first')));
  assert.deepEqual(await find(team, team.owner, '"first second"'), ['first second']);
});

test('a search that cannot be honoured is refused instead of answered with something else', async () => {
  const team = await workspace.team();
  const refusals = [
    [queryEmpty, '!!!'],
    [queryTooLong, 'word '.repeat(50)],
    [dateNotUnderstood, 'before:yesterday'],
    [filterUnknown, 'has:magic'],
    [prefixTooShort, 'a*'],
  ] as const;
  for (const [problem, typed] of refusals) await refuses(problem, () => find(team, team.owner, typed));
});

test('parts in which nothing can be searched for are named', async () => {
  const team = await workspace.team();
  await team.post(team.owner, team.general, 'needle');
  const found = await team.run((work) => search(work, team.owner, 'needle !!!', { before: undefined, limit: 5 }));
  assert.deepEqual(found.notUnderstood, ['!!!']);
  assert.equal(found.messages.length, 1);
});
