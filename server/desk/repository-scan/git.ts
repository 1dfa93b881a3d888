/**
 * Git on a repository of somebody else. The danger: a bundle that was made to fill the disk or the memory, or a
 * configuration that runs programs. The principle: Git reads no configuration but what stands here, starts no hook,
 * speaks no protocol, and is held by the kernel and a deadline. The boundary: Git itself reads the objects.
 */
import { spawn } from 'node:child_process';
import { deskLimits } from '../limits.ts';

export interface GitAnswer {
  /** Null when it was ended: it took too long or wrote too much. */
  readonly code: number | null;
  readonly written: string;
}

const SETTINGS = [
  ...['protocol.allow=never', 'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0', 'core.quotePath=false'],
  ...['safe.directory=*', 'log.showSignature=false', 'diff.external=', 'core.attributesFile=/dev/null'],
].flatMap((setting) => ['-c', setting]);
const ENVIRONMENT = {
  ...{ PATH: '/usr/bin:/bin:/usr/local/bin', LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
  ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' },
};

/** Rejects where there is no Git. */
export function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  const { timeMs, cpuSeconds, memoryKib, fileBlocks, writtenBytesMax } = deskLimits.git;
  const bounds = `ulimit -v ${memoryKib}; ulimit -t ${cpuSeconds}; ulimit -f ${fileBlocks}; exec git "$@"`;
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', bounds, 'git', ...SETTINGS, '-C', folder, ...args], {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const deadline = setTimeout(() => child.kill('SIGKILL'), timeMs);
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > writtenBytesMax) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ code, written: Buffer.concat(chunks).toString() });
    });
  });
}
