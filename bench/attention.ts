/** What a member waits for who comes back: what is unread in 1,000 conversations, and `hello` with 500. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ask, type Connection, openConnection } from './http.ts';
import { quantiles } from './load.ts';
import { costFigures, type Figure } from './question.ts';
import type { Stage } from './stage.ts';

const channels = 1_000;
const followed = 500;
const messagesEach = 3;
const atOnce = 8;
const asked = 200;

export async function attention(stage: Stage): Promise<Figure[]> {
  const { members } = await stage.people();
  const [owner, inAll, inHalf] = members.slice(0, 3).map(({ token }) => token);
  if (!owner || !inAll || !inHalf) throw new Error('Too few people are there.');
  await fill(stage, owner, [inAll, inHalf]);
  await stage.ask('settle', {});

  const connection = await openConnection(stage.port(), inAll);
  const before = await stage.cost();
  const unread = await timed(() => ask(connection, 'GET', '/v1/me/standings'));
  const between = await stage.cost();
  connection.close();
  const greeted = await timed(() => hello(stage.port(), inHalf));
  const after = await stage.cost();
  return [
    { what: `unread state of ${channels} conversations, p50`, value: unread.p50Ms, unit: 'ms', aim: '≤ 20' },
    { what: '… p99', value: unread.p99Ms, unit: 'ms' },
    ...costFigures(stage, before, between, asked, 'state'),
    { what: `hello with ${followed} conversations, p50`, value: greeted.p50Ms, unit: 'ms', aim: '≤ 50' },
    { what: '… p99', value: greeted.p99Ms, unit: 'ms' },
    ...costFigures(stage, between, after, asked, 'hello'),
  ];
}

/** Channels that the first reader is in, half of them the second one too, each with unread messages. */
async function fill(stage: Stage, owner: string, readers: readonly [string, string]): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    const open = (token: string): Promise<Connection> => openConnection(stage.port(), token);
    const [by, first, second] = [await open(owner), await open(readers[0]), await open(readers[1])];
    while (next < channels) {
      const number = next++;
      const wanted = { name: `attention-${number}`, kind: 'public', topic: `What number ${number} is about` };
      const { id } = await ask<{ id: string }>(by, 'POST', '/v1/channels', wanted);
      await join(first, id);
      if (number < followed) await join(second, id);
      for (let n = 0; n < messagesEach; n++) {
        const text = n === 0 ? '<!channel> have a look' : `message ${n}`;
        await ask(by, 'POST', `/v1/channels/${id}/messages`, { clientId: crypto.randomUUID(), text });
      }
    }
    for (const one of [by, first, second]) one.close();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function join(connection: Connection, channel: string): Promise<void> {
  const { status } = await connection.send('PUT', `/v1/channels/${channel}/members/me`);
  if (status >= 300) throw new Error(`A channel could not be joined: ${status}`);
}

async function timed(run: () => Promise<unknown>): Promise<{ p50Ms: number; p99Ms: number }> {
  const latencies: number[] = [];
  for (let times = 0; times < asked; times++) {
    const begin = performance.now();
    await run();
    latencies.push(performance.now() - begin);
  }
  return quantiles(latencies);
}

/** From the attempt to connect until `hello` has come whole. */
async function hello(port: number, token: string): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/stream`, { headers: { authorization: `Bearer ${token}` } });
  await once(socket, 'message');
  socket.terminate();
}
