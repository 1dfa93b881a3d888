/** The real server in a process of its own. Over IPC it is asked for what the API does not give. */
import type { TeamId } from '#contract/ids.ts';
import { readConfig } from '#platform/config.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import { loadDemo } from '#server/demo/load.ts';
import { assemble } from '#server/main.ts';
import { importSlackExport } from '#slack/import/import.ts';
import { FILLED } from './fill.sql.ts';
import { fillChannel, makePeople, type People } from './fill.ts';

/** What can be asked, with the answer to each. */
export interface Questions {
  people: { ask: { count: number }; answer: People };
  fill: { ask: { people: People; name: string; count: number }; answer: { channel: string } };
  import: { ask: { team: TeamId; path: string }; answer: { messages: number; ms: number } };
  demo: { ask: { messages: number }; answer: { ms: number } };
  /** The upkeep that an engine does by itself, sooner or later. */
  settle: { ask: object; answer: object };
  usage: { ask: object; answer: Usage };
  stop: { ask: object; answer: object };
}

export interface Usage {
  /** User and system time of the whole process since its start, threads included. */
  readonly cpuMs: number;
  readonly memoryMb: number;
}

export type Asked = { [Name in keyof Questions]: { name: Name; ask: Questions[Name]['ask'] } }[keyof Questions];

const app = await assemble(readConfig(process.env));
const { port } = await app.listen();
process.on('message', (asked: Asked) => void answer(asked));
process.send?.({ listening: port });

async function answer(asked: Asked): Promise<void> {
  try {
    process.send?.({ answer: await answerTo(asked) });
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  if (asked.name === 'stop') process.disconnect();
}

async function answerTo(asked: Asked): Promise<object> {
  switch (asked.name) {
    case 'people':
      return await makePeople(app, asked.ask.count);
    case 'fill': {
      const { people, name, count } = asked.ask;
      return {
        channel: await fillChannel(app, people, {
          name,
          count,
          progress: (done) => process.send?.({ done, of: count }),
        }),
      };
    }
    case 'import': {
      const { team, path } = asked.ask;
      const start = performance.now();
      const { counts } = await importSlackExport(app.units, { team }, path);
      return { messages: counts.messages, ms: performance.now() - start };
    }
    case 'demo': {
      const wish = { slug: 'demo', seed: 1, months: 12, messages: asked.ask.messages, passwordHash: '' };
      const start = performance.now();
      const progress = (done: number) => process.send?.({ done, of: asked.ask.messages });
      await loadDemo({ ...app, onBehalfOf, progress }, systemRandom.uuid() as TeamId, wish);
      return { ms: performance.now() - start };
    }
    case 'settle':
      await app.database.withConnection((connection) => connection.run(FILLED));
      return {};
    case 'usage': {
      const { user, system } = process.cpuUsage();
      return { cpuMs: (user + system) / 1000, memoryMb: process.memoryUsage().rss / 2 ** 20 };
    }
    case 'stop':
      await app.close();
      return {};
  }
}
