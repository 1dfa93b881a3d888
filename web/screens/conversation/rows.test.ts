import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Message } from '#contract/workspace.ts';
import type { PendingPost } from '#sync/state.ts';
import { countSince, firstNewIn, type Row, type RowWish, rowMaker, rowOf, rowsOf } from './rows.ts';

const start = 1_795_000_000;

const message = (seconds: number, author: string, more: Partial<Message> = {}): Message => ({
  channel: 'C1',
  ts: `${start + seconds}.000000`,
  author,
  text: 'words',
  inTimeline: true,
  replyCount: 0,
  reactions: [],
  ...more,
});
const wish = (messages: Message[], more: Partial<RowWish> = {}): RowWish => ({
  ...{ messages, pending: [], me: 'U1', newAfter: undefined, zone: 'UTC' },
  ...more,
});
const waiting = (seconds: number, clientId: string): PendingPost => ({
  ...{ clientId, channel: 'C1', text: 'mine', files: [], state: 'sending' as const },
  writtenAt: (start + seconds) * 1000,
});
const continued = (rows: readonly Row[]): boolean[] => rows.map(({ isContinued }) => isContinued);

test('who writes again within five minutes goes on, unless a note or a new day comes between', () => {
  const note = message(100, 'U2', { note: { kind: 'joined' } });
  const rows = rowsOf(wish([message(0, 'U2'), message(60, 'U2'), note, message(120, 'U2'), message(500, 'U2')]));
  assert.deepEqual(continued(rows), [false, true, false, false, false]);
  // Noon less 53 minutes and 20 seconds is when it starts.
  const overMidnight = rowsOf(wish([message(46_390, 'U2'), message(46_410, 'U2')]));
  assert.deepEqual(continued(overMidnight), [false, false]);
  assert.deepEqual(
    overMidnight.map(({ day }) => day !== undefined),
    [true, true],
  );
});

test('the line «New» stands before the first message of somebody else after what was read', () => {
  const messages = [message(0, 'U2'), message(10, 'U1'), message(20, 'U2'), message(30, 'U2')];
  const rows = rowsOf(wish(messages, { newAfter: messages[0]!.ts }));
  assert.equal(firstNewIn(rows), 2);
  assert.equal(firstNewIn(rowsOf(wish(messages))), -1);
});

test('a post that waits keeps its key when it becomes a message, and never stands twice', () => {
  const before = rowsOf(wish([message(0, 'U2')], { pending: [waiting(5, 'a')] }));
  const posted = message(6, 'U1', { clientId: 'a' });
  const after = rowsOf(wish([message(0, 'U2'), posted], { pending: [waiting(5, 'a')] }));
  assert.deepEqual(
    after.map(({ key }) => key),
    before.map(({ key }) => key),
  );
});

test('rows that are as they were are the same objects', () => {
  const messages = [message(0, 'U2'), message(10, 'U3')];
  const make = rowMaker();
  const before = make(wish(messages));
  const after = make(wish([...messages, message(20, 'U3')]));
  assert.equal(after[0], before[0]);
  assert.equal(after[1], before[1]);
});

test('messages after a place are counted, notes are not', () => {
  const messages = [message(0, 'U2'), message(10, 'U3', { note: { kind: 'left' } }), message(20, 'U3')];
  assert.equal(countSince(rowsOf(wish(messages)), messages[0]!.ts), 1);
});

test('many who come one after the other on one day stand in one row, which is found by each of them', () => {
  const came = (seconds: number, more: Partial<Message> = {}) =>
    message(seconds, `U${seconds}`, { note: { kind: 'joined', member: `U${seconds}` }, ...more });
  const answered = came(40, { reactions: [{ emoji: 'wave', members: ['U2'] }] });
  const messages = [came(10), came(20), came(30), answered, came(50), came(60), message(70, 'U2')];
  const make = rowMaker();
  const rows = make(wish(messages));
  const shapes = rows.map((row) => (row.kind === 'message' ? (row.joined?.length ?? 1) : 0));
  assert.deepEqual(shapes, [3, 1, 1, 1, 1]);
  for (const { ts } of messages.slice(0, 3)) assert.equal(rowOf(rows, ts), 0);
  const again = make(wish([...messages]));
  assert.equal(again[0], rows[0]);
  // A page before it makes the row longer and leaves its key.
  const longer = make(wish([came(1), came(2), ...messages]));
  assert.equal(longer[0]?.key, rows[0]?.key);
  const overMidnight = rowsOf(wish([came(46_380), came(46_390), came(46_395), came(46_410)]));
  assert.deepEqual(
    overMidnight.map(({ day }) => day !== undefined),
    [true, true],
  );
});

const seconds = fc.integer({ min: 0, max: 90_000 });
const said = fc.record({ seconds, author: fc.constantFrom('U1', 'U2'), comes: fc.boolean(), replyCount: fc.nat(1) });
type Change = (before: RowWish) => RowWish;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.array(said, { maxLength: 12 }).map(
    (all): Change =>
      (before) => {
        const come = all.map(({ seconds: at, author, comes, replyCount }) =>
          message(at, author, { replyCount, ...(comes ? { note: { kind: 'joined' } } : {}) }),
        );
        const known = new Map([...come, ...before.messages].map((one) => [one.ts, one]));
        return { ...before, messages: [...known.values()].sort((a, b) => Number(a.ts) - Number(b.ts)) };
      },
  ),
  fc.tuple(fc.nat(20), fc.nat(6)).map(
    (cut): Change =>
      (before) => ({
        ...before,
        messages: before.messages.toSpliced(...cut),
      }),
  ),
  fc.nat(40).map(
    (which): Change =>
      (before) => ({
        ...before,
        messages: before.messages.map((one, at) => (at === which ? { ...one, replyCount: one.replyCount + 1 } : one)),
      }),
  ),
  seconds.map(
    (at): Change =>
      (before) => ({ ...before, newAfter: message(at, 'U1').ts }),
  ),
  seconds.map(
    (at): Change =>
      (before) => ({ ...before, pending: [waiting(at, 'a')] }),
  ),
);

test('whatever changes, the rows are those that would be made anew, and what is as it was stays', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const make = rowMaker();
      let now = wish([]);
      let before: readonly Row[] = [];
      for (const one of changes) {
        const isRead = now.newAfter;
        now = one(now);
        const rows = make(now);
        assert.deepEqual(rows, rowsOf(now));
        if (isRead === now.newAfter) for (const row of rows) assert.ok(!before.some((was) => isLike(was, row)));
        before = rows;
      }
    }),
  );
});

/** Another object that says the same of the same message. */
const isLike = (was: Row, row: Row): boolean =>
  was !== row &&
  Object.entries({ ...was, ...row }).every(([name, value]) =>
    [was, row].every((one) => Object.is(value, one[name as keyof Row])),
  );
