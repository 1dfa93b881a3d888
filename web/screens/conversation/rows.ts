/** The rows of a list: which begin a day, which go on what the same person just said, where the new ones begin. */
import type { Message } from '#contract/workspace.ts';
import { dayOf } from '#parts/moments.ts';
import { compareTs, type PendingPost } from '#sync/state.ts';
import { momentOf } from '#view/moment.ts';

interface RowFrame {
  /** The same for a post that waits and the message that it becomes. */
  readonly key: string;
  /** The row begins a day, which is told before it; milliseconds of one of its moments. */
  readonly day: number | undefined;
  /** It follows a message of the same author closely: no face, no name. */
  readonly isContinued: boolean;
}
interface MessageRowModel extends RowFrame {
  readonly kind: 'message';
  readonly message: Message;
  /** The line «New» stands before it. */
  readonly isFirstNew: boolean;
  /** Many came one after the other: all that is told of it, of which `message` is the last. */
  readonly joined?: readonly Message[] | undefined;
}
interface PendingRowModel extends RowFrame {
  readonly kind: 'pending';
  readonly post: PendingPost;
}
export type Row = MessageRowModel | PendingRowModel;

export interface RowWish {
  readonly messages: readonly Message[];
  readonly pending: readonly PendingPost[];
  readonly me: string | undefined;
  /** What was read when the conversation was opened; undefined: no line. */
  readonly newAfter: string | undefined;
  /** IANA, decides where days begin. */
  readonly zone: string;
}

/** So many who came, one after the other and on one day, stand in one row. */
const joinedMin = 3;
/** Who writes again within this time goes on. */
const continuesMs = 5 * 60_000;

/** What rows were made of, and what they are. */
interface Made {
  readonly wish: RowWish;
  readonly rows: readonly Row[];
}

/** Makes rows again and again. Those that are as they were are the same objects, and are not even looked at. */
export function rowMaker(): (wish: RowWish) => readonly Row[] {
  let last: Made | undefined;
  return (wish) => {
    last = { wish, rows: rowsOf(wish, last) };
    return last.rows;
  };
}

/**
 * A row depends on what it shows, on the row before it, and on whether the line «New» stands above it. So the rows of
 * messages that are as they were stay up to the first other one; and after it from where one turns out as it was.
 */
export function rowsOf(wish: RowWish, made?: Made): readonly Row[] {
  const { messages, newAfter } = wish;
  const before = made && isAlike(wish, made.wish) ? made.rows.filter((row) => row.kind === 'message') : [];
  const start = sameStart(before, messages);
  const tail = sameEnd(before, messages, start);
  const changed = new Map(before.slice(start.row, tail.row).map((row) => [row.key, row]));
  const firstNew = firstNewIn(before);
  const isNewToldAt = (row: number): boolean => newAfter === undefined || (firstNew !== -1 && firstNew <= row);

  const rows: MessageRowModel[] = before.slice(0, start.row);
  let isNewTold = isNewToldAt(start.row - 1);
  let next = tail;
  for (let at = start.message; at < messages.length; ) {
    next = placeFrom(before, next, at);
    const there = at === next.message ? before[next.row] : undefined;
    const shown = shownTogether(messages, at, wish.zone);
    const drawn = messageRow(wish, shown, rows.at(-1), isNewTold);
    const row = same(there ?? changed.get(drawn.key), drawn);
    rows.push(row);
    isNewTold ||= row.isFirstNew;
    if (row === there && !isComing(row.message) && isNewTold === isNewToldAt(next.row)) {
      rows.push(...before.slice(next.row + 1));
      break;
    }
    at += shown.length;
  }
  return wish.pending.length === 0 ? rows : withPending(wish, rows, made?.rows ?? []);
}

const isAlike = (a: RowWish, b: RowWish): boolean => a.me === b.me && a.newAfter === b.newAfter && a.zone === b.zone;

/** A row, and the first message that it shows. */
interface Place {
  readonly row: number;
  readonly message: number;
}

const countIn = ({ joined }: MessageRowModel): number => joined?.length ?? 1;

const shows = ({ message, joined }: MessageRowModel, messages: readonly Message[], at: number): boolean =>
  joined ? joined.every((one, number) => messages[at + number] === one) : messages[at] === message;

/** Up to where rows and messages are as they were. */
function sameStart(before: readonly MessageRowModel[], messages: readonly Message[]): Place {
  let [row, message] = [0, 0];
  for (let one = before[0]; one && shows(one, messages, message); one = before[row]) {
    row += 1;
    message += countIn(one);
  }
  // Who comes next may stand in one row with those who came last.
  for (let last = before[row - 1]; last && isComing(last.message); last = before[row - 1]) {
    row -= 1;
    message -= countIn(last);
  }
  return { row, message };
}

/** From where messages are again those of the rows. */
function sameEnd(before: readonly MessageRowModel[], messages: readonly Message[], start: Place): Place {
  let [row, message] = [before.length, messages.length];
  for (let one = before[row - 1]; one && row > start.row; one = before[row - 1]) {
    const at = message - countIn(one);
    if (at < start.message || !shows(one, messages, at)) break;
    row -= 1;
    message = at;
  }
  return { row, message };
}

