import { Resolver } from 'node:dns/promises';
import { isIP, connect as openSocket, type Socket } from 'node:net';
import { connect as openTls } from 'node:tls';
import { limits } from '../limits.ts';
import { Problem, problem } from '../problem.ts';
import { mayReach, type Opened } from './addresses.ts';
import type { Target } from './target.ts';
import { within } from './within.ts';

export const destinationRefused = problem(
  'egress/destination-refused',
  422,
  'Nothing is sent to this destination: it is not a public place, or its port is not one that answers the web.',
);
export const unreachable = problem(
  'egress/unreachable',
  502,
  'The other side could not be reached. Check the address, or try again later.',
);
export const untrusted = problem(
  'egress/untrusted',
  502,
  'The other side could not prove who it is: its certificate does not fit. Nothing was sent.',
);

/** The addresses of a name; rejects when there are none. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the name servers of the machine; tests name others, as `address:port`. Not `getaddrinfo`: it occupies one of the
 * process's few worker threads for as long as a stranger's name server keeps silent. So names that stand only in a
 * hosts file are not found.
 */
export const resolveByDns =
  (servers?: readonly string[]): Resolve =>
  async (name, signal) => {
    const resolver = new Resolver({ timeout: limits.egress.resolveMs, tries: limits.egress.resolveTriesMax });
    if (servers) resolver.setServers(servers);
    signal.addEventListener('abort', () => resolver.cancel(), { once: true });
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };

/** What the name says in its TXT records (RFC 1464), each made whole; none where it says nothing or cannot be asked. */
export const textsByDns =
  (servers?: readonly string[]) =>
  async (name: string): Promise<readonly string[]> => {
    const resolver = new Resolver({ timeout: limits.egress.resolveMs, tries: limits.egress.resolveTriesMax });
    if (servers) resolver.setServers(servers);
    const answer = await resolver.resolveTxt(name).catch(() => []);
    return answer.slice(0, limits.egress.textsMax).map((parts) => parts.join(''));
  };

/** The kinds of records that a caller may ask for by name. */
export const RECORD_KINDS = ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'TXT'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
/** As `node:dns` gives them: an address, a name, the pieces of a text, or where mail is brought. */
export type DnsRecord = string | readonly string[] | { readonly priority: number; readonly exchange: string };
export type AskDns = (name: string, kind: RecordKind) => Promise<readonly DnsRecord[]>;

/** Records of a name; rejects with a code of `node:dns` where there are none (ENOTFOUND, ENODATA) or nobody answers. */
export const recordsByDns =
  (servers?: readonly string[]): AskDns =>
  async (name, kind) => {
    const resolver = new Resolver({ timeout: limits.egress.resolveMs, tries: limits.egress.resolveTriesMax });
    if (servers) resolver.setServers(servers);
    const found = (await resolver.resolve(name, kind)) as readonly DnsRecord[];
    return found.slice(0, limits.egress.textsMax);
  };

export interface ConnectionOptions {
  readonly resolve: Resolve;
  readonly opened: readonly Opened[];
  /** For tests alone: who is trusted in place of the usual authorities. */
  readonly authority: string | undefined;
}

/**
 * A connection to the target, encrypted where it says so, to an address that was judged: the name is resolved once and
 * never again. Throws `destinationRefused`, `unreachable` or `untrusted`.
 */
export async function connectTo(target: Target, options: ConnectionOptions, signal: AbortSignal): Promise<Socket> {
  const addresses = await addressesOf(target, options, signal);
  const socket = await connectToOne(addresses, target.port, signal);
  return target.encrypted ? await encrypt(socket, target.host, options.authority, signal) : socket;
}

/** Throws `destinationRefused` for a bare address that may not be reached. */
export function refuseLiteral({ host, port }: Target, opened: readonly Opened[]): void {
  if (isIP(host)) refuseAddress(host, port, opened);
}

function refuseAddress(address: string, port: number, opened: readonly Opened[]): void {
  if (!mayReach(address, port, opened)) throw destinationRefused();
}

async function addressesOf({ host, port }: Target, options: ConnectionOptions, signal: AbortSignal) {
  const resolving = (inner: AbortSignal) => options.resolve(host, inner);
  const found = isIP(host)
    ? [host]
    : await within(signal, limits.egress.resolveMs * limits.egress.resolveTriesMax, resolving).catch(asUnreachable);
  if (found.length === 0) throw unreachable();
  // One bad address among good ones is what a name looks like that is about to be turned round.
  for (const address of found) refuseAddress(address, port, options.opened);
  return found.slice(0, limits.egress.addressesMax);
}

async function connectToOne(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  let last: unknown = unreachable();
  for (const address of addresses) {
    try {
      return await within(signal, limits.egress.connectMs, (inner) => connectOnce(address, port, inner));
    } catch (error) {
      signal.throwIfAborted();
      last = error;
    }
  }
  return asUnreachable(last);
}

async function connectOnce(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = openSocket({ host: address, port, noDelay: true });
  return await settled(socket, 'connect', signal);
}

async function encrypt(
  socket: Socket,
  host: string,
  authority: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const secured = openTls({
    socket,
    // A bare address has no name to ask for, but the certificate is held against it all the same.
    ...(isIP(host) ? { host } : { host, servername: host }),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    ...(authority === undefined ? {} : { ca: authority }),
  });
  try {
    return await within(signal, limits.egress.connectMs, (inner) => settled(secured, 'secureConnect', inner));
  } catch (error) {
    socket.destroy();
    if (error instanceof Problem) throw error;
    throw Object.assign(untrusted(), { cause: error });
  }
}

/** The socket once it has reached this state; destroyed when it fails or the signal comes first. */
function settled<S extends Socket>(socket: S, state: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error instanceof Error ? error : unreachable());
    };
    const stop = (): void => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    // Stays attached: between two phases nobody else listens, and an error that nobody hears ends the process.
    socket.on('error', fail);
    socket.once('close', () => fail(unreachable()));
    socket.once(state, () => {
      signal.removeEventListener('abort', stop);
      resolve(socket);
    });
  });
}

function asUnreachable(error: unknown): never {
  if (error instanceof Problem) throw error;
  throw Object.assign(unreachable(), { cause: error });
}
