import { isIP } from 'node:net';

/** For whom passkeys are made and used: our own pages, by the host in their address. */
export interface RelyingParty {
  readonly host: string;
  readonly origin: string;
}

/** Undefined where browsers know no passkeys: at a bare IP address, and without TLS but on this very machine. */
export function relyingPartyAt(url: string): RelyingParty | undefined {
  const { protocol, hostname: host, origin } = new URL(url);
  if (isIP(host) !== 0 || host.startsWith('[')) return undefined;
  const isLocal = host === 'localhost' || host.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? { host, origin } : undefined;
}
