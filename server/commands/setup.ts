import { rm } from 'node:fs/promises';
import Type from 'typebox';
import { DisplayName, Email, Password, Slug } from '#contract/identity.ts';
import type { TeamId } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { checkPassword } from '#identity/passwords/passwords.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { systemRandom } from '#platform/random.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';
import { storeCommand } from './command.ts';
import { setupTokenPath } from './first-start.ts';
import { OPERATOR, onBehalfOf } from './operator.ts';
import { readPassword } from './secret-input.ts';

export const setup = storeCommand({
  name: 'setup',
  says: 'Makes a team and its first owner.',
  declare: (command) =>
    command
      .requiredOption('--team <name>', 'the name of the team')
      .requiredOption('--slug <slug>', 'the team in addresses: lower-case letters, digits, hyphens')
      .requiredOption('--owner-name <name>', 'the name of the first owner')
      .requiredOption('--owner-email <address>', 'the e-mail address of the first owner')
      .requiredOption(
        '--password-file <file>',
        "a file with the owner's password in its first line; - for standard input",
      ),
  args: Type.Object({ team: DisplayName, slug: Slug, ownerName: DisplayName, ownerEmail: Email, password: Password }),
  read: async ({ options }) => ({
    team: String(options.team),
    slug: String(options.slug),
    ownerName: String(options.ownerName),
    ownerEmail: String(options.ownerEmail),
    password: readPassword(String(options.passwordFile)),
  }),
  async run(app, { team: name, slug, ownerName, ownerEmail, password }) {
    await checkPassword(password, [name, slug, ownerName, ownerEmail]);
    const passwordHash = await app.passwords.hash(password);
    const team = systemRandom.uuid() as TeamId;
    const handle = handleFrom(ownerEmail);
    await app.units.open({ team }, async (work) => {
      await createTeam(work, { id: team, slug, name });
      work.audit({ kind: 'team.created', actor: OPERATOR, object: `team:${team}` });
      const owner = {
        team,
        role: 'owner',
        handle,
        name: ownerName,
        email: ownerEmail,
        passwordHash,
        channels: [],
      } as const;
      const member = await addMember(work, welcome, owner, OPERATOR);
      await createGeneralChannel(work, onBehalfOf(member), 'general');
    });
    // The deployment's own log is another scope, and says which teams the operator made.
    await app.units.open('deployment', async (work) => {
      work.audit({ kind: 'team.created', actor: OPERATOR, object: `team:${team}` });
    });
    await rm(setupTokenPath(app.config), { force: true });
    return { slug, handle, url: app.url() };
  },
  print: ({ slug, handle, url }) =>
    `The team ${slug} is ready. Its owner is @${handle}.\nSign in at ${url} with the e-mail address and the password.`,
});

/** A short name from the address: `Ada.Lovelace+x@…` → `ada.lovelace-x`. It can be changed later. */
export function handleFrom(email: string): string {
  const handle = (email.split('@')[0] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 32);
  return handle === '' ? 'owner' : handle;
}
