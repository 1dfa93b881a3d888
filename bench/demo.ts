/** How fast the demo's team comes: sealed, indexed and in the logs of its channels, as everything else. */
import type { Figure } from './question.ts';
import type { Stage } from './stage.ts';

const messages = { postgres: 1_000_000, embedded: 100_000 };

export async function demo(stage: Stage): Promise<Figure[]> {
  const count = messages[stage.engine];
  const before = await stage.cost();
  const { ms } = await stage.ask('demo', { messages: count });
  const after = await stage.cost();
  const [serverMs, postgresMs] = [after.serverMs - before.serverMs, after.postgresMs - before.postgresMs];
  return [
    { what: 'messages', value: count, unit: '' },
    {
      what: 'loaded',
      value: (count * 1000) / ms,
      unit: 'messages/s',
      ...(stage.engine === 'postgres' ? { aim: '≥ 10,000' } : {}),
    },
    { what: 'CPU of the server per message', value: (serverMs * 1000) / count, unit: 'µs' },
    { what: 'CPU of PostgreSQL per message', value: (postgresMs * 1000) / count, unit: 'µs' },
  ];
}
