/** Counters that the worker writes and the main thread reads, also while the worker is stuck in a statement. */

const slots = ['turns', 'fsyncs', 'walFsyncs', 'checkpoints', 'vacuums', 'clients', 'memoryBytes'] as const;

export type Counter = (typeof slots)[number];

export interface Counters {
  /** What another thread needs to count in the same place. */
  readonly shared: SharedArrayBuffer;
  add(counter: Counter): void;
  set(counter: Counter, value: number): void;
  read(counter: Counter): number;
}

export function openCounters(shared = new SharedArrayBuffer(slots.length * 8)): Counters {
  const values = new BigInt64Array(shared);
  return {
    shared,
    add: (counter) => void Atomics.add(values, slots.indexOf(counter), 1n),
    set: (counter, value) => void Atomics.store(values, slots.indexOf(counter), BigInt(value)),
    read: (counter) => Number(Atomics.load(values, slots.indexOf(counter))),
  };
}
