/**
 * Runs test files in this process, one after the other. Each is a suite: the next one is read when the tests of the
 * last have passed or failed and its hooks have cleaned up.
 */
import { join } from 'node:path';
import { describe } from 'node:test';
import { fileMsMax, runSeries } from '#platform/testing/series.ts';
import { root } from './source.ts';

await runSeries(async () => {
  for (const file of process.argv.slice(2))
    await describe(file, { timeout: fileMsMax }, async () => void (await import(join(root, file))));
});
