/**
 * Which addresses may be called. The danger: an address that a stranger names and that leads back into the operator's
 * own networks. The principle: an address is good only if it lies in the global unicast space and in no range of
 * IANA's special-purpose registries; whatever is not understood is not good.
 */
import ipaddr from 'ipaddr.js';
import { limits } from '../limits.ts';

/**
 * `global`: anybody may be sent there. `private`: the operator's own networks, which the operator may open one by one.
 * `never`: nothing that a request belongs to, such as multicast, documentation, or an address inside an address.
 */
export type Verdict = 'global' | 'private' | 'never';

const PRIVATE = [
  '10.0.0.0/8', // private use, RFC 1918
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10', // shared by the customers of a carrier, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '::1/128', // loopback, RFC 4291
  'fc00::/7', // unique local, RFC 4193
];

/** IANA's registries of special-purpose addresses (RFC 6890), also those that would be reachable but serve nobody. */
const NEVER = [
  '0.0.0.0/8', // this network, RFC 791
  '169.254.0.0/16', // link-local, RFC 3927; clouds give out secrets there
  '192.0.0.0/24', // protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '198.51.100.0/24',
  '203.0.113.0/24',
  '192.31.196.0/24', // AS112, RFC 7535
  '192.175.48.0/24', // AS112, RFC 7534
  '192.52.193.0/24', // AMT, RFC 7450
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '198.18.0.0/15', // benchmarks, RFC 2544
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112, and limited broadcast
  '168.63.129.16/32', // public in its form, but Azure's platform inside Azure
  'fd00:ec2::/32', // AWS gives out secrets there
  '2001::/23', // protocol assignments, RFC 2928: Teredo, ORCHID, benchmarks, AMT, AS112
  '2001:db8::/32', // documentation, RFC 3849
  '3fff::/20', // documentation, RFC 9637
  '2002::/16', // 6to4 carries an IPv4 address, RFC 3056
  '2620:4f:8000::/48', // AS112, RFC 7534
];

/** Global unicast, RFC 4291. All else of IPv6 is unassigned or special: mapped and translated IPv4, link-local, … */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');

type Address = ReturnType<typeof ipaddr.parse>;
type Range = readonly [Address, number];

const privateRanges: readonly Range[] = PRIVATE.map((range) => ipaddr.parseCIDR(range));
const neverRanges: readonly Range[] = NEVER.map((range) => ipaddr.parseCIDR(range));

const lies = (address: Address, ranges: readonly Range[]): boolean =>
  ranges.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]));

/** Judges an address in its usual text form; a text that is none is judged `never`. */
export function judgeAddress(text: string): Verdict {
  const address = parseAddress(text);
  if (address === undefined || lies(address, neverRanges)) return 'never';
  if (lies(address, privateRanges)) return 'private';
  return address.kind() === 'ipv4' || lies(address, [GLOBAL_V6]) ? 'global' : 'never';
}

/** Only the forms that a resolver gives: no octal, no shortened IPv4, no zone. */
function parseAddress(text: string): Address | undefined {
  const isUsual = ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));
  return isUsual ? ipaddr.parse(text) : undefined;
}

/** A private destination that the operator has opened; without a port, the usual ones. */
export interface Opened {
  readonly range: Range;
  readonly port: number | undefined;
}

/**
 * Reads `10.1.2.0/24, 10.0.0.5:8443, [fd00::1]:443`. Undefined if a part is not understood or is not wholly private:
 * link-local and the like cannot be opened, and public addresses need not be.
 */
export function readOpened(text: string): readonly Opened[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const read = parts.filter((part) => part !== '').map(readOne);
  const known = read.filter((one) => one !== undefined);
  return known.length === read.length ? known : undefined;
}

const OPENED =
  /^(?:\[(?<v6>[^\]/]+)(?:\/(?<v6bits>\d{1,3}))?\]|(?<v4>[\d.]+)(?:\/(?<v4bits>\d{1,2}))?)(?::(?<port>\d{1,5}))?$/;

function readOne(part: string): Opened | undefined {
  // An IPv6 address without a port needs no brackets.
  const bracketed = /^[^[]*:.*:/.test(part) ? `[${part}]` : part;
  const { v6, v4, v6bits, v4bits, port } = OPENED.exec(bracketed)?.groups ?? {};
  const network = v6 ?? v4 ?? '';
  const address = parseAddress(network);
  const holder = address && privateRanges.find((range) => lies(address, [range]));
  if (!address || !holder || judgeAddress(network) !== 'private' || Number(port ?? 0) > 65_535) return undefined;
  const size = address.kind() === 'ipv4' ? 32 : 128;
  const prefix = Number(v6bits ?? v4bits ?? size);
  if (prefix > size || prefix < holder[1]) return undefined;
  return { range: [address, prefix], port: port === undefined ? undefined : Number(port) };
}

/** Whether a request may go to this address and port. */
export function mayReach(address: string, port: number, opened: readonly Opened[]): boolean {
  const usual = (limits.egress.ports as readonly number[]).includes(port);
  const verdict = judgeAddress(address);
  if (verdict === 'never') return false;
  if (verdict === 'global') return usual;
  const parsed = ipaddr.parse(address);
  return opened.some((one) => lies(parsed, [one.range]) && (one.port === undefined ? usual : one.port === port));
}
