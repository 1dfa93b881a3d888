import { statfsSync, statSync } from 'node:fs';
import { type Config, SETTINGS } from '#platform/config.ts';
import { secretsOf, storeFolderOf } from '#platform/layout.ts';
import { Problem } from '#platform/problem.ts';
import { type Command, localCommand, type Means, type StoreCommand } from './command.ts';
import { execute } from './execution.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do when it is not as it should be. */
  readonly remedy?: string;
}

const NODE_MAJOR_MIN = 24;
const FREE_BYTES_MIN = 1024 ** 3;

/** Looks at the machine here, and at the store by `inside`: in the running server, or with the store opened here. */
export const doctor = (inside: Command): Command =>
  localCommand<{ checks?: readonly Check[]; settings?: object }>({
    name: 'doctor',
    says: 'Checks the machine, the data folder, the store, the keys and the audit log.',
    declare: (command) => command.option('--settings', 'print the settings instead'),
    async runHere({ options }, { config: read, ...means }) {
      if (options.settings) return { settings: SETTINGS };
      const config = read();
      const checks = [nodeVersion(), folderPrivate(config), diskSpace(config), keysPrivate(config)];
      return { checks: [...checks, ...(await storeChecks(config, inside as StoreCommand, means))] };
    },
    exitCode: ({ checks = [] }) => (checks.every(({ ok }) => ok) ? 0 : 1),
    print: ({ checks, settings }) => (settings ? settingsTable() : (checks ?? []).map(line).join('\n')),
  });

async function storeChecks(config: Config, inside: StoreCommand, means: Means): Promise<readonly Check[]> {
  if (config.databaseUrl === undefined && modeOf(storeFolderOf(config)) === undefined) {
    return [{ name: 'store', ok: true, found: 'not there yet; the first start makes it' }];
  }
  try {
    return ((await execute(config, inside, {}, means)) as { checks: readonly Check[] }).checks;
  } catch (error) {
    const found =
      error instanceof Problem ? `${error.title} ${JSON.stringify(error.detail)}` : (error as Error).message;
    return [{ name: 'store', ok: false, found }];
  }
}

function nodeVersion(): Check {
  const ok = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN;
  return { name: 'node', ok, found: process.version, remedy: `Run npm ci, which brings Node ${NODE_MAJOR_MIN} along.` };
}

function folderPrivate({ dataFolder }: Config): Check {
  const mode = modeOf(dataFolder);
  if (mode === undefined)
    return { name: 'data folder', ok: true, found: `${dataFolder} is not there yet; the first start makes it` };
  const ok = (mode & 0o077) === 0;
  return {
    name: 'data folder',
    ok,
    found: `${dataFolder} has mode ${octal(mode)}`,
    remedy: `chmod 700 '${dataFolder}'`,
  };
}

function diskSpace({ dataFolder }: Config): Check {
  const folder = modeOf(dataFolder) === undefined ? '.' : dataFolder;
  const { bavail, bsize } = statfsSync(folder);
  const ok = bavail * bsize >= FREE_BYTES_MIN;
  const found = `${Math.floor((bavail * bsize) / 1024 ** 2)} MiB are free`;
  return { name: 'disk', ok, found, remedy: 'Free at least 1 GiB: a full disk refuses every change.' };
}

function keysPrivate(config: Config): Check {
  const files = Object.values(secretsOf(config));
  const open = files.filter((file) => ((modeOf(file) ?? 0) & 0o077) !== 0);
  const present = files.filter((file) => modeOf(file) !== undefined);
  return {
    name: 'key files',
    ok: open.length === 0,
    found:
      open.length > 0
        ? `open to others: ${open.join(', ')}`
        : `${present.length} of ${files.length}, for this user only`,
    remedy: 'Find out who could have read them, chmod 600 them, then run wardroom keys rotate.',
  };
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

function modeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

const line = ({ name, ok, found, remedy }: Check): string =>
  `${ok ? 'ok    ' : 'FAILED'} ${name}: ${found}${ok || remedy === undefined ? '' : `\n       → ${remedy}`}`;

const settingsTable = (): string =>
  Object.entries(SETTINGS)
    .map(([name, setting]) => `${name}${'default' in setting ? ` (${setting.default})` : ''}\n    ${setting.says}`)
    .join('\n');
