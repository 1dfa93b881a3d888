import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { problem } from '#platform/problem.ts';
import { DEPLOYMENT } from '#platform/work.ts';
import { type Means, storeCommand } from './command.ts';
import { teamAt } from './operator.ts';

export const oneLog = problem('cli/one-log', 400, 'Name the log: either --team SLUG or --deployment.');

const PROGRESS_EVERY = 10_000;

export const auditExport = storeCommand({
  name: 'audit export',
  says: "Writes a team's audit log, or the deployment's, to a file that 'audit verify' checks offline.",
  isLong: true,
  declare: (command) =>
    command
      .option('--team <slug>', 'the team whose log it is')
      .option('--deployment', "the deployment's own log")
      .requiredOption('--out <file>', 'the file to write'),
  args: Type.Object({ team: Type.Optional(Slug), out: Type.String() }),
  async read({ options }) {
    const team = options.team;
    if ((team === undefined) === (options.deployment === undefined)) throw oneLog();
    return { ...(team === undefined ? {} : { team: String(team) }), out: resolve(String(options.out)) };
  },
  async run(app, { team: slug, out }, means) {
    const team = slug === undefined ? DEPLOYMENT : (await teamAt(app, slug)).id;
    const entries = await writeLines(out, app.audit.export(app.units, team), means);
    return { out, entries, vkey: app.audit.verifierKey(team) };
  },
  print: ({ out, entries, vkey }) =>
    `${entries} entries are in ${out}.\nCheck them with: wardroom audit verify ${out} --key ${vkey}`,
});

/** The file is there whole, or not at all. Returns how many entries it holds: all lines but the first and the last. */
async function writeLines(path: string, lines: AsyncIterable<string>, { progress, signal }: Means): Promise<number> {
  const draft = `${path}.part`;
  const file = await open(draft, 'w', 0o600);
  let written = 0;
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      await file.write(`${line}\n`);
      written += 1;
      if (written % PROGRESS_EVERY === 0) progress(`${written} entries`);
    }
    await file.sync();
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return written - 2;
}
