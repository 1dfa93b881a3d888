import { isIP } from 'node:net';

const USER_AGENT_CHARACTERS_MAX = 300;

/** The address in a form that PostgreSQL's `inet` takes: without a zone, and `0.0.0.0` when there is none. */
export function inetOf({ ip }: { readonly ip: string }): string {
  const address = ip.split('%')[0] ?? '';
  return isIP(address) === 0 ? '0.0.0.0' : address;
}

/** What the client says of itself, cut to what is worth keeping. */
export const userAgentOf = ({ userAgent }: { readonly userAgent: string }): string =>
  userAgent.slice(0, USER_AGENT_CHARACTERS_MAX);
