/** What a look through the repository needs of a case, and what the case keeps of it. */
import type { RepositoryScan } from '#contract/desk-repository-scan.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { handOf, nameOf, record } from './case-state.ts';
import { shownCves } from './cve-ids/cve-ids.ts';
import { reporterFor } from './reporter-for.ts';
import { insideCase, lockedInside } from './standing.ts';

/** What only who knows the case could write. */
export async function scanWords(work: Work, actor: Actor, id: CaseId): Promise<string[]> {
  const { row, part } = await insideCase(work, actor, id);
  const cves = await shownCves(work, row);
  const reporter = await reporterFor(work, row, part);
  return [nameOf(row), ...cves.map(({ cve }) => cve), ...(reporter?.name === undefined ? [] : [reporter.name])];
}

/** How much was found, and nothing of what: that stands in the repository. */
export async function noteScan(work: Work, actor: Actor, id: CaseId, found: RepositoryScan): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  const leaks = found.leaks.length + found.moreLeaks;
  const affected = found.tags ? `; affected tags: ${found.tags.affected.join(', ') || 'none'}` : '';
  const give = leaks === 1 ? 'place gives' : 'places give';
  const details = `${found.commits} commits, ${leaks} ${give} it away${affected}`;
  await record(
    work,
    row,
    handOf(actor),
    {},
    { kind: 'repository-scanned', shown: false, details: details.slice(0, 4_000) },
  );
}
