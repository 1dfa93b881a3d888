import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { publicCursor, type SearchCursor, SearchCursorSchema } from '#contract/search.ts';
import type { Message } from '#contract/workspace.ts';
import { limits } from '#platform/limits.ts';
import { deleteMessage } from '../messages/messages.ts';
import { findTexts } from '../testing/search.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { cursorOfAnotherOrder, search } from './search.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

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
  assert.deepEqual(await findTexts(team, team.owner, '"first second"'), ['first second']);
});

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
