/** Where things lie: for the server, and for commands that need not load it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

export const storeFolderOf = (config: Config): string => join(config.dataFolder, 'store');

/** By which commands reach the running server. */
export const controlPathOf = (config: Config): string => join(config.dataFolder, 'control.sock');

/** Where the secrets lie: outside the database's folder, so that a backup of the data does not carry them. */
export const secretsOf = (config: Config) => ({
  deploymentKey: join(config.dataFolder, 'keys', 'deployment-key.json'),
  auditKey: join(config.dataFolder, 'keys', 'audit-key'),
  pushKey: join(config.dataFolder, 'keys', 'vapid-key.json'),
});
