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

/** Rows that are as they were are the same objects, so that what draws them need not look. */
export function rowsOf(wish: RowWish, before: readonly Row[] = []): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const { messages, pending, me, newAfter, zone } = wish;
  const rows: Row[] = [];
  let last: { author: string; at: number; isPlain: boolean } | undefined;
  let isNewTold = newAfter === undefined;
  const frameOf = (key: string, author: string, at: number, isPlain: boolean, isFirstNew: boolean): RowFrame => {
    const isNewDay = last === undefined || dayOf(last.at, zone) !== dayOf(at, zone);
    const isContinued =
      !isNewDay &&
      !isFirstNew &&
      isPlain &&
      last?.isPlain === true &&
      last.author === author &&
      at - last.at < continuesMs;
    last = { author, at, isPlain };
    return { key, day: isNewDay ? at : undefined, isContinued };
  };
  for (const told of withJoined(messages, zone)) {
    const [message, joined] = told;
    const isFirstNew = !isNewTold && newAfter !== undefined && isNew(message, newAfter, me);
    isNewTold ||= isFirstNew;
    const isPlain = message.note === undefined && message.deletedAt === undefined;
    const frame = frameOf(keyOf(message, me), message.author, momentOf(message.ts), isPlain, isFirstNew);
    rows.push(kept(known, { kind: 'message', ...frame, message, isFirstNew, ...(joined && { joined }) }));
  }
  const posted = new Set(rows.map(({ key }) => key));
  for (const post of pending) {
    // Its confirmation may come later than the message itself.
    if (posted.has(post.clientId)) continue;
    const frame = frameOf(post.clientId, me ?? '', post.writtenAt, true, false);
    rows.push(kept(known, { kind: 'pending', ...frame, post }));
  }
  return rows;
}

type Told = readonly [message: Message, joined?: readonly Message[]];

/** Each message for itself, and of a run of those who came the last with all. */
function withJoined(messages: readonly Message[], zone: string): Told[] {
  const told: Told[] = [];
  let run: Message[] = [];
  const end = (): void => {
    const last = run.at(-1);
    if (last && run.length >= joinedMin) told.push([last, run]);
    else told.push(...run.map((one): Told => [one]));
    run = [];
  };
  for (const message of messages) {
    const before = run.at(-1);
    const isNewDay = before !== undefined && dayOf(momentOf(before.ts), zone) !== dayOf(momentOf(message.ts), zone);
    if (isNewDay || !isComing(message)) end();
    if (isComing(message)) run.push(message);
    else told.push([message]);
  }
  end();
  return told;
}

/** Somebody came, and nobody said anything to it. */
const isComing = ({ note, replyCount, reactions }: Message): boolean =>
  (note?.kind === 'joined' || note?.kind === 'added') && replyCount === 0 && reactions.length === 0;

/** Only one's own posts change from waiting to posted; the ids of others are not theirs to make unique. */
const keyOf = ({ author, clientId, ts }: Message, me: string | undefined): string =>
  author === me && clientId !== undefined ? clientId : ts;

const isNew = (message: Message, newAfter: string, me: string | undefined): boolean =>
  message.author !== me && message.note === undefined && compareTs(message.ts, newAfter) > 0;

function kept(known: ReadonlyMap<string, Row>, row: Row): Row {
  const there = known.get(row.key);
  if (!there || there.day !== row.day || there.isContinued !== row.isContinued) return row;
  if (there.kind === 'pending') return row.kind === 'pending' && there.post === row.post ? there : row;
  const isSame =
    row.kind === 'message' &&
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
