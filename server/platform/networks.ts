import ipaddr from 'ipaddr.js';

/**
 * Reads an address or a network (`203.0.113.7`, `198.51.100.0/24`, `2001:db8::/32`) and gives it as a network, written
 * in one way; undefined for what is none. An IPv4 address inside of an IPv6 one is the IPv4 address.
 */
export function readNetwork(text: string): string | undefined {
  const [, address = '', bits] = /^([\d.]+|[\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const whole = parsed.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? whole : Number(bits);
  if (length > whole) return undefined;
  const kind = parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${kind.networkAddressFromCIDR(`${parsed.toString()}/${length}`).toString()}/${length}`;
}

/** Whether an address lies in one of the networks, which are written as `readNetwork` writes them. */
export function createNetworkTest(networks: readonly string[]): (address: string) => boolean {
  const ranges = networks.map((network) => ipaddr.parseCIDR(network));
  return (address) => {
    const parsed = parseAddress(address.split('%')[0] ?? '');
    return parsed !== undefined && ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
  };
}

function parseAddress(text: string): ReturnType<typeof ipaddr.process> | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text))
    ? ipaddr.process(text)
    : undefined;
}
