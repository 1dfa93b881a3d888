import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberId } from '#contract/ids.ts';
import type { Presence } from '#contract/presence.ts';
import { createBoard } from './board.ts';

const ada = 'ada' as MemberId;

/** A board whose later is when the test says so. */
function scene() {
  const news: Presence[] = [];
  const waiting = new Set<() => void>();
  const board = createBoard(
    (_member, presence) => void news.push(presence),
    (run) => {
      waiting.add(run);
      return () => void waiting.delete(run);
    },
  );
  const later = (): void => {
    for (const run of waiting) {
      waiting.delete(run);
      run();
    }
  };
  return { board, news, later, waiting: () => waiting.size };
}

test('who connects is active at once, who leaves is offline after a while', () => {
  const { board, news, later } = scene();
  const [phone, laptop] = [{}, {}];
  board.arrive(ada, phone, 'auto');
  board.arrive(ada, laptop, 'auto');
  board.leave(ada, phone);
  later();
  assert.deepEqual(news, ['active']);
  board.leave(ada, laptop);
  assert.deepEqual([board.presenceOf(ada), board.isActive(ada)], ['active', false]);
  later();
  assert.deepEqual([news, board.presenceOf(ada)], [['active', 'offline'], 'offline']);
});

test('a page that is loaded again is no news', () => {
  const { board, news, later, waiting } = scene();
  const [before, after] = [{}, {}];
  board.arrive(ada, before, 'auto');
  board.leave(ada, before);
  board.arrive(ada, after, 'auto');
  assert.equal(waiting(), 0);
  later();
  assert.deepEqual(news, ['active']);
});

test('a member is away while none of its devices is in use', () => {
  const { board, news, later } = scene();
  const [phone, laptop] = [{}, {}];
  board.arrive(ada, phone, 'auto');
  board.arrive(ada, laptop, 'auto');
  board.use(ada, phone, false);
  later();
  assert.equal(board.presenceOf(ada), 'active');
  board.use(ada, laptop, false);
  board.use(ada, {}, true);
  later();
  board.use(ada, phone, true);
  assert.deepEqual(news, ['active', 'away', 'active']);
});

test('what a member chose holds at once, and who is invisible is there all the same', () => {
  const { board, news } = scene();
  const phone = {};
  board.arrive(ada, phone, 'away');
  assert.deepEqual([board.presenceOf(ada), board.isActive(ada)], ['away', false]);
  board.choose(ada, 'invisible');
  assert.deepEqual([board.presenceOf(ada), board.isActive(ada)], ['offline', true]);
  board.choose(ada, 'auto');
  assert.deepEqual(news, ['away', 'offline', 'active']);
  board.choose('bob' as MemberId, 'away');
  assert.equal(board.presenceOf('bob' as MemberId), 'offline');
});

test('nothing is told of a board that was closed', () => {
  const { board, news, later } = scene();
  const phone = {};
  board.arrive(ada, phone, 'auto');
  board.leave(ada, phone);
  board.close();
  later();
  assert.deepEqual(news, ['active']);
});
