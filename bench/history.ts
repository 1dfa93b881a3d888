/** How fast 8 clients read the last 50 of a channel with 100,000 messages. */
import { ask, openConnection } from './http.ts';
import { closedLoop } from './load.ts';
import { costFigures, type Figure } from './question.ts';
import type { Cost, Stage } from './stage.ts';

const clients = 8;
const messages = 100_000;

export async function history(stage: Stage): Promise<Figure[]> {
  const { members } = await stage.people();
  const channel = await stage.channel('history', messages);
  const path = `/v1/channels/${channel}/messages?limit=50`;
  const connections = await Promise.all(
    members.slice(0, clients).map(({ token }) => openConnection(stage.port(), token)),
  );
  let before: Cost | undefined;
  const result = await closedLoop(
    connections.map((connection) => () => ask(connection, 'GET', path)),
    {
      warmUpMs: 3_000,
      ms: 8_000,
      begins: async () => {
        before = await stage.cost();
      },
    },
  );
  const after = await stage.cost();
  for (const connection of connections) connection.close();
  return [
    { what: 'last 50 of 100,000', value: result.perSecond, unit: '/s', aim: '≥ 1,500' },
    { what: 'latency p50', value: result.p50Ms, unit: 'ms' },
    { what: 'latency p99', value: result.p99Ms, unit: 'ms', aim: '≤ 20' },
    ...costFigures(stage, before ?? after, after, result.count, 'request'),
  ];
}
