/** What is looked for in the access log, read from an address. */
import { readNetwork } from '#platform/networks.ts';
import { problem } from '#platform/problem.ts';
import type { Wanted } from './access-log.sql.ts';

export const noSuchNetwork = problem(
  'access-log/no-such-network',
  422,
  'This is no address and no network. Write one as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.',
);
export const noSuchPeriod = problem(
  'access-log/no-such-period',
  422,
  'There is no such day or time, or the end is before the beginning. Write 2026-03-01 or 2026-03-01T10:00Z.',
);

type Asked = Omit<Wanted, 'from' | 'until'> & {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

export function wantedBy({ network: asked, from, until, ...exactly }: Asked): Wanted {
  const network = asked === undefined ? undefined : readNetwork(asked);
  if (network === undefined && asked !== undefined) throw noSuchNetwork();
  const [begins, ends] = [momentOf(from), momentOf(until)];
  if (begins && ends && begins > ends) throw noSuchPeriod();
  return { ...exactly, network, from: begins, until: ends };
}

function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  // A day that its month has not would be read as one of the next month.
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(text.slice(0, 10))) throw noSuchPeriod();
  return moment;
}
