/** On which TCP addresses this very process listens, as the kernel tells it and not as we believe it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';

export interface Place {
  /** An address, an IPv4 one inside of an IPv6 one as the IPv4 address. */
  readonly host: string;
  readonly port: number;
}

/** Of one line of the table: the state of a socket that listens. */
const LISTENS = '0A';

/** The places, by port and address, each once; undefined where the system does not tell (other than Linux). */
export function placesInUse(proc = '/proc/self'): readonly Place[] | undefined {
  const folder = join(proc, 'fd');
  const tcp = orUndefined(() => readFileSync(join(proc, 'net/tcp'), 'utf8'));
  const descriptors = orUndefined(() => readdirSync(folder));
  if (tcp === undefined || descriptors === undefined) return undefined;
  const own = new Set(descriptors.map((descriptor) => socketOf(join(folder, descriptor))));
  // A system without IPv6 has no such table, and nothing that would stand in it.
  const tcp6 = orUndefined(() => readFileSync(join(proc, 'net/tcp6'), 'utf8')) ?? '';
  const found = [tcp, tcp6].flatMap((table) => listening(table, own));
  return [...new Map(found.map((place) => [placeName(place), place])).values()].toSorted(
    (a, b) => a.port - b.port || (a.host < b.host ? -1 : 1),
  );
}

/** The places of those sockets in the table that listen and whose inode is one of `own`. */
export function listening(table: string, own: ReadonlySet<string | undefined>): Place[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENS && own.has(inode))
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { host: addressOf(address), port: Number.parseInt(port, 16) };
    });
}

/** `127.0.0.1:8420`, `[::1]:8420` */
export const placeName = ({ host, port }: Place): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Whether a listener that was declared so, by an address or `localhost`, is the one in use. */
export function isPlace(declared: Place, used: Place): boolean {
  if (declared.port !== used.port) return false;
  if (declared.host === 'localhost') return ['127.0.0.1', '::1'].includes(used.host);
  // What another name means is for the resolver to say.
  return !ipaddr.isValid(declared.host) || ipaddr.process(declared.host).toString() === used.host;
}

/** The kernel writes an address in words of four bytes, each as the processor keeps it. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  return ipaddr.process(ipaddr.fromByteArray([...bytes]).toString()).toString();
}

/** The inode of the socket behind a descriptor, if it is one; it may be closed meanwhile. */
const socketOf = (descriptor: string): string | undefined =>
  /^socket:\[(\d+)\]$/.exec(orUndefined(() => readlinkSync(descriptor), ['ENOENT', 'EINVAL']) ?? '')?.[1];

function orUndefined<T>(read: () => T, codes: readonly string[] = ['ENOENT']): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
