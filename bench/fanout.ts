/** From the post to the sockets of everybody in the channel, through HTTP, database, encryption and the stream. */
import { type Connection, openConnection } from './http.ts';
import { closedLoop, pause, quantiles } from './load.ts';
import { generalOf, postTo } from './posts.ts';
import type { Figure } from './question.ts';
import { openSockets, stamp } from './sockets.ts';
import type { Stage } from './stage.ts';
import { createTexts } from './texts.ts';

export const fanout = async (stage: Stage): Promise<Figure[]> => [
  ...(await atFullSpeed(stage, { sockets: 1_000, senders: 64 })),
  ...(await atSteadyRate(stage, { sockets: 200, perSecond: 250 })),
];

const warmUpMs = 2_000;
const ms = 10_000;

async function atFullSpeed(stage: Stage, size: { sockets: number; senders: number }): Promise<Figure[]> {
  const { connections, channel, arrivals, close } = await open(stage, size);
  const text = createTexts(3);
  const post = (connection: Connection) => () => postTo(connection, channel, `${stamp()} ${text()}`);
  let eventsBefore = 0;
  let before = await stage.cost();
  const posted = await closedLoop(connections.map(post), {
    warmUpMs,
    ms,
    begins: async () => {
      before = await stage.cost();
      eventsBefore = arrivals.events;
      arrivals.delaysMs.length = 0;
    },
  });
  const after = await stage.cost();
  const delivered = arrivals.events - eventsBefore;
  const delays = quantiles(arrivals.delaysMs);
  close();
  const name = `${size.sockets} sockets, full speed: `;
  return [
    { what: `${name}deliveries`, value: (delivered / ms) * 1000, unit: '/s', aim: '≥ 400,000' },
    { what: `${name}posts`, value: posted.perSecond, unit: '/s' },
    { what: `${name}p50`, value: delays.p50Ms, unit: 'ms' },
    { what: `${name}p99`, value: delays.p99Ms, unit: 'ms', aim: '≤ 250' },
    {
      what: `${name}server CPU`,
      value: ((after.serverMs - before.serverMs) * 1e3) / delivered,
      unit: 'µs per delivery',
    },
    { what: `${name}closed as slow`, value: arrivals.closed, unit: 'sockets' },
  ];
}

async function atSteadyRate(
  stage: Stage,
  { sockets, perSecond }: { sockets: number; perSecond: number },
): Promise<Figure[]> {
  const { connections, channel, arrivals, close } = await open(stage, { sockets, senders: 64 });
  const text = createTexts(4);
  const idle = [...connections];
  let posted = 0;
  let late = 0;
  const start = performance.now();
  for (let elapsed = 0; elapsed < warmUpMs + ms; elapsed = performance.now() - start) {
    while (posted < (elapsed * perSecond) / 1000) {
      posted += 1;
      const connection = idle.pop();
      if (connection) void postTo(connection, channel, `${stamp()} ${text()}`).then(() => idle.push(connection));
      else late += 1;
    }
    if (elapsed < warmUpMs) arrivals.delaysMs.length = 0;
    await pause(1);
  }
  await pause(500);
  const delays = quantiles(arrivals.delaysMs);
  const missing = (posted - late) * sockets - arrivals.events;
  close();
  const name = `${sockets} sockets, ${perSecond} posts/s: `;
  return [
    { what: `${name}p50`, value: delays.p50Ms, unit: 'ms' },
    { what: `${name}p99`, value: delays.p99Ms, unit: 'ms', aim: '≤ 15' },
    { what: `${name}not sent, all senders busy`, value: late, unit: 'posts' },
    { what: `${name}not delivered after 0.5 s`, value: missing, unit: 'deliveries' },
  ];
}

async function open(stage: Stage, { sockets: count, senders }: { sockets: number; senders: number }) {
  const { members } = await stage.people();
  const tokens = members.map(({ token }) => token);
  const connections = await Promise.all(tokens.slice(0, senders).map((token) => openConnection(stage.port(), token)));
  const channel = await generalOf(connections[0] as Connection);
  const { arrivals, close } = await openSockets(stage.port(), tokens, count);
  return {
    connections,
    channel,
    arrivals,
    close: () => {
      close();
      for (const connection of connections) connection.close();
    },
  };
}
