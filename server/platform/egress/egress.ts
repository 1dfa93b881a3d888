/**
 * The door for outgoing requests. The danger: an address that a stranger names makes the server call its own networks,
 * wait for ever, or take in more than it can hold. The principle: a name is resolved once, every address of it is
 * judged, and the connection goes to a judged address; each redirect is a new request; everything has a bound. The
 * boundary: nothing else opens outgoing connections but what `tests/outgoing.test.ts` lists with its reason.
 */
import { limits } from '../limits.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { Problem, problem } from '../problem.ts';
import { createTurnstile } from '../turnstile.ts';
import type { Opened } from './addresses.ts';
import {
  type AskDns,
  type ConnectionOptions,
  connectTo,
  type Resolve,
  recordsByDns,
  refuseLiteral,
  resolveByDns,
  textsByDns,
} from './connection.ts';
import { exchange, type Outgoing, type Reading, type Received } from './exchange.ts';
import { addressRefused, readTarget, type Target } from './target.ts';
import { within } from './within.ts';

export { type Opened, readOpened } from './addresses.ts';
export { type AskDns, type DnsRecord, RECORD_KINDS, type RecordKind, type Resolve } from './connection.ts';

export const tooManyRedirects = problem(
  'egress/too-many-redirects',
  502,
  'The other side sends its callers from one place to the next without end.',
);
export const egressBusy = problem(
  'egress/busy',
  503,
  'Too many outgoing requests wait for the same destination. Try again later.',
);

export interface OutgoingRequest extends Outgoing {
  /** An http or https address without credentials. */
  readonly url: string;
}

/** What a caller is ready to do. All bounds are the caller's; those of the door itself are in `limits.egress`. */
export interface EgressPolicy extends Reading {
  /** What the request is for, in the metrics: one of a closed set. */
  readonly purpose: string;
  /** Whether http without TLS will do. */
  readonly plain: boolean;
  /** How many redirects are followed; with 0 the answer that redirects is the answer. Only a GET is redirected. */
  readonly redirectsMax: number;
  /** From the call to the last byte, redirects and waiting included. */
  readonly wholeMs: number;
}

export interface EgressAnswer extends Received {
  /** Where the answer came from, after all redirects. */
  readonly url: string;
}

export interface Egress {
  /** Throws the refusal of an address that no request could ever go to; a name is judged only when it is resolved. */
  refuseNever(url: string, policy: Pick<EgressPolicy, 'plain'>): void;
  /** Sends one request and reads the answer. Whatever prevents it is thrown as a problem of `egress/`. */
  request(wanted: OutgoingRequest, policy: EgressPolicy, signal?: AbortSignal): Promise<EgressAnswer>;
  /** What the DNS says of a name in TXT records; nothing where it does not answer. */
  texts(name: string): Promise<readonly string[]>;
  /** What the DNS says of a name; rejects with a code of `node:dns` where there is nothing, or nobody answers. */
  readonly records: AskDns;
}

export interface EgressOptions {
  /** Private destinations that the operator has opened. */
  readonly opened: readonly Opened[];
  readonly reached: Metrics['reached'];
  /** For tests alone: resolvers, and who is trusted in place of the usual authorities. */
  readonly resolve?: Resolve;
  readonly texts?: Egress['texts'];
  readonly records?: AskDns;
  readonly authority?: string;
}

export function createEgress({
  opened,
  reached,
  resolve = resolveByDns(),
  texts = textsByDns(),
  records = recordsByDns(),
  authority,
}: EgressOptions): Egress {
  const connection: ConnectionOptions = { resolve, opened, authority };
  const enter = createEntrance();

  const hop = (target: Target, wanted: Outgoing, policy: EgressPolicy, signal: AbortSignal): Promise<Received> =>
    enter(target.url.host, async () => {
      signal.throwIfAborted();
      return await exchange(await connectTo(target, connection, signal), target, wanted, policy, signal);
    });

  const follow = async (wanted: OutgoingRequest, policy: EgressPolicy, signal: AbortSignal): Promise<EgressAnswer> => {
    let [target, sent] = [readTarget(wanted.url, policy.plain), wanted as Outgoing];
    for (let redirects = 0; ; redirects++) {
      const answer = await hop(target, sent, policy, signal);
      const next = policy.redirectsMax > 0 && wanted.method === 'GET' ? redirectOf(answer, target) : undefined;
      if (next === undefined) return { ...answer, url: target.url.href };
      if (redirects >= policy.redirectsMax) throw tooManyRedirects();
      const moved = readTarget(next, policy.plain);
      // What was said to one place is not repeated to another.
      if (moved.url.origin !== target.url.origin) sent = { method: 'GET', headers: publicHeaders(sent.headers) };
      target = moved;
    }
  };

  return {
    texts,
    records,
    refuseNever: (url, { plain }) => refuseLiteral(readTarget(url, plain), opened),
    async request(wanted, policy, signal) {
      const started = performance.now();
      const outcome = (name: string): void => reached(policy.purpose, name, (performance.now() - started) / 1_000);
      try {
        const answer = await within(signal, policy.wholeMs, (inner) => follow(wanted, policy, inner));
        outcome('answered');
        return answer;
      } catch (error) {
        outcome(error instanceof Problem ? error.code.replace('egress/', '') : 'failed');
        throw error;
      }
    },
  };
}

/** Lets in a few at a time for each destination, and a few more in all; the others wait. */
function createEntrance(): <T>(destination: string, use: () => Promise<T>) => Promise<T> {
  const { atOnceMax, atOncePerDestinationMax, waitingMax } = limits.egress;
  const all = createTurnstile(atOnceMax, waitingMax, egressBusy);
  const destinations = new Map<string, { turnstile: ReturnType<typeof createTurnstile>; users: number }>();
  return async (destination, use) => {
    const turnstile = createTurnstile(atOncePerDestinationMax, waitingMax, egressBusy);
    const entry = destinations.get(destination) ?? { turnstile, users: 0 };
    destinations.set(destination, entry);
    entry.users += 1;
    try {
      return await entry.turnstile(() => all(use));
    } finally {
      entry.users -= 1;
      if (entry.users === 0) destinations.delete(destination);
    }
  };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function redirectOf({ status, headers }: Received, from: Target): string | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  if (!URL.canParse(location, from.url.href)) throw addressRefused({ reason: 'form' });
  return new URL(location, from.url.href).href;
}

const PUBLIC_HEADERS = new Set(['accept', 'accept-language', 'user-agent']);
const publicHeaders = (headers: Outgoing['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => PUBLIC_HEADERS.has(name.toLowerCase())));
