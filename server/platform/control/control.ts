/**
 * The way in for the operator's commands while the server runs. The danger: somebody else on the machine who commands
 * the server. The principle: a Unix socket that only the server's own user can open, by the permissions of the file and
 * of its folder. The boundary: whoever is that user can read the keys anyway, so nothing else is asked here.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { Problem, problem } from '../problem.ts';
import { jsonLines, writeLine } from './lines.ts';

export const controlInUse = problem<{ socket: string }>(
  'control/in-use',
  503,
  'Another Wardroom serves this data folder already. Stop it first, or give this one a folder of its own.',
);
export const controlPathTooLong = problem<{ socket: string; bytesMax: number }>(
  'control/path-too-long',
  500,
  'The data folder has too long a path for the control socket in it. Choose a shorter one.',
);
export const controlLost = problem(
  'control/lost',
  503,
  'The server ended before it answered. Start it again and look whether the command was carried out.',
);
export const commandFailed = problem<{ why: string }>(
  'control/failed',
  500,
  'The command failed on our side; what it had not committed was not changed. The log of the server says more.',
);

/** What a command is told, and how far it has come. */
export interface ControlRequest {
  readonly command: string;
  readonly args: object;
}
export type Progress = (says: string) => void;

export interface ControlOptions {
  readonly path: string;
  readonly log: Log;
  /** Carries out one command; the signal is aborted when the caller has gone or the server closes. */
  readonly run: (request: ControlRequest, progress: Progress, signal: AbortSignal) => Promise<object>;
}

/**
 * Listens at `path`, taking the place of a socket that a killed server left behind. `close` asks the commands under way
 * to stop and resolves when they have.
 */
export async function serveControl(options: ControlOptions): Promise<{ close(): Promise<void> }> {
  const { path } = options;
  if (Buffer.byteLength(path) > limits.control.pathBytesMax) {
    throw controlPathTooLong({ socket: path, bytesMax: limits.control.pathBytesMax });
  }
  const other = await reach(path);
  if (other) {
    other.destroy();
    throw controlInUse({ socket: path });
  }
  await rm(path, { force: true });
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const server = createServer((socket) => {
    const answered = answer(options, socket, closing.signal).finally(() => running.delete(answered));
    running.add(answered);
  });
  server.maxConnections = limits.control.connectionsMax;
  await listenPrivately(server, path);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      await Promise.allSettled(running);
      await closed;
    },
  };
}

/** Has the server at `path` carry out a command; undefined when none listens there. Its refusals are thrown here. */
export async function callControl(
  path: string,
  request: ControlRequest,
  progress: Progress,
): Promise<object | undefined> {
  const socket = await reach(path);
  if (!socket) return undefined;
  writeLine(socket, request);
  try {
    for await (const line of jsonLines(socket, Number.POSITIVE_INFINITY)) {
      const answer = line as Answer;
      if ('progress' in answer) progress(answer.progress);
      else if ('result' in answer) return answer.result;
      else throw new Problem(answer.problem, answer.problem.detail);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw Object.assign(controlLost(), { cause: error });
  } finally {
    socket.destroy();
  }
  throw controlLost();
}

type Answer =
  | { readonly progress: string }
  | { readonly result: object }
  | { readonly problem: { code: string; status: number; title: string; detail: object } };

async function answer({ run, log }: ControlOptions, socket: Socket, closing: AbortSignal): Promise<void> {
  const gone = new AbortController();
  socket.on('error', () => socket.destroy());
  socket.once('close', () => gone.abort());
  const overdue = setTimeout(() => socket.destroy(), limits.control.requestMs);
  try {
    for await (const line of jsonLines(socket, limits.control.lineBytesMax)) {
      clearTimeout(overdue);
      const progress: Progress = (says) => writeLine(socket, { progress: says });
      writeLine(
        socket,
        await outcome(run(line as ControlRequest, progress, AbortSignal.any([gone.signal, closing])), log),
      );
      break;
    }
  } catch (error) {
    log.warn({ err: error }, 'A command could not be read');
  } finally {
    clearTimeout(overdue);
    socket.end();
  }
}

async function outcome(result: Promise<object>, log: Log): Promise<Answer> {
  try {
    return { result: await result };
  } catch (error) {
    if (!(error instanceof Problem)) log.error({ err: error }, 'A command failed');
    const why = error instanceof Error ? error.message : String(error);
    const { code, status, title, detail } = error instanceof Problem ? (error as Problem) : commandFailed({ why });
    return { problem: { code, status, title, detail } };
  }
}

/** A connection to who listens at `path`; undefined when nobody does. */
async function reach(path: string): Promise<Socket | undefined> {
  const socket = connect(path);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(limits.control.connectMs) });
    return socket;
  } catch (error) {
    socket.destroy();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
    throw error;
  }
}

/** The socket is made with the permissions of the process' mask: in between nobody else may open it. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await once(server, 'listening');
}
