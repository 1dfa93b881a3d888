import Type, { type Static } from 'typebox';
import { DisplayName, Email, Handle, Password, Role, Slug } from '#contract/identity.ts';
import { invite } from '#identity/invitations/invitations.ts';
import { linkTo } from '#identity/mailed-links/mailed-links.ts';
import { addMember } from '#identity/members/members.ts';
import { hashNewPassword } from '#identity/passwords/passwords.ts';
import { problem } from '#platform/problem.ts';
import { refuseForeignChannels, welcome } from '#workspace/channels/channels.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, onBehalfOf, ownerFor, teamAt } from './operator.ts';
import { readPassword } from './secret-input.ts';

export const moreNeeded = problem<{ options: string[] }>(
  'cli/more-needed',
  400,
  'A member who is added at once needs more options. Without a password file the person is invited and chooses them.',
);
export const notByInvitation = problem<{ role: string }>(
  'cli/not-by-invitation',
  400,
  'Nobody is invited into this role: an owner needs a password file, a guest needs the channels that an admin names.',
);

const Added = Type.Object({
  name: DisplayName,
  handle: Handle,
  email: Type.Optional(Email),
  password: Type.Optional(Password),
});
const Args = Type.Object({ team: Slug, role: Role, email: Type.Optional(Email), added: Type.Optional(Added) });

export const memberAdd = storeCommand({
  name: 'member add',
  says: 'Adds a member with a password, or a bot; without a password file prints an invitation link.',
  declare: (command) =>
    command
      .requiredOption('--team <slug>', 'the team')
      .requiredOption('--role <role>', 'owner, admin, member, guest, single-guest or bot')
      .option('--email <address>', 'the e-mail address')
      .option('--name <name>', 'the name, with a password file or for a bot')
      .option('--handle <handle>', 'the short name, with a password file or for a bot')
      .option('--password-file <file>', 'a file with the password in its first line; - for standard input'),
  args: Args,
  async read({ options }) {
    const { team, role, email, name, handle, passwordFile } = options as Record<string, string | undefined>;
    const invited = { team: team ?? '', role: role as Static<typeof Role>, ...(email === undefined ? {} : { email }) };
    if (passwordFile === undefined && role !== 'bot') return invited;
    if (name === undefined || handle === undefined) throw moreNeeded({ options: ['--name', '--handle'] });
    const password = passwordFile === undefined ? {} : { password: readPassword(passwordFile) };
    return { ...invited, added: { name, handle, ...password } };
  },
  async run(app, { team: slug, role, email, added }) {
    const team = await teamAt(app, slug);
    if (added) {
      const { name, handle, password } = added;
      const person = { name, handle, email: email ?? null };
      const passwordHash = password === undefined ? null : await hashNewPassword(app.passwords, password, person, team);
      const wanted = { ...person, team: team.id, role, passwordHash, channels: [] };
      await app.units.open({ team: team.id }, (work) => addMember(work, welcome, wanted, OPERATOR));
      return { handle };
    }
    if (role !== 'admin' && role !== 'member') throw notByInvitation({ role });
    const invited = { role, ...(email === undefined ? {} : { email }) };
    const { token } = await app.units.open({ team: team.id }, async (work) => {
      const owner = await ownerFor(work, slug);
      work.audit({ kind: 'invitation.by-operator', actor: OPERATOR, object: `member:${owner.id}`, details: { role } });
      return await invite(work, refuseForeignChannels, onBehalfOf(owner), invited);
    });
    return { link: linkTo(app.url(), team, 'invitation', token) };
  },
  print: ({ handle, link }) =>
    link === undefined ? `@${handle} is a member.` : `The invitation, for one person and seven days:\n${link}`,
});
