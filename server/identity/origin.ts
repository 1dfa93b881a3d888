import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const USER_AGENT_CHARACTERS_MAX = 300;

/** The address in a form that PostgreSQL's `inet` takes: without a zone, and `0.0.0.0` when there is none. */
export function inetOf({ ip }: { readonly ip: string }): string {
  const address = ip.split('%')[0] ?? '';
  return isIP(address) === 0 ? '0.0.0.0' : address;
}

/** What the client says of itself, cut to what is worth keeping. */
export const userAgentOf = ({ userAgent }: { readonly userAgent: string }): string =>
  userAgent.slice(0, USER_AGENT_CHARACTERS_MAX);

/** The neighbourhood of the address, which one party often holds as a whole: IPv4 /24, IPv6 /64. */
export function networkOf(origin: { readonly ip: string }): string {
  const bytes = ipaddr.process(inetOf(origin)).toByteArray();
  return bytes.slice(0, bytes.length === 4 ? 3 : 8).join('.');
}
