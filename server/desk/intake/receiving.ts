/** Bodies of reports as they come in, all together bounded, so that strangers do not fill the memory. */
import type { Readable } from 'node:stream';
import { problem } from '#platform/problem.ts';
import { deskLimits } from '../limits.ts';

export const intakeBusy = problem<{ retryAfterSeconds: number }>(
  'desk-intake/busy',
  503,
  'Too many reports are coming in at this moment. Nothing of yours was kept yet; it can be sent again in a moment.',
);
export const bodyBroken = problem('desk-intake/broken-off', 400, 'The report did not arrive whole. Send it again.');

export interface Received {
  /** Of one that is too large, its beginning. */
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

type Bounds = Pick<typeof deskLimits.intake, 'receiveMs' | 'busySeconds'> & {
  readonly [Of in 'bytesMax' | 'heldBytesMax' | 'drainedBytesMax']: number;
};

export type Receive = (content: Readable) => Promise<Received>;

export function createReceiving(given: Partial<Bounds> = {}): Receive {
  const bounds: Bounds = { ...deskLimits.intake, bytesMax: deskLimits.rawBytesMax, ...given };
  let held = 0;
  return async (content) => {
    const chunks: Buffer[] = [];
    let [size, kept] = [0, 0];
    const late = setTimeout(() => content.destroy(), bounds.receiveMs);
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > bounds.bytesMax + bounds.drainedBytesMax) break;
        if (size > bounds.bytesMax) continue;
        if (held + chunk.length > bounds.heldBytesMax) throw intakeBusy({ retryAfterSeconds: bounds.busySeconds });
        held += chunk.length;
        kept += chunk.length;
        chunks.push(chunk);
      }
    } catch (error) {
      throw isBreak(error) ? bodyBroken() : error;
    } finally {
      clearTimeout(late);
      held -= kept;
    }
    return { bytes: Buffer.concat(chunks), isWhole: size <= bounds.bytesMax };
  };
}

/** The caller went away, or was too slow. */
const isBreak = (error: unknown): boolean =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes((error as NodeJS.ErrnoException).code ?? '');
