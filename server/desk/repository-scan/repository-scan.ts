/**
 * A bundle of the repository in which a fix lies, looked through before its date. The danger: a commit, branch or test
 * whose name tells the world what was mended; a list of affected versions that somebody remembered wrongly. The
 * principle: who is in the case brings the bundle, it is looked through in a folder of its own that is gone afterwards,
 * and the case keeps that it was done. The boundary: words tell, changes tell more; nobody here understands a change.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RepositoryScan, revisionsIn } from '#contract/desk-repository-scan.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Units } from '#platform/work.ts';
import { noteScan, scanWords } from '../cases/cases.ts';
import type { Received } from '../intake/intake.ts';
import { run, scanRepository, scanTooLarge, type Wanted } from './scan.ts';

export { scanRepository } from './scan.ts';

export async function scanBundle(
  units: Units,
  actor: Actor,
  id: CaseId,
  { bytes, isWhole }: Received,
  asked: { readonly introduced?: string; readonly fixed?: string },
): Promise<RepositoryScan> {
  const words = await units.open({ team: actor.team }, (work) => scanWords(work, actor, id));
  if (!isWhole) throw scanTooLarge();
  const wanted = { introduced: revisionsIn(asked.introduced), fixed: revisionsIn(asked.fixed), words };
  const found = await inFolder((folder) => scanIn(folder, bytes, wanted));
  await units.open({ team: actor.team }, (work) => noteScan(work, actor, id, found));
  return found;
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-scan-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scanIn(folder: string, bundle: Buffer, wanted: Wanted): Promise<RepositoryScan> {
  await writeFile(join(folder, 'scan.bundle'), bundle, { mode: 0o600 });
  await run(folder, ['init', '--quiet', '--bare', 'repository']);
  const repository = join(folder, 'repository');
  const refs = await run(repository, ['bundle', 'unbundle', '../scan.bundle']);
  for (const line of refs.split('\n')) {
    const [, hash, ref] = /^([0-9a-f]{40,64}) (refs\/(?:heads|tags|remotes)\/\S+)$/.exec(line) ?? [];
    if (hash && ref) await run(repository, ['update-ref', ref, hash]);
  }
  return await scanRepository(repository, wanted);
}
