import Type from 'typebox';
import { Password, Slug } from '#contract/identity.ts';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { storeCommand } from './command.ts';
import { onBehalfOf } from './operator.ts';
import { readPassword } from './secret-input.ts';

const { messagesMax, monthsMax } = limits.demo;

export const demo = storeCommand({
  name: 'demo',
  says: 'Makes a team with invented people and months of invented conversation, to look at.',
  isLong: true,
  declare: (command) =>
    command
      .option('--slug <slug>', 'the address of the team', 'demo')
      .option('--messages <count>', `how much is said, at most ${messagesMax}`, '3000')
      .option('--months <count>', `over how long, at most ${monthsMax}`, '6')
      .option('--seed <number>', 'the same seed tells the same story', '1')
      .option('--password-file <file>', "a file with everybody's password in its first line; made up otherwise"),
  args: Type.Object({
    slug: Slug,
    messages: Type.Integer({ minimum: 1, maximum: messagesMax }),
    months: Type.Integer({ minimum: 1, maximum: monthsMax }),
    seed: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    password: Password,
  }),
  read: async ({ options }) => ({
    slug: String(options.slug),
    messages: Number(options.messages),
    months: Number(options.months),
    seed: Number(options.seed),
    password:
      options.passwordFile === undefined
        ? systemRandom.bytes(12).toString('base64url')
        : readPassword(String(options.passwordFile)),
  }),
  async run(app, { password, ...wish }, { progress, signal }) {
    // Its invented files are drawn when it is loaded: nobody else should wait for that.
    const { loadDemo } = await import('#server/demo/load.ts');
    const passwordHash = await app.passwords.hash(password);
    const start = performance.now();
    const loaded = await loadDemo(
      {
        ...app,
        onBehalfOf,
        progress(messages) {
          signal.throwIfAborted();
          progress(`${messages} of ${wish.messages} messages`);
        },
      },
      systemRandom.uuid() as TeamId,
      { ...wish, passwordHash },
    );
    const seconds = (performance.now() - start) / 1000;
    return { ...loaded, slug: wish.slug, url: app.url(), password, seconds };
  },
  print: ({ slug, url, email, password, messages, people, places, seconds }) =>
    `The demo team ${slug} has ${people} people in ${places} places, who said ${messages} things ` +
    `(${Math.round(messages / seconds)} a second). All of it is invented.\n` +
    `Sign in at ${url} with the team ${slug}, the address ${email} and the password ${password}`,
});
