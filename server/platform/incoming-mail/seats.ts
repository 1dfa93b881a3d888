/** Connections, so many of each network at once and each for so long. */
import { isIP } from 'node:net';
import { readNetwork } from '../networks.ts';
import { incomingMailLimits } from './incoming-mail-limits.ts';

export interface Seats {
  /** False: the network has as many as it can have. `over` is called when the connection has lasted its time. */
  take(id: string, address: string, over: () => void): boolean;
  leave(id: string): void;
}

export function createSeats(perNetworkMax: number): Seats {
  const seated = new Map<string, { readonly network: string; readonly deadline: NodeJS.Timeout }>();
  const taken = new Map<string, number>();
  return {
    take(id, address, over) {
      const network = networkOf(address);
      const others = taken.get(network) ?? 0;
      if (others >= perNetworkMax) return false;
      taken.set(network, others + 1);
      seated.set(id, { network, deadline: setTimeout(over, incomingMailLimits.connectionMs).unref() });
      return true;
    },
    leave(id) {
      const seat = seated.get(id);
      if (!seat) return;
      seated.delete(id);
      clearTimeout(seat.deadline);
      const others = (taken.get(seat.network) ?? 1) - 1;
      if (others > 0) taken.set(seat.network, others);
      else taken.delete(seat.network);
    },
  };
}

/** What one party often holds as a whole: IPv4 /24, IPv6 /64. */
const networkOf = (address: string): string => readNetwork(`${address}/${isIP(address) === 6 ? 64 : 24}`) ?? address;
