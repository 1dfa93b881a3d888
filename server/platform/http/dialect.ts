import type { Problem } from '../problem.ts';
import type { AnyActor, Origin } from './route.ts';

/**
 * A protocol with its own media type, its own refusals and its own callers, for routes below one address. Its callers
 * present a credential in `Authorization: Bearer` that opens these routes and no other; no other credential opens them.
 */
export interface Dialect<Caller extends AnyActor = AnyActor> {
  /** What every address of its routes begins with. */
  readonly below: `/${string}/`;
  /** Of its answers, and besides JSON of its requests. */
  readonly mediaType: string;
  /** Who presents this, from there; undefined for whatever is no valid credential of this kind. */
  readonly authenticate: (token: string, origin: Origin) => Promise<Caller | undefined>;
  /** The body of a refusal. */
  readonly refusal: (problem: Problem, requestId: string) => object;
}
