/**
 * Brings an export of Slack into a team. The danger: a run that dies half-way, a file that was built to do harm, a
 * second run that doubles everything. The principle: the whole ZIP is judged before the first row is written; then
 * every transaction brings in a slice together with the note of how far the import has got. The boundary: reading the
 * file is `export-format`'s, and what a channel's history is the workspace's.
 */
import type { TeamId } from '#contract/ids.ts';
import { addImportedMembers, requireRoomFor, seatsFor } from '#identity/members/members.ts';
import type { Units, Work } from '#platform/work.ts';
import { joinGeneral } from '#workspace/history-import/history-import.ts';
import { openSlackExport, type SlackExport, type SlackMember } from '../export-format/export-format.ts';
import { openConversations } from './conversations.ts';
import { importOf, insertImport, type ReferenceRow } from './import.sql.ts';
import { importMessages } from './messages.ts';
import { belongsToGeneral, importedMember, remarksOn } from './people.ts';
import { openProgress, type Place, type Progress, START, sealProgress } from './progress.ts';
import { memberKey, memberOf, type References, readReferences, SOURCE } from './references.ts';
import { type Counts, type ImportReport, type Remark, tallied } from './report.ts';
import { BY, type Run, type Step, takeStep } from './run.ts';

export { importHoldings } from './import.holding.ts';
export { type Counts, type ImportReport, reportLines } from './report.ts';

export interface ImportProgress {
  readonly stage: Place['stage'];
  /** How many of its members or conversations the stage has done, and of how many. */
  readonly done: number;
  readonly of: number;
  readonly counts: Counts;
}

/**
 * Imports the ZIP at `path` into the team, or goes on where an earlier run of the same file was ended; a file that was
 * imported to its end changes nothing. Refuses with the problems `slack/export-…` what is no sane export, before
 * anything is written; with `members/team-full` what does not fit; with `slack/import-elsewhere` while another run
 * has it.
 */
export async function importSlackExport(
  units: Units,
  scope: { readonly team: TeamId },
  path: string,
  { onProgress = () => {} }: { readonly onProgress?: (progress: ImportProgress) => void } = {},
): Promise<ImportReport> {
  const slack = await openSlackExport(path);
  try {
    const references = await readReferences(units, scope.team);
    const started = await units.open(scope, (work) => begin(work, scope.team, slack, references));
    const { id, startedAt } = started;
    const report = { id, digest: slack.digest, startedAt };
    if (started.finishedAt) {
      const { finishedAt, progress } = started;
      return { ...report, ...tallyOf(progress), finishedAt, outcome: 'already-imported' };
    }
    const { team } = scope;
    const run: Run = {
      units,
      team,
      slack,
      id,
      references,
      progress: started.progress,
      onProgress: () => onProgress(shown(run)),
    };
    await importMembers(run);
    await openConversations(run);
    await importMessages(run);
    await fillGeneral(run);
    const finishedAt = await units.open(scope, (work) => finishedAtOf(work, slack.digest));
    return { ...report, ...tallyOf(run.progress), finishedAt, outcome: 'imported' };
  } finally {
    await slack.close();
  }
}

interface Started {
  readonly id: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly progress: Progress;
}

/** The import of this very file: the one that is there, or a new one at its start. */
async function begin(work: Work, team: TeamId, slack: SlackExport, references: References): Promise<Started> {
  const digest = Buffer.from(slack.digest, 'hex');
  if (!(await importOf(work.sql, digest))) {
    const unknown = slack.members.filter(({ id }) => !references.has(memberKey(id))).map(importedMember);
    await requireRoomFor(work, team, { accounts: unknown.length, seats: await seatsFor(work, unknown) });
    const id = work.random.uuid();
    const progress = await sealProgress(work, id, { ...START, ...tallied(START, {}, remarksOnFile(slack)) });
    const row = { id, team_id: team, source: SOURCE, digest, started_at: work.now, progress };
    if (await insertImport(work.sql, row)) {
      work.audit({ kind: 'import.started', actor: BY, object: `import:${id}`, details: { source: SOURCE } });
    }
  }
  const known = await importOf(work.sql, digest);
  if (!known) throw new Error('An import is gone right after it was begun.');
  const progress = await openProgress(work, known.id, known.progress);
  return { id: known.id, startedAt: known.started_at, finishedAt: known.finished_at, progress };
}

const remarksOnFile = ({ notUnderstood, uploads }: SlackExport): Remark[] => [
  ...notUnderstood.map(({ what, where, name }) => ({ what, where, ...(name === undefined ? {} : { name }) })),
  ...[...uploads.keys()].map((file): Remark => ({ what: 'upload-not-carried', where: file })),
];

async function finishedAtOf(work: Work, digest: string): Promise<Date> {
  const row = await importOf(work.sql, Buffer.from(digest, 'hex'));
  if (!row?.finished_at) throw new Error('An import has ended and is not finished.');
  return row.finished_at;
}

const membersPerStep = 500;

async function importMembers(run: Run): Promise<void> {
  while (run.progress.at.stage === 'members') {
    const { from } = run.progress.at;
    await takeStep(run, (work) => importMemberSlice(run, work, from));
  }
}

async function importMemberSlice(run: Run, work: Work, from: number): Promise<Step> {
  const slice = run.slack.members.slice(from, from + membersPerStep);
  const unknown = slice.filter(({ id }) => !run.references.has(memberKey(id)));
  const arrivals = await addImportedMembers(work, run.team, BY, unknown.map(importedMember));
  const pairs = arrivals.map((arrival, at) => ({ arrival, member: unknown[at] as SlackMember }));
  const end = from + slice.length;
  const isLast = end >= run.slack.members.length;
  return {
    at: { stage: isLast ? 'conversations' : 'members', from: isLast ? 0 : end },
    counts: {
      membersAdded: arrivals.filter(({ kind }) => kind === 'added').length,
      membersMatched: arrivals.filter(({ kind }) => kind === 'matched').length,
    },
    remarks: pairs.flatMap(({ member, arrival }) => remarksOn(member, arrival)),
    references: pairs.map(
      ({ member, arrival }): ReferenceRow => ({
        external_id: memberKey(member.id),
        internal_id: arrival.id,
      }),
    ),
  };
}

/** Everybody who is no guest is in the general channel, whatever the export says. */
async function fillGeneral(run: Run): Promise<void> {
  while (run.progress.at.stage === 'general') {
    const { from } = run.progress.at;
    const slice = run.slack.members.slice(from, from + membersPerStep);
    const end = from + slice.length;
    await takeStep(run, async (work) => {
      const members = slice.filter(belongsToGeneral).map(({ id }) => memberOf(run.references, memberKey(id)));
      await joinGeneral(
        work,
        members.filter((member) => member !== undefined),
      );
      const at: Place = end >= run.slack.members.length ? { stage: 'done' } : { stage: 'general', from: end };
      return { at, counts: {}, remarks: [], references: [] };
    });
  }
}

const tallyOf = ({ counts, remarkCounts, remarks }: Progress) => ({ counts, remarkCounts, remarks });

function shown({ progress, slack }: Run): ImportProgress {
  const { at, counts } = progress;
  const of = at.stage === 'members' || at.stage === 'general' ? slack.members.length : slack.conversations.length;
  const done = at.stage === 'messages' ? at.conversation : at.stage === 'done' ? of : at.from;
  return { stage: at.stage, done, of, counts };
}
