import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bucket } from '../blobs/blobs.ts';

export interface TestBucket extends Bucket {
  /** The process of the server. */
  stop(): Promise<void>;
}

const SERVER = `
  const S3rver = require('s3rver');
  const [directory] = process.argv.slice(1);
  new S3rver({ port: 0, silent: true, directory, configureBuckets: [{ name: 'wardroom' }] })
    .run((error, address) => { if (error) throw error; console.log(address.port); });`;

/** A server that speaks S3, in a process of its own, with one empty bucket. */
export async function startTestBucket(): Promise<TestBucket> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-s3-'));
  // The server makes the marks of its pages with DES, which OpenSSL has put aside.
  const child = spawn(process.execPath, ['--no-warnings', '--openssl-legacy-provider', '-e', SERVER, folder], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void ended.then(() => reject(new Error('The S3 server ended before it listened.')));
  });
  return {
    url: `http://S3RVER:S3RVER@127.0.0.1:${port}/wardroom`,
    region: 'us-east-1',
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
