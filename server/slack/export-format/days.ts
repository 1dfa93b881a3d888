/**
 * The messages of a conversation in the order of their timestamps. A day's file is named by the day in the time
 * zone of whoever exported, so its messages reach into the neighbouring days of any other zone; what may still be
 * preceded by a message of the next file is held back until that file is read.
 */
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { tsFromMicroseconds } from '../timestamps.ts';
import { elementsOf } from './elements.ts';
import { type Entry, entryFrom } from './messages.ts';
import type { NotUnderstood } from './records.ts';

const dayName = /^(\d{4}-\d{2}-\d{2})\.json$/;
/** The zone that begins its days first is UTC+14. */
const earliestZoneMs = 14 * HOUR_MS;
const heldMax = 200_000;

/** The file's place in the order of days, or undefined where its name is no day. */
export function dayStartMs(file: string): number | undefined {
  const start = Date.parse(dayName.exec(file)?.[1] ?? '');
  return Number.isNaN(start) || start % DAY_MS !== 0 ? undefined : start;
}

export const timeOf = (entry: Entry): bigint => (entry.kind === 'message' ? entry.ts : entry.at);

/** `days` are paths inside the ZIP whose last part is a day's name; they are read one after the other. */
export async function* entriesInOrder(
  days: readonly string[],
  read: (path: string) => AsyncIterable<Buffer>,
): AsyncGenerator<Entry | NotUnderstood> {
  const held: { entry: Entry; where: string }[] = [];
  let last = -1n;
  function* release(before: bigint): Generator<Entry | NotUnderstood> {
    held.sort((one, other) => compare(timeOf(one.entry), timeOf(other.entry)));
    const open = held.findIndex(({ entry }) => timeOf(entry) >= before);
    for (const { entry, where } of held.splice(0, open === -1 ? held.length : open)) {
      const time = timeOf(entry);
      if (entry.kind === 'message' && time <= last) {
        const what = time === last ? 'message-repeated' : 'message-out-of-order';
        yield { kind: 'not-understood', where, what, name: tsFromMicroseconds(time) };
        continue;
      }
      if (entry.kind === 'message') last = time;
      yield entry;
    }
  }
  for (const path of days) {
    yield* release(startOf(path));
    for await (const element of elementsOf(read(path))) {
      const where = `${path}#${element.index}`;
      if (element.kind !== 'value') {
        yield { kind: 'not-understood', where, what: element.kind === 'broken' ? 'day' : 'message-record' };
        continue;
      }
      const { entry, gaps } = entryFrom(element.value, where);
      yield* gaps;
      if (entry !== undefined) held.push({ entry, where });
      // Beyond the bound order gives way to memory; what then comes too late is reported.
      if (held.length > heldMax) yield* release(beyondAll);
    }
  }
  yield* release(beyondAll);
}

const beyondAll = 1n << 80n;

const startOf = (path: string): bigint =>
  BigInt((dayStartMs(path.slice(path.lastIndexOf('/') + 1)) ?? 0) - earliestZoneMs) * 1000n;

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);