/** The first row at or after this place that begins with this message or a later one. */
function placeFrom(before: readonly MessageRowModel[], place: Place, at: number): Place {
  let { row, message } = place;
  for (let one = before[row]; one && message < at; one = before[row]) {
    row += 1;
    message += countIn(one);
  }
  return { row, message };
}

/** The message at this place; with those after it, where many came on one day. */
function shownTogether(messages: readonly Message[], from: number, zone: string): readonly Message[] {
  const day = (message: Message): string => dayOf(momentOf(message.ts), zone);
  let to = from + 1;
  for (let [first, next] = [messages[from], messages[to]]; first && next && isComing(first) && isComing(next); ) {
    if (day(first) !== day(next)) break;
    to += 1;
    next = messages[to];
  }
  return messages.slice(from, to - from >= joinedMin ? to : from + 1);
}

function messageRow(
  { me, newAfter, zone }: RowWish,
  shown: readonly Message[],
  before: MessageRowModel | undefined,
  isNewTold: boolean,
): MessageRowModel {
  const message = shown.at(-1) as Message;
  const isFirstNew = !isNewTold && newAfter !== undefined && isNew(message, newAfter, me);
  const frame = frameOf(keyOf(message, me), before && saidIn(before), { ...saidIn({ message }), isFirstNew }, zone);
  return { kind: 'message', ...frame, message, isFirstNew, ...(shown.length > 1 ? { joined: shown } : {}) };
}

interface SaidAt {
  readonly author: string;
  readonly at: number;
  /** Somebody's words, and still there. */
  readonly isPlain: boolean;
  readonly isFirstNew?: boolean;
}

const saidIn = ({ message }: Pick<MessageRowModel, 'message'>): SaidAt => ({
  author: message.author,
  at: momentOf(message.ts),
  isPlain: message.note === undefined && message.deletedAt === undefined,
});

function frameOf(key: string, before: SaidAt | undefined, now: SaidAt, zone: string): RowFrame {
  const isNewDay = before === undefined || dayOf(before.at, zone) !== dayOf(now.at, zone);
  const isContinued =
    !isNewDay &&
    now.isFirstNew !== true &&
    now.isPlain &&
    before.isPlain &&
    before.author === now.author &&
    now.at - before.at < continuesMs;
  return { key, day: isNewDay ? now.at : undefined, isContinued };
}

function withPending(
  { pending, me = '', zone }: RowWish,
  messageRows: readonly MessageRowModel[],
  made: readonly Row[],
): readonly Row[] {
  const rows: Row[] = [...messageRows];
  const last = messageRows.at(-1);
  let before = last && saidIn(last);
  for (const post of pending) {
    // Its confirmation may come later than the message itself.
    if (messageRows.some(({ key }) => key === post.clientId)) continue;
    const now = { author: me, at: post.writtenAt, isPlain: true };
    const row: PendingRowModel = { kind: 'pending', ...frameOf(post.clientId, before, now, zone), post };
    const there = made.find((one) => one.kind === 'pending' && one.post === post && isFramedAlike(one, row));
    rows.push(there ?? row);
    before = now;
  }
  return rows;
}

/** Somebody came, and nobody said anything to it. */
const isComing = ({ note, replyCount, reactions }: Message): boolean =>
  (note?.kind === 'joined' || note?.kind === 'added') && replyCount === 0 && reactions.length === 0;

/** Only one's own posts change from waiting to posted; the ids of others are not theirs to make unique. */
const keyOf = ({ author, clientId, ts }: Message, me: string | undefined): string =>
  author === me && clientId !== undefined ? clientId : ts;

const isNew = (message: Message, newAfter: string, me: string | undefined): boolean =>
  message.author !== me && message.note === undefined && compareTs(message.ts, newAfter) > 0;

const isFramedAlike = (a: RowFrame, b: RowFrame): boolean => a.day === b.day && a.isContinued === b.isContinued;

/** The row that was there, if it is as it was. */
function same(there: MessageRowModel | undefined, row: MessageRowModel): MessageRowModel {
  const isSame =
    there !== undefined &&
    isFramedAlike(there, row) &&
    there.message === row.message &&
    there.isFirstNew === row.isFirstNew &&
    there.joined?.length === row.joined?.length &&
    (there.joined?.every((one, at) => one === row.joined?.[at]) ?? true);
  return isSame ? there : row;
}

/** The first row that one has not read; -1 where there is none. */
export const firstNewIn = (rows: readonly Row[]): number =>
  rows.findIndex((row) => row.kind === 'message' && row.isFirstNew);

export const rowOf = (rows: readonly Row[], ts: string): number =>
  rows.findIndex((row) => row.kind === 'message' && isAt(row, ts));

/** The row shows the message with this ts, maybe among others. */
export const isAt = ({ message, joined }: Pick<MessageRowModel, 'message' | 'joined'>, ts: string): boolean =>
  message.ts === ts || (joined?.some((one) => one.ts === ts) ?? false);

/** The last message that the server has. */
export function lastTsOf(rows: readonly Row[]): string | undefined {
  const last = rows.findLast((row) => row.kind === 'message');
  return last?.kind === 'message' ? last.message.ts : undefined;
}

/** Messages after it. */
export function countSince(rows: readonly Row[], ts: string): number {
  let count = 0;
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    if (row?.kind !== 'message') continue;
    if (compareTs(row.message.ts, ts) <= 0) break;
    if (!row.message.note) count++;
  }
  return count;
}
