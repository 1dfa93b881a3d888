import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, publicId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { namedIn } from '#workspace/mentions/mentions.ts';
import { CAST } from './cast.ts';
import { dialogue, type Setting } from './dialogue.ts';
import { createDice } from './dice.ts';
import { PLACES } from './plot.ts';
import { SCENES, SLOTS } from './scenes.ts';

const people = Array.from({ length: 5 }, () => systemRandom.uuid() as MemberId);
const setting = (given: Partial<Setting> = {}): Setting => ({
  seed: 7,
  themes: ['work', 'orders', 'lunch'],
  people,
  count: 2_000,
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-06-30T12:00:00Z'),
  ...given,
});

test('the same seed tells the same story, another one another', () => {
  const told = (seed: number) => JSON.stringify([...dialogue(setting({ seed }))]);
  assert.equal(told(7), told(7));
  assert.notEqual(told(7), told(8));
});

test('a story has as many messages as are wished, one after the other, at work, through all of its time', () => {
  for (const count of [1, 50, 2_000, 50_000]) {
    const messages = [...dialogue(setting({ count }))];
    assert.equal(messages.length, count);
    for (const [at, { ts }] of messages.entries()) assert.ok(at === 0 || ts > (messages[at - 1]?.ts ?? 0), `${at}`);
    for (const { ts } of messages) {
      const when = new Date(ts / 1000);
      assert.ok(when.getUTCDay() % 6 !== 0, when.toISOString());
      assert.ok(when.getUTCHours() >= 7 && when.getUTCHours() <= 17, when.toISOString());
    }
    if (count < 2_000) continue;
    const months = new Set(messages.map(({ ts }) => new Date(ts / 1000).getUTCMonth()));
    assert.equal(months.size, 6);
  }
});

test('replies stand after what they reply to, and people of the place alone speak, react and are named', () => {
  const messages = [...dialogue(setting())];
  const roots = new Set<number>();
  for (const { ts, threadTs, inTimeline, author, text, reactions } of messages) {
    if (threadTs === undefined) roots.add(ts);
    else assert.ok(roots.has(threadTs));
    assert.ok(threadTs !== undefined || inTimeline);
    const named = [author, ...namedIn(text).members, ...reactions.flatMap(({ members }) => members)];
    for (const member of named) assert.ok(people.includes(member), publicId('U', member));
    assert.doesNotMatch(text, /[{}]|::/, 'every place for a thing has one');
  }
  assert.ok(messages.some(({ threadTs, inTimeline }) => threadTs !== undefined && inTimeline));
  assert.ok(messages.some(({ reactions }) => reactions.length > 0));
});

test('every theme of the plot has scenes, every thing in a scene something to choose from, every role somebody', () => {
  for (const { themes, people: named } of PLACES) {
    for (const theme of themes) assert.ok(SCENES[theme], theme);
    if (named !== 'all') for (const at of named) assert.ok(CAST[at], String(at));
  }
  for (const scene of Object.values(SCENES).flat()) {
    for (const [, name = ''] of scene.matchAll(/\{(\w+)\}/g))
      assert.ok(name in SLOTS || ['n', 'order', 'percent'].includes(name), name);
  }
  assert.equal(new Set(CAST.map(({ handle }) => handle)).size, CAST.length);
});

test('dice fall alike for the same seed, and choose different ones when asked for some', () => {
  const [one, other] = [createDice(3), createDice(3)];
  for (let n = 0; n < 100; n++) assert.equal(one.below(1_000), other.below(1_000));
  assert.equal(new Set(one.some(people, 4)).size, 4);
  assert.equal(one.some(people, 9).length, people.length);
  assert.throws(() => one.one([]));
});
