/** What the filters of the access log ask for. */
import { dayAfter, momentAt } from '../wall-time.ts';

export type Result = 'all' | 'accepted' | 'refused' | 'denied';

export interface Wish {
  readonly show: 'attempts' | 'devices';
  readonly result: Result;
  readonly means: string;
  readonly reason: string;
  readonly network: string;
  /** Days as the member's own calendar has them, such as 2026-11-23. */
  readonly from: string;
  readonly until: string;
  readonly member: string;
}

const isDay = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day);

/** What is wrong with the fields; what is wrong is not asked for. */
export function faultsIn({ network, from, until }: Wish): { readonly network?: string; readonly until?: string } {
  return {
    ...(network === '' || isNetwork(network)
      ? {}
      : {
          network:
            'This is no address and no network. Until it is one, all are shown. Write 192.0.2.7 or 192.0.2.0/24.',
        }),
    ...(isDay(from) && isDay(until) && until < from ? { until: 'This is before the first day.' } : {}),
  };
}

/** As the server reads it. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const length = Number(bits ?? 0);
  if (!address.includes(':')) return length <= 32 && /^(\d{1,3}\.){3}\d{1,3}$/.test(address) && areBytes(address);
  return length <= 128 && URL.canParse(`http://[${address}]`);
}

const areBytes = (address: string): boolean =>
  address.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part);

/** For the query of the server: a day begins and ends at midnight of the member's zone. */
export function askedBy(wish: Wish, zone: string) {
  const { result, means, reason, network, from, until, member } = wish;
  const faults = faultsIn(wish);
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    ...(result === 'all'
      ? {}
      : result === 'denied'
        ? { kind: 'denied' as const }
        : { kind: 'sign-in' as const, outcome: result }),
    ...(means === '' ? {} : { means }),
    ...(reason === '' ? {} : { reason }),
    ...(network === '' || faults.network ? {} : { network }),
    ...(isDay(from) ? { from: iso(momentAt(`${from}T00:00`, zone)) } : {}),
    ...(isDay(until) && !faults.until ? { until: iso(momentAt(`${dayAfter(until, 1)}T00:00`, zone) - 1) } : {}),
    ...(member === '' ? {} : { member }),
  };
}
