import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { TeamId } from '#contract/ids.ts';
import { readNetwork } from '#platform/networks.ts';
import type { Random } from '#platform/random.ts';
import { agentOf } from './agent.ts';

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

/** The same to be read: `203.0.113.0/24`, `2001:db8::/64`. */
export function neighbourhoodOf(origin: { readonly ip: string }): string {
  const address = ipaddr.process(inetOf(origin));
  return readNetwork(`${address.toString()}/${address.kind() === 'ipv4' ? 24 : 64}`) ?? '0.0.0.0/0';
}

/** Where a call came from, and what the device presents of itself. */
export interface CallOrigin {
  readonly ip: string;
  readonly userAgent: string;
  /** The secret that its browser keeps since an earlier sign-in. */
  readonly device?: string | undefined;
}

const DEVICE_BYTES = 32;

/**
 * Which device it is, within one team. A browser is known by a random secret that it keeps, and gets a new one where it
 * has none. A program keeps nothing, so it is known by its name and its network.
 */
export function deviceAt(
  random: Random,
  team: TeamId,
  origin: CallOrigin,
): { readonly hash: Buffer; readonly secret?: string } {
  const known = knownDevice(team, origin);
  if (known) return { hash: known };
  const secret = random.bytes(DEVICE_BYTES).toString('base64url');
  return { hash: hashOf(team, 'browser', secret), secret };
}

/** Which device it is, if it is one that can be known already. */
export function knownDevice(team: TeamId, origin: CallOrigin): Buffer | undefined {
  if (origin.device !== undefined) return hashOf(team, 'browser', origin.device);
  const { type, words } = agentOf(userAgentOf(origin));
  return type === 'program' || type === 'bot' ? hashOf(team, 'program', `${words} ${networkOf(origin)}`) : undefined;
}

/** Which device an attempt without a session came from; a browser that kept nothing is told by name and network. */
export function triedDevice(team: TeamId, origin: CallOrigin): Buffer {
  const { words } = agentOf(userAgentOf(origin));
  return knownDevice(team, origin) ?? hashOf(team, 'tried', `${words} ${networkOf(origin)}`);
}

/** By team, so that two teams cannot tell that a browser is in both. */
const hashOf = (team: TeamId, kind: string, text: string): Buffer =>
  createHash('sha256').update(`${team} ${kind} ${text}`).digest();
