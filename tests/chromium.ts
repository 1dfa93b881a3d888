import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage } from './debian.ts';
import { root } from './source.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const browserProgram = (): string | undefined => places.find((place) => existsSync(place));

/** Makes sure of a browser and of the built client; answers what is missing. */
export function readyForWindows(): string | undefined {
  const built = spawnSync(join(root, 'bin/build'), { stdio: 'inherit', timeout: 120_000 });
  if (built.status !== 0) return 'The client could not be built.';
  if (browserProgram()) return undefined;
  const refusal = installPackage('chromium');
  return refusal === undefined ? undefined : `Chromium is not installed (Debian: apt-get install chromium). ${refusal}`;
}
