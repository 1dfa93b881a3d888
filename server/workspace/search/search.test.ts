import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { type ChannelId, publicId, publicPlace, type Ts, uuidOf } from '#contract/ids.ts';
import { publicCursor, type SearchCursor, SearchCursorSchema } from '#contract/search.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeTimeZone } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, inviteToChannel, leaveChannel } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { react } from '../reactions/reactions.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { dateNotUnderstood, filterUnknown, notNegatable, prefixTooShort, queryEmpty, queryTooLong } from './query.ts';
import { latestPlaces, placesWithTerms } from './search.sql.ts';
import { cursorOfAnotherOrder, search } from './search.ts';

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
      if (before) assert.match(publicCursor(before), /^\d+\.\d{6}-C/);
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
    [dateNotUnderstood, 'before:march'],
    [notNegatable, '-during:2026'],
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

test('what is excluded with a minus is not found: words, people, channels, threads', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const ops = await team.channel(team.owner, { name: 'minus', with: [ada] });
  const root = await team.post(team.owner, team.general, 'needle one');
  await team.post(ada, team.general, 'needle two');
  await team.post(team.owner, ops, 'needle three');
  await team.post(team.owner, team.general, 'needle reply', { threadTs: root.ts });
  assert.deepEqual(await find(team, team.owner, 'needle -two -reply'), ['needle three', 'needle one']);
  assert.deepEqual(await find(team, team.owner, `needle -from:${ada.handle} -is:thread`), ['needle three']);
  assert.deepEqual(await find(team, team.owner, 'needle -in:minus -is:thread'), ['needle two']);
  assert.deepEqual(await find(team, team.owner, 'needle -has:thread'), ['needle reply', 'needle three', 'needle two']);
  assert.deepEqual(await find(team, team.owner, 'needle is:thread -is:thread'), []);
});

test('is:thread finds replies and what they answer; thread: looks in one thread alone', async () => {
  const team = await workspace.team();
  const root = await team.post(team.owner, team.general, 'needle root');
  await team.post(team.owner, team.general, 'needle alone');
  await team.post(team.owner, team.general, 'needle reply', { threadTs: root.ts });
  await team.post(team.owner, team.general, 'another reply', { threadTs: root.ts });
  const there = ['needle reply', 'needle root'];
  assert.deepEqual(await find(team, team.owner, 'needle is:thread'), there);
  assert.deepEqual(await find(team, team.owner, 'needle in:thread'), there);
  const place = publicPlace({ channel_id: team.general, ts: placeOf(root) });
  assert.deepEqual(await find(team, team.owner, `needle thread:${place}`), there);
  assert.deepEqual(await find(team, team.owner, `thread:${place} -needle`), ['another reply']);
  assert.deepEqual(await find(team, team.owner, `alone thread:${place}`), []);
  const foreign = await workspace.team();
  assert.deepEqual(await find(foreign, foreign.owner, `needle thread:${place}`), []);
});

test('with:, to: and in:@ look in direct and group conversations', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const direct = uuidOf((await team.run((work) => openConversation(work, team.owner, [ada.member]))).id) as ChannelId;
  const group = uuidOf(
    (await team.run((work) => openConversation(work, team.owner, [ada.member, bob.member]))).id,
  ) as ChannelId;
  await team.post(team.owner, team.general, 'needle for all');
  await team.post(team.owner, direct, 'needle to ada');
  await team.post(ada, direct, 'needle to owner');
  await team.post(bob, group, 'needle to both');
  const by = (typed: string) => find(team, team.owner, typed);
  assert.deepEqual(await by(`needle with:${ada.handle}`), ['needle to both', 'needle to owner', 'needle to ada']);
  assert.deepEqual(await by(`needle with:${ada.handle} with:@${bob.handle}`), ['needle to both']);
  assert.deepEqual(await by(`needle with:me -with:${bob.handle}`), ['needle to owner', 'needle to ada']);
  assert.deepEqual(await by('needle to:me'), ['needle to both', 'needle to owner']);
  assert.deepEqual(await by(`needle to:${ada.handle} from:me`), ['needle to ada']);
  assert.deepEqual(await by(`needle in:@${ada.handle}`), ['needle to owner', 'needle to ada']);
  assert.deepEqual(await by(`needle -in:@${ada.handle} -in:general`), ['needle to both']);
  assert.deepEqual(await find(team, bob, `needle with:${ada.handle}`), ['needle to both']);
});

test('mentions: finds whom a text names, by short name, id and me', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const text = `needle for ${naming(ada)}`;
  await team.post(team.owner, team.general, text);
  await team.post(team.owner, team.general, 'needle for nobody');
  for (const who of [ada.handle, publicId('U', ada.member), naming(ada)]) {
    assert.deepEqual(await find(team, team.owner, `mentions:${who}`), [text], who);
  }
  assert.deepEqual(await find(team, ada, 'needle mentions:me'), [text]);
  assert.deepEqual(await find(team, ada, 'needle -mentions:me'), ['needle for nobody']);
  assert.deepEqual(await find(team, team.owner, `mentions:me mentions:${ada.handle}`), []);
});

