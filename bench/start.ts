/** How long the server takes to listen on a store that exists, and what it holds in memory when nothing happens. */
import { pause } from './load.ts';
import type { Figure } from './question.ts';
import type { Stage } from './stage.ts';

const restarts = 3;
const idleMs = 5_000;

export async function start(stage: Stage): Promise<Figure[]> {
  await stage.people();
  const times: number[] = [];
  for (let restart = 0; restart < restarts; restart++) times.push(await stage.restart());
  await pause(idleMs);
  const { memoryMb } = await stage.ask('usage', {});
  const best = times.toSorted((a, b) => a - b)[0] ?? 0;
  return [
    { what: `process start until it listens, best of ${restarts}`, value: best, unit: 'ms', aim: '≤ 1,500' },
    { what: 'the slowest', value: Math.max(...times), unit: 'ms' },
    { what: 'memory 5 s later', value: memoryMb, unit: 'MB', aim: stage.engine === 'embedded' ? '≤ 400' : '≤ 200' },
  ];
}
