/** How many durable, encrypted, audited posts a second from 64 senders in one channel, over HTTP. */
import { randomUUID } from 'node:crypto';
import type { Static } from 'typebox';
import type { MyChannels } from '#contract/workspace.ts';
import { ask, type Connection, openConnection } from './http.ts';
import { closedLoop } from './load.ts';
import { costFigures, type Figure } from './question.ts';
import type { Cost, Stage } from './stage.ts';
import { createTexts } from './texts.ts';

export async function posts(stage: Stage): Promise<Figure[]> {
  const { members } = await stage.people();
  const connections = await Promise.all(members.map(({ token }) => openConnection(stage.port(), token)));
  const channel = await generalOf(connections[0] as Connection);
  const text = createTexts(2);
  const post = (connection: Connection) => () => postTo(connection, channel, text());
  let before: Cost | undefined;
  const result = await closedLoop(connections.map(post), {
    warmUpMs: 3_000,
    ms: 10_000,
    begins: async () => {
      before = await stage.cost();
    },
  });
  const after = await stage.cost();
  for (const connection of connections) connection.close();
  return [
    { what: 'posts', value: result.perSecond, unit: '/s', aim: '≥ 3,000 on PostgreSQL' },
    { what: 'latency p50', value: result.p50Ms, unit: 'ms' },
    { what: 'latency p99', value: result.p99Ms, unit: 'ms' },
    ...costFigures(stage, before ?? after, after, result.count, 'post'),
  ];
}

export const postTo = (connection: Connection, channel: string, text: string): Promise<object> =>
  ask(connection, 'POST', `/v1/channels/${channel}/messages`, { clientId: randomUUID(), text });

/** The channel that every member is in. */
export async function generalOf(connection: Connection): Promise<string> {
  const { channels } = await ask<Static<typeof MyChannels>>(connection, 'GET', '/v1/me/channels');
  const general = channels.find(({ channel }) => channel.general);
  if (!general) throw new Error('The team has no general channel.');
  return general.channel.id;
}
