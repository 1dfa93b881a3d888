/** The command line as a person uses it: `bin/wardroom` in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const WARDROOM = fileURLToPath(new URL('../bin/wardroom', import.meta.url));

/** Where the command finds its data. */
interface Place {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environmentOf = (store: Place, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  WARDROOM_DATA: store.folder,
  WARDROOM_PORT: '0',
  WARDROOM_METRICS_PORT: '0',
  ...(store.databaseUrl === undefined ? {} : { DATABASE_URL: store.databaseUrl }),
  ...more,
});

/** Runs one command to its end. */
export async function wardroom(
  store: Place,
  args: readonly string[],
  { input = '', ...more }: NodeJS.ProcessEnv & { input?: string } = {},
): Promise<Ran> {
  const child = spawn(WARDROOM, args, { env: environmentOf(store, more), stdio: 'pipe' });
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

export interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  /** All that it printed so far. */
  readonly output: () => string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the server and resolves when it is ready; rejects with its output when it ends before. */
export async function startServer(store: Place, more: NodeJS.ProcessEnv = {}): Promise<Serving> {
  const child = spawn(WARDROOM, ['serve'], { env: environmentOf(store, more), stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const output = collected(child.stdout, (text) => {
    const url = /"url":"([^"]+)"[^\n]*"msg":"Wardroom is ready"/.exec(text)?.[1];
    if (url) resolve(url);
  });
  const complaints = collected(child.stderr);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  void ended.then(() => reject(new Error(output() + complaints())));
  const url = await promise;
  return {
    process: child,
    url,
    output,
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function collected(stream: NodeJS.ReadableStream, heard: (text: string) => void = () => {}): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    heard(text);
  });
  return () => text;
}
