import { spawnSync } from 'node:child_process';

const installMsMax = 300_000;

/** Installs one of Debian's packages where this process may; answers why it could not. */
export function installPackage(name: string): string | undefined {
  if (process.getuid?.() !== 0) return `Only root can install it: apt-get install ${name}.`;
  console.log(`Installing the Debian package "${name}" for the tests (as root) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An installation that was cut off, by our own time limit for one, keeps every later one from beginning.
  spawnSync('dpkg', ['--configure', '-a'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: installMsMax, env });
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const { status, error } = spawnSync('apt-get', step, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: installMsMax,
      env,
    });
    if (status !== 0) return `"apt-get ${step.join(' ')}" failed: ${error?.message ?? `exit code ${status}`}.`;
  }
  return undefined;
}
