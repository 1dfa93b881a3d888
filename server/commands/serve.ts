import { newSetupToken } from '#identity/founding/founding.ts';
import { serveControl } from '#platform/control/control.ts';
import { controlPathOf } from '#platform/layout.ts';
import { problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import type { App } from '#server/main.ts';
import { type Command, localCommand } from './command.ts';
import { executeFor } from './execution.ts';

export const storeLost = problem<{ why: string }>(
  'server/store-lost',
  503,
  'The store failed, so the server stopped. What was acknowledged is kept. Look at why, then start again.',
);

/** Runs until a signal comes or the store is lost. `commands` are those that the control socket takes. */
export const serve = (commands: readonly Command[]): Command =>
  localCommand({
    name: 'serve',
    says: 'Runs the server.',
    declare: (command) => command,
    async runHere(_typed, { config }) {
      const { assemble } = await import('#server/main.ts');
      const app = await assemble(config());
      const stopped = stopSignal();
      const control = await open(app, commands);
      const ended = await Promise.race([stopped, app.failed]);
      // Nothing that needs the store can be finished any more: the process ends with what is open.
      if (ended instanceof Error) throw storeLost({ why: ended.message });
      app.log.info({ signal: ended }, 'Stopping: finishing what was accepted');
      await control.close();
      await app.close();
      return {};
    },
    print: () => '',
  });

async function open(app: App, commands: readonly Command[]): Promise<{ close(): Promise<void> }> {
  let control: { close(): Promise<void> } | undefined;
  try {
    control = await serveControl({
      path: controlPathOf(app.config),
      log: app.log,
      run: (request, progress, signal) => executeFor(app, commands, request, { progress, signal }),
    });
    const { port, consolePort, metricsPort } = await app.listen();
    const token = await newSetupToken(app.units, systemRandom);
    // Behind the hash sign the token stays in the browser: it is in no log of a proxy.
    if (token) console.log(`There is no team yet. To make the first one, open:\n\n  ${app.url()}/setup#${token}\n`);
    const where = { url: app.url(), port, console: app.consoleUrl(), consolePort, metricsPort };
    app.log.info({ ...where, engine: app.database.engine }, 'Wardroom is ready');
    return control;
  } catch (error) {
    await control?.close();
    await app.close();
    throw error;
  }
}

/** The first signal asks to stop; the second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      resolve(signal);
    });
  }
  return promise;
}
