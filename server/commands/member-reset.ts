import Type from 'typebox';
import { Handle, Slug } from '#contract/identity.ts';
import { sendReset } from '#identity/password-resets/password-resets.ts';
import { storeCommand } from './command.ts';
import { memberCalled, OPERATOR, onBehalfOf, ownerFor, teamAt } from './operator.ts';

/** Also the way back for a team whose only owner forgot the password. */
export const memberReset = storeCommand({
  name: 'member reset',
  says: 'Mails a member a link to a new password, to the address of the account.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--member <handle>', 'the short name of the member'),
  args: Type.Object({ team: Slug, member: Handle }),
  read: async ({ options }) => ({ team: String(options.team), member: String(options.member).replace(/^@/, '') }),
  async run(app, { team: slug, member: handle }) {
    const team = await teamAt(app, slug);
    const { actor, member } = await app.units.open({ team: team.id }, async (work) => {
      const member = await memberCalled(work, handle);
      work.audit({ kind: 'password-reset.by-operator', actor: OPERATOR, object: `member:${member.id}` });
      return { actor: onBehalfOf(await ownerFor(work, slug)), member };
    });
    return await sendReset(app.units, app, actor, member.id);
  },
  print: ({ mail, expiresAt }) =>
    mail === 'not-taken'
      ? 'The mail was not taken; run it again when mail works.'
      : `The link is ${mail === 'kept' ? 'in the mail folder of the data folder' : 'in the mail'}, until ${expiresAt}.`,
});
