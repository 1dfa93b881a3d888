import Type from 'typebox';
import { Handle, Slug } from '#contract/identity.ts';
import { sendMail } from '#identity/mailed-links/mailed-links.ts';
import { resetByOperator } from '#identity/second-factors/second-factors.ts';
import { storeCommand } from './command.ts';
import { memberCalled, OPERATOR, teamAt } from './operator.ts';

/** The way back for a team whose only owner lost the second factor and the recovery codes. */
export const memberResetFactor = storeCommand({
  name: 'member reset-factor',
  says: 'Removes the second factor of a member who lost it, signs out its devices, and tells it by mail.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--member <handle>', 'the short name of the member'),
  args: Type.Object({ team: Slug, member: Handle }),
  read: async ({ options }) => ({ team: String(options.team), member: String(options.member).replace(/^@/, '') }),
  async run(app, { team: slug, member: handle }) {
    const team = await teamAt(app, slug);
    const news = await app.units.open({ team: team.id }, async (work) => {
      const { id } = await memberCalled(work, handle);
      return await resetByOperator(work, id, OPERATOR);
    });
    return { mail: news ? await sendMail(app.mailer, news) : ('not-taken' as const) };
  },
  print: ({ mail }) =>
    mail === 'not-taken'
      ? 'The second factor is gone. The mail to the member was not taken: tell the member yourself.'
      : 'The second factor is gone, and the member is told by mail.',
});
