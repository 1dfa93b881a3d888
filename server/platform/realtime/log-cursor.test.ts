import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textFrame } from './frames.ts';
import { cursorAt, hasGap, type LogEntry, offer, since, trim } from './log-cursor.ts';

const entry = (number: number): LogEntry => ({ number, frame: textFrame(`${number}`), ends: undefined });
const numbers = (entries: readonly LogEntry[] | undefined) => entries?.map((one) => one.number);
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + 1 + index);

test('entries offered in any order and any number of times come out once, in order, without a gap', () => {
  const offers = fc.record({ head: fc.nat(1000), count: fc.integer({ min: 1, max: 30 }) }).chain(({ head, count }) =>
    fc.record({
      head: fc.constant(head),
      count: fc.constant(count),
      order: fc.shuffledSubarray([...upTo(head, head + count), ...upTo(head, head + count)], {
        minLength: 2 * count,
      }),
      heldMax: fc.integer({ min: 0, max: 40 }),
    }),
  );
  fc.assert(
    fc.property(offers, ({ head, count, order, heldMax }) => {
      const cursor = cursorAt(head);
      const out: number[] = [];
      for (const number of order) {
        for (const one of offer(cursor, entry(number), heldMax)) out.push(one.number);
        assert.deepEqual(out, upTo(head, cursor.head));
        assert.ok(cursor.held.size <= heldMax);
        assert.equal(hasGap(cursor), cursor.head < cursor.seen);
      }
      // What was forgotten for lack of room is read from the log again, in order.
      for (const number of upTo(head, head + count))
        for (const one of offer(cursor, entry(number), heldMax)) out.push(one.number);
      assert.deepEqual(out, upTo(head, head + count));
      assert.equal(cursor.held.size, 0);
    }),
  );
});

test('a receiver that is only a little behind gets the recent entries, one further back must read the log', () => {
  const cursor = cursorAt(10);
  for (const number of upTo(10, 20)) offer(cursor, entry(number), 8);
  assert.deepEqual(numbers(since(cursor, 17)), [18, 19, 20]);
  assert.deepEqual(numbers(since(cursor, 20)), []);
  assert.deepEqual(numbers(since(cursor, 10)), upTo(10, 20));
  assert.equal(since(cursor, 9), undefined);
  trim(cursor, 4);
  assert.deepEqual(numbers(since(cursor, 16)), [17, 18, 19, 20]);
  assert.equal(since(cursor, 15), undefined);
});
