/** The migrated embedded store that tests copy, kept between runs: making it costs more than most batches. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, systemClock } from '#platform/clock.ts';
import { root, type SourceFile } from './source.ts';

const folder = join(root, 'node_modules/.cache/store-template');
const unusedMsMax = 7 * DAY_MS;
/** What decides how a new store looks; the versions of the libraries stand in the last. */
const ingredients = /^server\/(migrations|platform\/(database|jobs|testing))\/(?!.*\.test\.ts$)|^package\.json$/;

/** Where the template of these sources lies. It is made when there is none; what nobody uses any more is removed. */
export async function embeddedTemplate(sources: readonly SourceFile[]): Promise<string> {
  const digest = createHash('sha256');
  for (const { path, text } of sources) if (ingredients.test(path)) digest.update(`${path}\0${text}\0`);
  const template = join(folder, digest.digest('hex').slice(0, 24));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(template)) {
    const { makeTemplate } = await import('#platform/testing/testing.ts');
    await makeTemplate(template);
  }
  const now = systemClock();
  utimesSync(template, now, now);
  for (const other of readdirSync(folder).map((name) => join(folder, name))) {
    const used = statSync(other, { throwIfNoEntry: false })?.mtime ?? now;
    if (now.getTime() - used.getTime() > unusedMsMax) rmSync(other, { recursive: true, force: true });
  }
  return template;
}
