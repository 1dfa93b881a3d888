import { resolve } from 'node:path';
import Type from 'typebox';
import { Slug } from '#contract/identity.ts';
import { type ImportProgress, importSlackExport, reportLines } from '#slack/import/import.ts';
import { storeCommand } from './command.ts';
import { teamAt } from './operator.ts';

/** Killed or ended at any moment, it goes on where it was when it is started again with the same file. */
export const importSlack = storeCommand({
  name: 'import slack',
  says: 'Imports the ZIP of a Slack export into a team.',
  isLong: true,
  declare: (command) => command.argument('<file>', 'the export, a ZIP').requiredOption('--team <slug>', 'the team'),
  args: Type.Object({ file: Type.String(), team: Slug }),
  read: async ({ operands: [file = ''], options }) => ({ file: resolve(file), team: String(options.team) }),
  async run(app, { file, team }, { progress, signal }) {
    const { id } = await teamAt(app, team);
    const onProgress = (now: ImportProgress): void => {
      signal.throwIfAborted();
      progress(`${now.stage} ${now.done} of ${now.of}, ${now.counts.messages + now.counts.notes} messages`);
    };
    return await importSlackExport(app.units, { team: id }, file, { onProgress });
  },
  print: (report) => reportLines(report).join('\n'),
});
