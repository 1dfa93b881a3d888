import { resolve } from 'node:path';
import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import type { TeamRow } from '#identity/teams/teams.ts';
import type { App } from '#server/main.ts';
import { type Command, type Means, storeCommand } from './command.ts';
import { teamAt } from './operator.ts';

/** Counts of what came in, and of everything that was not understood. */
export type ImportReport = Readonly<Record<string, unknown>>;

/** The command around an import: `run` reads the file on the server's side and can be started again after a kill. */
export const importSlack = (
  run: (app: App, team: TeamRow, file: string, means: Means) => Promise<ImportReport>,
): Command =>
  storeCommand({
    name: 'import slack',
    says: 'Imports the ZIP of a Slack export into a team.',
    declare: (command) => command.argument('<file>', 'the export, a ZIP').requiredOption('--team <slug>', 'the team'),
    args: Type.Object({ file: Type.String(), team: Slug }),
    read: async ({ operands: [file = ''], options }) => ({ file: resolve(file), team: String(options['team']) }),
    run: async (app, { file, team }, means) => await run(app, await teamAt(app, team), file, means),
    print: (report) => JSON.stringify(report, undefined, 2),
  });
