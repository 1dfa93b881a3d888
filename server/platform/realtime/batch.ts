import type { Frame } from './frames.ts';

/**
 * What a socket gets in one tick, as a path in a tree of frames. Sockets that were handed the same frames in the same
 * order stand on the same node, so the bytes of the tick are put together once for all of them.
 */
export interface Batch {
  readonly frame: Frame | undefined;
  readonly parent: Batch | undefined;
  readonly frames: number;
  readonly bytes: number;
  /** The child made last: nearly every step of a busy tick goes there, without a look-up. */
  latest: Batch | undefined;
  others: Map<Frame, Batch> | undefined;
  joined: Buffer | undefined;
}

/** The start of a tick: nothing to write. */
export const emptyBatch = (): Batch => node(undefined, undefined, 0, 0);

/** The batch with one more frame at its end. */
export function extended(batch: Batch, frame: Frame): Batch {
  const latest = batch.latest;
  if (latest?.frame === frame) return latest;
  const known = batch.others?.get(frame);
  if (known) return known;
  const next = node(frame, batch, batch.frames + 1, batch.bytes + frame.length);
  if (latest?.frame) {
    batch.others ??= new Map();
    batch.others.set(latest.frame, latest);
  }
  batch.latest = next;
  return next;
}

/** The frames of the batch as one buffer, shared by all who ask. */
export function joined(batch: Batch): Buffer {
  if (batch.frames === 1 && batch.frame) return batch.frame;
  if (batch.joined) return batch.joined;
  const frames: Frame[] = [];
  for (let at: Batch | undefined = batch; at?.frame; at = at.parent) frames.push(at.frame);
  batch.joined = Buffer.concat(frames.reverse(), batch.bytes);
  return batch.joined;
}

const node = (frame: Frame | undefined, parent: Batch | undefined, frames: number, bytes: number): Batch => ({
  frame,
  parent,
  frames,
  bytes,
  latest: undefined,
  others: undefined,
  joined: undefined,
});
