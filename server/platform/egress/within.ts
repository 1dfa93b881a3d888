import { problem } from '../problem.ts';

export const tooSlow = problem('egress/too-slow', 504, 'The other side took too long to answer. Try again later.');

/**
 * What `use` gives, if it comes within `ms` and before the outer signal. Otherwise its signal is aborted and this
 * rejects at once, whether `use` has noticed or not.
 */
export async function within<T>(
  outer: AbortSignal | undefined,
  ms: number,
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const stop = new AbortController();
  const aborted = Promise.withResolvers<never>();
  const end = (reason: unknown): void => {
    stop.abort(reason);
    aborted.reject(reason instanceof Error ? reason : tooSlow());
  };
  const passOn = (): void => end(outer?.reason);
  const timer = setTimeout(() => end(tooSlow()), ms);
  outer?.addEventListener('abort', passOn, { once: true });
  try {
    return await Promise.race([use(stop.signal), aborted.promise]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', passOn);
  }
}
