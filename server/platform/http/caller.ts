import type { IncomingMessage } from 'node:http';

const HOPS_MAX = 20;

/**
 * The address that a request came from. What stands in `X-Forwarded-For` is believed as far as our own proxies wrote
 * it: from the right, up to the first address that is none of theirs. Anybody can write what stands left of it.
 */
export function callerOf(request: IncomingMessage, isProxy: (address: string) => boolean): string {
  const last = request.socket.remoteAddress ?? '0.0.0.0';
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let caller = last;
  for (const hop of forwarded.toReversed().slice(0, HOPS_MAX)) {
    if (!isProxy(caller) || hop.trim() === '') break;
    caller = withoutPort(hop.trim());
  }
  return caller;
}

/** Some proxies write the port as well: `203.0.113.7:51234`, `[2001:db8::7]:51234`. */
const withoutPort = (hop: string): string =>
  hop.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
