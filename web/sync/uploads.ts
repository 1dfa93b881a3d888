/**
 * Files on their way to the server, before they are posted: resumable by tus, whose client is loaded with the first
 * file. Without a network an upload waits and goes on by itself; after a reload it goes on where it was when the same
 * file is chosen again.
 */
import type { DetailedError, PreviousUpload, Upload as TusUpload, UploadOptions } from 'tus-js-client';
import { problemIn, Refusal } from './api.ts';
import { SECOND_MS } from './clock.ts';
import type { Keep } from './keep.ts';

export interface UploadState {
  /** `waiting`: for the network, or because it was paused. */
  readonly kind: 'uploading' | 'waiting' | 'done' | 'failed';
  readonly name: string;
  /** Bytes. */
  readonly sent: number;
  readonly total: number;
  /** The file's id, `F…`, once it is whole: what a post carries. */
  readonly file?: string | undefined;
  /** Why it failed, to be shown. */
  readonly reason?: string | undefined;
}

export interface Upload {
  state(): UploadState;
  /** Told after each change; returns how to end it. */
  subscribe(listener: () => void): () => void;
  pause(): void;
  /** Goes on, or tries again. */
  resume(): void;
  /** Nothing is left of it, here and on the server. */
  cancel(): Promise<void>;
}

export interface Uploads {
  begin(file: File): Upload;
  /** The connection is back. */
  wake(): void;
  close(): void;
}

interface Means {
  readonly keep: Keep;
  /** The address of the server's uploads, with its origin. */
  readonly endpoint: () => string;
  readonly headers: () => Record<string, string>;
}

const retryDelays = [1, 2, 4, 8, 16, 30].map((seconds) => seconds * SECOND_MS);
const NO_ANSWER = 'The server does not answer. The upload goes on by itself.';

/** One upload: what it is, and what runs it. */
interface Run {
  state: UploadState;
  readonly file: File;
  readonly listeners: Set<() => void>;
  tus: TusUpload | undefined;
  isPaused: boolean;
  isCancelled: boolean;
}

export function createUploads(means: Means): Uploads {
  const runs = new Set<Run>();
  return {
    begin(file) {
      const state: UploadState = { kind: 'uploading', name: file.name, sent: 0, total: file.size };
      const run: Run = { state, file, listeners: new Set(), tus: undefined, isPaused: false, isCancelled: false };
      runs.add(run);
      void start(means, run);
      return uploadOf(run, () => runs.delete(run));
    },
    wake() {
      for (const run of runs) if (run.state.kind === 'waiting' && !run.isPaused) goOn(run);
    },
    close() {
      for (const { tus } of runs) void tus?.abort();
    },
  };
}

function uploadOf(run: Run, forget: () => void): Upload {
  return {
    state: () => run.state,
    subscribe(listener) {
      run.listeners.add(listener);
      return () => void run.listeners.delete(listener);
    },
    pause() {
      if (run.state.kind !== 'uploading') return;
      run.isPaused = true;
      void run.tus?.abort();
      show(run, { kind: 'waiting' });
    },
    resume() {
      run.isPaused = false;
      if (run.state.kind === 'waiting' || run.state.kind === 'failed') goOn(run);
    },
    async cancel() {
      run.isCancelled = true;
      forget();
      await run.tus?.abort(true).catch(() => {
        // What the server does not hear of it forgets after a day.
      });
    },
  };
}

function show(run: Run, change: Partial<UploadState>): void {
  const { reason: _, ...before } = run.state;
  run.state = { ...before, ...change };
  for (const listener of [...run.listeners]) listener();
}

function goOn(run: Run): void {
  show(run, { kind: 'uploading' });
  run.tus?.start();
}

async function start(means: Means, run: Run): Promise<void> {
  const { Upload: Tus } = await import('tus-js-client');
  if (run.isCancelled) return;
  const tus = new Tus(run.file, await optionsOf(means, run));
  run.tus = tus;
  const [earlier] = await tus.findPreviousUploads();
  if (earlier) tus.resumeFromPreviousUpload(earlier);
  if (run.isCancelled || run.isPaused) return;
  tus.start();
}

async function optionsOf({ keep, endpoint, headers }: Means, run: Run): Promise<UploadOptions> {
  const fingerprint = await fingerprintOf(run.file);
  return {
    endpoint: endpoint(),
    headers: headers(),
    metadata: { filename: run.file.name },
    retryDelays,
    fingerprint: async () => fingerprint,
    urlStorage: storageIn(keep),
    removeFingerprintOnSuccess: true,
    onShouldRetry: (fault) => isPassing(fault),
    onProgress: (sent, total) => show(run, { kind: 'uploading', sent, total }),
    onSuccess: () => show(run, { kind: 'done', sent: run.state.total, file: run.tus?.url?.split('/').at(-1) }),
    onError: (fault) => fail(run, fault),
  };
}

const statusOf = (fault: Partial<DetailedError>): number | undefined => fault.originalResponse?.getStatus();

function isPassing(fault: Partial<DetailedError>): boolean {
  const status = statusOf(fault);
  return status === undefined || status >= 500 || status === 423 || status === 429;
}

function fail(run: Run, fault: Error | DetailedError): void {
  if (run.isCancelled || run.isPaused) return;
  const status = statusOf(fault as Partial<DetailedError>);
  if (status === undefined) return show(run, { kind: 'waiting', reason: NO_ANSWER });
  const body = (fault as DetailedError).originalResponse?.getBody() ?? '';
  show(run, { kind: 'failed', reason: new Refusal(status, problemIn(body)).title });
}

/** Says whether it is the same file, and nothing else: names do not lie about in the browser's storage. */
async function fingerprintOf({ name, size, lastModified }: File): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, size, lastModified]));
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}

const storageIn = (keep: Keep): NonNullable<UploadOptions['urlStorage']> => {
  const asPrevious = (fingerprint: string, uploadUrl: string): PreviousUpload => ({
    size: null,
    metadata: {},
    creationTime: '',
    urlStorageKey: fingerprint,
    uploadUrl,
    parallelUploadUrls: null,
  });
  const find = async (fingerprint: string): Promise<PreviousUpload[]> => {
    const url = await keep.upload(fingerprint);
    return url === undefined ? [] : [asPrevious(fingerprint, url)];
  };
  return {
    findAllUploads: async () => [],
    findUploadsByFingerprint: find,
    removeUpload: (fingerprint) => keep.removeUpload(fingerprint),
    async addUpload(fingerprint, { uploadUrl }) {
      if (uploadUrl !== null) await keep.putUpload(fingerprint, uploadUrl);
      return fingerprint;
    },
  };
};
