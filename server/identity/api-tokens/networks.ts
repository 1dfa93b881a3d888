import { createNetworkTest, readNetwork } from '#platform/networks.ts';
import { problem } from '#platform/problem.ts';

export const noSuchNetwork = problem<{ network: string }>(
  'api-tokens/no-such-network',
  422,
  'This is no address and no network. Write one as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.',
);

/** Written in one way, each once; refuses what is none. */
export const readNetworks = (given: readonly string[]): string[] => [
  ...new Set(
    given.map((network) => {
      const read = readNetwork(network);
      if (read === undefined) throw noSuchNetwork({ network });
      return read;
    }),
  ),
];

/** Whether a token with these networks is taken from this address; without any, from everywhere. */
export const isTakenFrom = (networks: readonly string[], ip: string): boolean =>
  networks.length === 0 || createNetworkTest(networks)(ip);
