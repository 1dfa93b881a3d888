import type { MemberId, TeamId } from '#contract/ids.ts';
import { addImportedMembers } from '#identity/members/members.ts';
import type { Units, Work } from '#platform/work.ts';
import type { SlackExport } from '../export-format/export-format.ts';
import { insertReferences, type ReferenceRow } from './import.sql.ts';
import { type Author, others } from './people.ts';
import { moveOn, type Place, type Progress, requireTurn } from './progress.ts';
import { type References, SOURCE } from './references.ts';
import { type Counts, type Remark, tallied } from './report.ts';

/** Who imports, in the audit log: whoever may run commands on the server. */
export const BY = 'operator';

export interface Run {
  readonly units: Units;
  readonly team: TeamId;
  readonly slack: SlackExport;
  readonly id: string;
  /** Filled by each step, after its commit. */
  readonly references: Map<string, string>;
  progress: Progress;
  readonly onProgress: () => void;
}

/** What one transaction did, and where the next one begins. */
export interface Step {
  readonly at: Place;
  readonly counts: Partial<Counts>;
  readonly remarks: readonly Remark[];
  readonly references: readonly ReferenceRow[];
}

/** `use` may run more than once, like every unit of work: it changes nothing but through its `work`. */
export async function takeStep(run: Run, use: (work: Work) => Promise<Step>): Promise<void> {
  const { progress, references } = await run.units.open({ team: run.team }, async (work) => {
    await requireTurn(work, run.id, run.progress.step);
    const done = await use(work);
    const tally = tallied(run.progress, done.counts, done.remarks);
    const next: Progress = { ...tally, step: run.progress.step + 1, at: done.at };
    await insertReferences(work.sql, run.team, SOURCE, done.references);
    await moveOn(work, run.id, next);
    if (done.at.stage === 'done') {
      work.audit({ kind: 'import.finished', actor: BY, object: `import:${run.id}`, details: { ...tally.counts } });
    }
    return { progress: next, references: done.references };
  });
  run.progress = progress;
  for (const { external_id, internal_id } of references) run.references.set(external_id, internal_id);
  run.onProgress();
}

/** So many authors without a record are kept apart; a file with more was hardly made by people. */
const strangersMax = 5_000;

/** The references with everybody in `authors`; makes members of those who were never met. */
export async function meet(
  run: Run,
  work: Work,
  authors: Iterable<Author>,
): Promise<{ references: References; made: readonly ReferenceRow[]; remarks: readonly Remark[] }> {
  const unknown = new Map<string, Author>();
  for (const author of authors) {
    // Only one of the messages may carry the name.
    const isNamed = author.as.name !== unknown.get(author.key)?.as.name && !author.as.name.startsWith('Unknown ');
    if (!run.references.has(author.key) && (isNamed || !unknown.has(author.key))) unknown.set(author.key, author);
  }
  if (unknown.size === 0) return { references: run.references, made: [], remarks: [] };
  const room = Math.max(0, strangersMax - run.progress.counts.membersWithoutRecord);
  const apart = [...unknown.values()].slice(0, room);
  const isCrowd = apart.length < unknown.size;
  if (isCrowd && !run.references.has(others.key)) apart.push(others);
  const arrivals = await addImportedMembers(
    work,
    run.team,
    BY,
    apart.map(({ as }) => as),
  );
  const made = apart.map(({ key }, at): ReferenceRow => ({ external_id: key, internal_id: arrivals[at]?.id ?? '' }));
  const references = new Map([
    ...run.references,
    ...made.map(({ external_id, internal_id }): [string, string] => [external_id, internal_id]),
  ]);
  return { references, made, remarks: isCrowd ? [{ what: 'strangers-together', where: 'the messages' }] : [] };
}

/** The member behind a key that was met. */
export function metMember(references: References, key: string): MemberId {
  const member = references.get(key) ?? references.get(others.key);
  if (member === undefined) throw new Error('Somebody whom the export names was never met.');
  return member as MemberId;
}
