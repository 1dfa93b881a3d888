import Type from 'typebox';
import { secretsOf } from '#platform/layout.ts';
import { systemRandom } from '#platform/random.ts';
import { addDeploymentKey, dropUnusedKeys } from '#platform/vault/vault.ts';
import { storeCommand } from './command.ts';
import { OPERATOR, scopes } from './operator.ts';

export const keysRotate = storeCommand({
  name: 'keys rotate',
  says: "Makes a new deployment key, wraps every team's key with it and drops the old one.",
  declare: (command) => command,
  args: Type.Object({}),
  read: async () => ({}),
  /** Killed at any point it can be started again: until the end both keys stand in the file. */
  async run(app, _args, { progress, signal }) {
    const { deploymentKey } = secretsOf(app.config);
    const provider = await addDeploymentKey(deploymentKey, app.clock(), systemRandom);
    app.vault.use(provider);
    let teams = 0;
    for await (const team of scopes(app)) {
      signal.throwIfAborted();
      await app.units.open({ team }, (work) => app.vault.rewrap(work.sql, team));
      teams += 1;
      progress(`${teams} teams`);
    }
    await app.units.open('deployment', async (work) =>
      work.audit({ kind: 'deployment-key.rotated', actor: OPERATOR, object: `key:${provider.currentId}` }),
    );
    app.vault.use(await dropUnusedKeys(deploymentKey, new Set([provider.currentId]), systemRandom));
    return { key: provider.currentId, teams };
  },
  print: ({ key }) =>
    [
      `The deployment key is ${key} from now on.`,
      'Replace the escrow copy of the key file: the former one opens nothing any more.',
    ].join('\n'),
});
