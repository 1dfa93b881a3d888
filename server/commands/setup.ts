import Type from 'typebox';
import { DisplayName, Email, Password, Slug } from '#contract/identity.ts';
import type { TeamId } from '#contract/ids.ts';
import { foundTeam, recordFoundings } from '#identity/founding/founding.ts';
import { checkPassword } from '#identity/passwords/passwords.ts';
import { systemRandom } from '#platform/random.ts';
import { storeCommand } from './command.ts';
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
    const owner = { name: ownerName, email: ownerEmail, passwordHash: await app.passwords.hash(password) };
    const id = systemRandom.uuid() as TeamId;
    const made = await app.units.open({ team: id }, (work) => foundTeam(work, app, { id, slug, name, owner }));
    await recordFoundings(app.units);
    return { slug, handle: made.owner.handle, url: app.url() };
  },
  print: ({ slug, handle, url }) =>
    `The team ${slug} is ready. Its owner is @${handle}.\nSign in at ${url} with the e-mail address and the password.`,
});
