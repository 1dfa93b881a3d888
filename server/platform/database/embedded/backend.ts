/**
 * The one PostgreSQL backend: PGlite on a folder, made durable. Runs in a worker thread.
 *
 * As published, PGlite never calls fsync: it starts with `-F`, its file layer has no fsync, and its fdatasync does
 * nothing. A power cut then loses seconds of acknowledged work without an error. Here PostgreSQL runs with fsync on and
 * `wal_sync_method=fsync`, and the file layer's fsync is the kernel's; `proveDurable` shows it at every start.
 *
 * PGlite swallows what it does not know, a failed fsync or a trap of the WebAssembly engine among them, and would go on
 * to acknowledge work. So nothing unknown may reach it: `broken` is called instead and must never return.
 */
import { fsyncSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite as Engine, type PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { Counters } from './counters.ts';
import { type Bytes, joined, query, rows } from './wire.ts';

export interface Breakage {
  reason: string;
  /** True when only a person can say whether the disk may be trusted again. */
  forGood: boolean;
}

export interface Backend {
  /** Runs complete messages and gives the whole answer. */
  run(messages: Uint8Array): Bytes;
  /** Runs one simple query and gives its rows as text. */
  rows(sql: string): (string | null)[][];
  /** Memory of the engine; it grows with the largest statement and does not shrink. */
  memoryBytes(): number;
  close(): Promise<void>;
}

const settings: Record<string, string> = {
  search_path: 'public',
  exit_on_error: 'false',
  log_checkpoints: 'false',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  io_method: 'sync',
  fsync: 'on',
  full_page_writes: 'on',
  wal_sync_method: 'fsync',
  shared_buffers: '32MB',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};

/** `--single` must come first; `-O` and `-j` are PGlite's own. */
export const startParams = [
  '--single',
  '-O',
  '-j',
  ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** The one exit status that PostgreSQL's ordinary errors leave its main loop with (PGlite's POSTGRES_MAIN_LONGJMP). */
const STATEMENT_FAILED = 100;

type Module = Parameters<NodeFS['init']>[1];

interface FileStream {
  nfd: number;
  node: { mode: number; parent?: { name: string } };
}

interface FileLayer {
  NODEFS: { stream_ops: { fsync?: (stream: FileStream) => number } };
}

class DurableFiles extends NodeFS {
  readonly #fsync: (stream: FileStream) => number;

  constructor(folder: string, fsync: (stream: FileStream) => number) {
    super(folder);
    this.#fsync = fsync;
  }

  override async init(engine: PGlite, options: Module): Promise<{ emscriptenOpts: Module }> {
    const { emscriptenOpts } = await super.init(engine, options);
    const patch = (module: unknown) => {
      (module as FileLayer).NODEFS.stream_ops.fsync = this.#fsync;
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), patch] } };
  }
}

const isFolder = (mode: number) => (mode & 0o170000) === 0o040000;

function countedFsync(counters: Counters, broken: (breakage: Breakage) => never): (stream: FileStream) => number {
  return ({ nfd, node }) => {
    try {
      fsyncSync(nfd);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Some file systems cannot sync a folder and say so; PostgreSQL passes over exactly these two as well.
      if (!(isFolder(node.mode) && (code === 'EINVAL' || code === 'EBADF'))) {
        broken({ reason: `The disk refused to make a write durable (fsync: ${code}).`, forGood: true });
      }
    }
    counters.add('fsyncs');
    if (node.parent?.name === 'pg_wal' && !isFolder(node.mode)) counters.add('walFsyncs');
    return 0;
  };
}

/**
 * PostgreSQL makes this file first and fills it then; killed between the two, it would refuse every later start. One
 * with a number in it is PostgreSQL's own to judge.
 */
function removeEmptyPid(folder: string): void {
  const path = join(folder, 'postmaster.pid');
  if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path);
}

/** Opens the cluster in `folder`, replaying its log after a crash; `broken` is told of an engine past repair. */
export async function openBackend(
  folder: string,
  counters: Counters,
  broken: (breakage: Breakage) => never,
): Promise<Backend> {
  let lastWords = '';
  removeEmptyPid(folder);
  const engine = await Engine.create({
    fs: new DurableFiles(folder, countedFsync(counters, broken)),
    startParams,
    onStderr: (line) => {
      // Only these two: other lines can quote statements.
      lastWords = /\b(?:PANIC|FATAL): +(.*)/.exec(line)?.[1] ?? lastWords;
      return true;
    },
  }).catch((error: Error) => {
    throw new Error(`The database did not open: ${lastWords || error.message}`, { cause: error });
  });
  const died = (error: unknown) =>
    broken({ reason: `The database engine ended: ${lastWords || String(error)}`, forGood: false });
  watchMainLoop(engine, died);
  const run = (messages: Uint8Array): Bytes => {
    counters.add('turns');
    const answer: Uint8Array[] = [];
    engine
      .execProtocolRawStream(messages, { syncToFs: false, onRawData: (chunk) => void answer.push(chunk.slice()) })
      .catch(died);
    counters.add('turns');
    return joined(answer);
  };
  return {
    run,
    rows: (sql) => rows(run(query(sql))),
    memoryBytes: () => (engine.Module.HEAPU8 as Uint8Array).length,
    close() {
      counters.add('turns'); // watched like a statement
      return engine.close();
    },
  };
}

function watchMainLoop(engine: PGlite, died: (error: unknown) => never): void {
  const module = engine.Module as unknown as { _PostgresMainLoopOnce: () => void };
  const once = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      once();
    } catch (error) {
      if ((error as { status?: number }).status !== STATEMENT_FAILED) died(error);
      throw error;
    }
  };
}

/** True when a commit was seen to fsync the write-ahead log. It shows the call, not that the device obeys. */
export function proveDurable(backend: Backend, counters: Counters): boolean {
  const before = counters.read('walFsyncs');
  backend.rows("select pg_logical_emit_message(true, 'durable', 'proof')");
  return counters.read('walFsyncs') > before;
}