test('names that mean nobody and nothing are told; guests are not told who is in the team', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest')];
  const closed = await team.channel(ada, { kind: 'private', name: 'closed' });
  const told = async (by: Actor, typed: string) =>
    (await team.run((work) => search(work, by, typed, { before: undefined, limit: 5 }))).notUnderstood;
  assert.deepEqual(await told(team.owner, 'from:nobody x in:#nowhere mentions:noone in:@nobody'), [
    'from:nobody',
    'mentions:noone',
    'in:#nowhere',
    'in:@nobody',
  ]);
  assert.deepEqual(await told(team.owner, `in:closed in:${publicId('C', closed)}`), [
    'in:closed',
    `in:${publicId('C', closed)}`,
  ]);
  assert.deepEqual(await told(guest, 'from:nobody'), []);
  assert.deepEqual(await told(guest, `from:${ada.handle}`), []);
});

test('days are those of the member who asks', async () => {
  const team = await workspace.team();
  const at = workspace.clock.at;
  workspace.clock.at = new Date('2027-03-27T23:30:00Z');
  await team.post(team.owner, team.general, 'needle');
  assert.deepEqual(await find(team, team.owner, 'needle on:2027-03-27'), ['needle']);
  await team.run((work) => changeTimeZone(work, team.owner, 'Europe/Zurich'));
  assert.deepEqual(await find(team, team.owner, 'needle on:2027-03-27'), []);
  assert.deepEqual(await find(team, team.owner, 'needle on:2027-03-28 during:2027-03 on:today'), ['needle']);
  workspace.clock.at = new Date('2027-03-28T23:30:00Z');
  assert.deepEqual(await find(team, team.owner, 'needle on:yesterday'), ['needle']);
  workspace.clock.at = at;
});

/** All pages of a search, with what happens between them. */
async function pagesOf(
  team: TestTeam,
  typed: string,
  {
    sort,
    limit,
    between = async () => {},
  }: { sort: 'recent' | 'relevant'; limit: number; between?: () => Promise<void> },
): Promise<string[]> {
  const seen: string[] = [];
  let before: SearchCursor | undefined;
  for (let page = 0; page < 700; page++) {
    const asked = { sort, before, limit };
    const found = await team.run((work) => search(work, team.owner, typed, asked));
    seen.push(...found.messages.map(({ text }) => text));
    if (!found.next) return seen;
    // As it comes back over the wire.
    before = Value.Decode(SearchCursorSchema, publicCursor(found.next));
    await between();
  }
  return assert.fail('The pages have no end.');
}

test('by relevance the best match comes first, and equal ones newest first', async () => {
  const team = await workspace.team();
  for (const text of ['key for the rotation', 'key rotation', 'key and, much later, rotation', 'key rotation']) {
    await team.post(team.owner, team.general, text);
  }
  const found = await team.run((work) =>
    search(work, team.owner, 'key rotation', { sort: 'relevant', before: undefined, limit: 10 }),
  );
  const [first, second] = found.messages;
  assert.deepEqual([first?.text, second?.text], ['key rotation', 'key rotation']);
  assert.ok(Number(first?.ts) > Number(second?.ts));
  assert.equal(found.messages.at(-1)?.text, 'key and, much later, rotation');
});

test('pages of either order stay as they were while messages come and go between them', async () => {
  for (const sort of ['recent', 'relevant'] as const) {
    const team = await workspace.team();
    const posted: Message[] = [];
    for (let n = 0; n < 12; n++) {
      posted.push(await team.post(team.owner, team.general, `needle ${n} ${'and more '.repeat((n * 7) % 5)}`));
    }
    const whole = await pagesOf(team, 'needle', { sort, limit: 50 });
    assert.equal(whole.length, 12);
    const gone = whole[11] ?? '';
    const seen = await pagesOf(team, 'needle', {
      sort,
      limit: 2,
      async between() {
        await team.post(team.owner, team.general, 'needle needle needle new');
        const victim = posted.find(({ text }) => text === gone);
        if (!victim) return;
        posted.splice(posted.indexOf(victim), 1);
        await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(victim)));
      },
    });
    assert.deepEqual(seen, whole.slice(0, 11), sort);
  }
});

test('more matches than are ranked together follow after them, each once', async () => {
  const team = await workspace.team();
  const most = limits.search.rankedMax + 30;
  await Promise.all(Array.from({ length: most }, (_, n) => team.post(team.owner, team.general, `needle ${n}`)));
  const seen = await pagesOf(team, 'needle', { sort: 'relevant', limit: 100 });
  assert.equal(seen.length, most);
  assert.equal(new Set(seen).size, most);
});

test('a page that ended a search by relevance does not continue one by time', async () => {
  const team = await workspace.team();
  await Promise.all([1, 2, 3].map((n) => team.post(team.owner, team.general, `needle ${n}`)));
  const first = await team.run((work) =>
    search(work, team.owner, 'needle', { sort: 'relevant', before: undefined, limit: 1 }),
  );
  await refuses(cursorOfAnotherOrder, () =>
    team.run((work) => search(work, team.owner, 'needle', { before: first.next, limit: 1 })),
  );
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
