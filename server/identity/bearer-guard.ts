/** What comes with every call and cannot be guessed: what is bounded is the work of looking it up. */
import { limits } from '#platform/limits.ts';
import { retryAfter } from '#platform/throttle.ts';
import type { Bearer } from './bearer.ts';
import { type Guesser, type Guesses, guessTooSoon } from './guessing/guessing.ts';

/**
 * Looks bearers up, as long as the network has not presented too many that were none; throws `guessTooSoon` to who
 * presents one then that this process does not know as valid.
 */
export function guardBearers<Caller>(
  guesses: Pick<Guesses, 'look' | 'wrong'> | undefined,
  lookUp: (bearer: Bearer, origin: Guesser['origin']) => Promise<Caller | undefined>,
): (bearer: Bearer, origin: Guesser['origin']) => Promise<Caller | undefined> {
  const valid = createRecent(limits.authentication.recentMax);
  return async (bearer, origin) => {
    const hash = bearer.hash.toString('base64');
    const leftMs = valid.has(hash) ? 0 : (guesses?.look('bearer', { origin }) ?? 0);
    if (leftMs > 0) throw guessTooSoon(retryAfter(leftMs));
    const caller = await lookUp(bearer, origin);
    if (caller) valid.add(hash);
    else guesses?.wrong('bearer', { origin });
    return caller;
  };
}

/** The last so many; what was valid a while ago is looked up again all the same. */
function createRecent(max: number) {
  const held = new Set<string>();
  return {
    has: (one: string): boolean => held.has(one),
    add(one: string): void {
      if (held.has(one)) return;
      held.add(one);
      const [oldest] = held;
      if (held.size > max && oldest !== undefined) held.delete(oldest);
    },
  };
}
