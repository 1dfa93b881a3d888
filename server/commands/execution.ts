/** Where a command on the store is carried out: by the running server, or here with the store opened under its lock. */
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import Value from 'typebox/value';
import type { Config } from '#platform/config.ts';
import { type ControlRequest, callControl } from '#platform/control/control.ts';
import { locked } from '#platform/database/database.ts';
import { controlPathOf } from '#platform/layout.ts';
import { limits } from '#platform/limits.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { App } from '#server/main.ts';
import type { Command, Means, StoreCommand } from './command.ts';

export const unknownCommand = problem<{ command: string }>(
  'cli/unknown-command',
  409,
  'The running server does not know this command, or not with these arguments: it is of another version. Restart it.',
);

export async function execute(config: Config, command: StoreCommand, args: object, means: Means): Promise<object> {
  const request = { command: command.name, args };
  return await callOrOpen(config, request, means, async () => {
    // Who is answered by the running server need not load it.
    const { assemble } = await import('#server/main.ts');
    if (!command.isLong) leaveEngineUnoptimized();
    const app = await assemble(config);
    return { run: () => command.run(app, args, means), close: () => app.close() };
  });
}

/** Optimizing the embedded engine's code takes more than half of the processor time of a command that ends at once. */
function leaveEngineUnoptimized(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}

/**
 * Has the running server answer, or else opens the store here and does it. While another process has the store and does
 * not listen (a server that starts up, another command), this waits for it within a bound.
 */
export async function callOrOpen(
  config: Config,
  request: ControlRequest,
  { progress }: Pick<Means, 'progress'>,
  open: () => Promise<{ run(): Promise<object>; close(): Promise<void> }>,
): Promise<object> {
  const { pollMs, lookMax } = limits.commands;
  for (let look = 1; ; look++) {
    const done = await callControl(controlPathOf(config), request, progress);
    if (done) return done;
    const opened = await open().catch((error: unknown) => {
      if (!(error instanceof Problem && error.code === locked.code) || look === lookMax) throw error;
      return undefined;
    });
    if (opened) {
      try {
        return await opened.run();
      } finally {
        await opened.close();
      }
    }
    if (look === 1) progress('Another process is at work in this data folder; waiting for it');
    await wait(pollMs);
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
