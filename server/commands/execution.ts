/** Where a command on the store is carried out: by the running server, or here with the store opened under its lock. */
import { join } from 'node:path';
import Value from 'typebox/value';
import type { Config } from '#platform/config.ts';
import { type ControlRequest, callControl } from '#platform/control/control.ts';
import { problem } from '#platform/problem.ts';
import { type App, assemble } from '#server/main.ts';
import type { Command, Means, StoreCommand } from './command.ts';

export const unknownCommand = problem<{ command: string }>(
  'cli/unknown-command',
  409,
  'The running server does not know this command, or not with these arguments: it is of another version. Restart it.',
);

export const controlPathOf = (config: Config): string => join(config.dataFolder, 'control.sock');

export async function execute(config: Config, command: StoreCommand, args: object, means: Means): Promise<object> {
  const done = await callControl(controlPathOf(config), { command: command.name, args }, means.progress);
  if (done) return done;
  const app = await assemble(config);
  try {
    return await command.run(app, args, means);
  } finally {
    await app.close();
  }
}

/** The server's side: carries out what came through the control socket. */
export async function executeFor(
  app: App,
  commands: readonly Command[],
  request: ControlRequest,
  means: Means,
): Promise<object> {
  const command = commands.find(({ name }) => name === request.command);
  if (!command || !('run' in command) || !Value.Check(command.args, request.args)) {
    throw unknownCommand({ command: String(request.command) });
  }
  return await command.run(app, request.args as object, means);
}
