/**
 * Measures the real server. Nothing is asserted: the figures are for comparing, on one machine.
 *
 *   npm run bench -- [question…] [--engine embedded|postgres|both]
 *
 * Prints a table and writes it with a description of the machine to `bench/results/<engine>.json`; questions that were
 * not asked this time keep their earlier figures there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { attention } from './attention.ts';
import { client } from './client.ts';
import { demo } from './demo.ts';
import { fanout } from './fanout.ts';
import { files } from './files.ts';
import { history } from './history.ts';
import { importing } from './import.ts';
import { password } from './password.ts';
import { posts } from './posts.ts';
import type { Figure, Question } from './question.ts';
import { search } from './search.ts';
import { type Engine, openStage } from './stage.ts';
import { start } from './start.ts';

const questions = {
  posts,
  fanout,
  files,
  history,
  attention,
  search,
  start,
  import: importing,
  demo,
  password,
  client,
} as const satisfies Record<string, Question>;
type Name = keyof typeof questions;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: 'string', default: 'both' } },
});
const engines = enginesOf(values.engine);
const names = positionals.length > 0 ? positionals.map(nameOf) : (Object.keys(questions) as Name[]);
for (const engine of engines) await measure(engine);

async function measure(engine: Engine): Promise<void> {
  const stage = await openStage(engine);
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    node: process.version,
    engine: stage.engineVersion,
  };
  console.log(`\n${machine.engine}, Node ${machine.node}, ${machine.cores} × ${machine.cpu}`);
  try {
    for (const name of names) {
      const figures = await questions[name](stage);
      print(name, figures);
      keep(engine, name, { ...machine, at: new Date().toISOString(), figures });
    }
  } finally {
    await stage.close();
  }
}

function print(name: string, figures: readonly Figure[]): void {
  console.log(`\n${name}`);
  for (const { what, value, unit, aim } of figures) {
    console.log(`  ${what.padEnd(52)} ${shown(value).padStart(12)} ${unit.padEnd(8)}${aim ? `  aim ${aim}` : ''}`);
  }
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function keep(engine: Engine, name: string, result: object): void {
  const folder = fileURLToPath(new URL('./results', import.meta.url));
  const path = `${folder}/${engine}.json`;
  mkdirSync(folder, { recursive: true });
  const earlier = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {};
  writeFileSync(path, `${JSON.stringify({ ...earlier, [name]: result }, null, 2)}\n`);
}

function enginesOf(given: string): Engine[] {
  if (given === 'both') return ['postgres', 'embedded'];
  if (given === 'postgres' || given === 'embedded') return [given];
  throw new Error(`There is no engine ${given}; there are embedded, postgres and both.`);
}

function nameOf(given: string): Name {
  if (given in questions) return given as Name;
  throw new Error(`There is no question ${given}; there are ${Object.keys(questions).join(', ')}.`);
}
