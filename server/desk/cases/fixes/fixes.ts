/**
 * The fix of a case (T6): one patch for each supported branch, byte by byte, with evidence of its tests that is bound
 * to its digest, and the reporter's word on exactly these patches. Only all of it together makes a fix that is ready.
 */
import { createHash } from 'node:crypto';
import type { FixBranch } from '#contract/desk-cases.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../../limits.ts';
import { lookAfter, tell } from '../activity.ts';
import { caseKey, handOf, REPORTER, record, stateOf } from '../case-state.ts';
import type { CaseRow } from '../cases.sql.ts';
import { addFact } from '../facts.ts';
import { answer, appendLetter } from '../letters.ts';
import { lockedForCoordinator, lockedForReporter, lockedInside } from '../standing.ts';
import {
  type BranchRow,
  branchesOf,
  changeBranch,
  insertRetest,
  lastRetest,
  replaceBranches,
  sayRetest,
} from './fixes.sql.ts';

export const fixStands = problem(
  'desk/fix-stands',
  409,
  'The fix is stated as ready with exactly these patches. Nothing in it changes any more.',
);
export const branchesFixed = problem(
  'desk/branches-fixed',
  409,
  'Patches are there already, so the list of branches stays as it is.',
);
export const branchesDoubled = problem('desk/branches-doubled', 422, 'The same branch is named twice. Name it once.');
export const noSuchBranch = problem('desk/no-such-branch', 404, 'The case has no such branch, or no patch for it yet.');
export const patchUnusable = problem(
  'desk/patch-unusable',
  422,
  'A patch has at least a byte and at most 512 KiB, in base64.',
);
export const evidenceOfAnother = problem<{ sha256: string }>(
  'desk/evidence-of-another',
  409,
  'This evidence is of another patch than the one that is here. Run the tests on this one.',
);
export const fixIncomplete = problem<{ branches: readonly string[] }>(
  'desk/fix-incomplete',
  409,
  'Each branch needs its patch and evidence of tests on it. The named ones lack something.',
);
export const retestOpen = problem(
  'desk/retest-open',
  409,
  'The reporter has verified these patches, declined to, or been silent for seven days: none of it is so yet.',
);
export const noRetestAsked = problem(
  'desk/no-retest-asked',
  409,
  'Nobody waits for a word on these patches: none was asked for, or it was given.',
);

async function refuseIfReady(work: Work, row: CaseRow): Promise<void> {
  if ((await stateOf(work, row)).facts.has('fix-ready')) throw fixStands();
}

const rowsOf = (work: Work, id: CaseId): Promise<BranchRow[]> => branchesOf(work.sql, id, deskLimits.branchesMax);

/** Names the supported branches that the weakness is in; each will need a patch. */
export async function nameBranches(work: Work, actor: Actor, id: CaseId, names: readonly string[]): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  await refuseIfReady(work, row);
  if (new Set(names).size < names.length) throw branchesDoubled();
  if ((await rowsOf(work, id)).some(({ digest }) => digest !== null)) throw branchesFixed();
  const key = await caseKey(work, id);
  const rows = names.map((name, index) => {
    const number = index + 1;
    return { case_id: id, team_id: row.team_id, number, name: key.seal(id, `branch ${number}`, name) };
  });
  await replaceBranches(work.sql, id, rows);
  await record(work, row, handOf(actor), {}, { kind: 'branches-named', shown: false, details: names.join(', ') });
}

/** Puts a patch in its place. One that was there before goes, and with it the evidence of its tests. */
export async function addPatch(
  work: Work,
  actor: Actor,
  id: CaseId,
  branch: number,
  base64: string,
): Promise<{ readonly sha256: string }> {
  const { row } = await lockedInside(work, actor, id);
  await refuseIfReady(work, row);
  const patch = Buffer.from(base64, 'base64');
  if (patch.length === 0 || patch.length > deskLimits.patchBytesMax) throw patchUnusable();
  if (!(await rowsOf(work, id)).some(({ number }) => number === branch)) throw noSuchBranch();
  const digest = createHash('sha256').update(patch).digest();
  await changeBranch(work.sql, id, branch, {
    ...{ digest, patch_bytes: patch.length, evidence: null, tested_at: null },
    patch: (await caseKey(work, id)).seal(id, `patch ${branch}`, patch.toString('base64')),
    ...{ added_by: actor.member, added_at: work.now },
  });
  const sha256 = digest.toString('hex');
  await record(work, row, handOf(actor), {}, { kind: 'patch-added', shown: false, details: sha256 });
  return { sha256 };
}

/** Evidence of tests, which says of which patch it is: the digest is compared with the one that is here. */
export async function addEvidence(
  work: Work,
  actor: Actor,
  id: CaseId,
  branch: number,
  { sha256, log }: { readonly sha256: string; readonly log: string },
): Promise<void> {
  const { row } = await lockedInside(work, actor, id);
  await refuseIfReady(work, row);
  const digest = (await rowsOf(work, id)).find(({ number }) => number === branch)?.digest?.toString('hex');
  if (!digest) throw noSuchBranch();
  if (digest !== sha256) throw evidenceOfAnother({ sha256: digest });
  const evidence = (await caseKey(work, id)).seal(id, `evidence ${branch}`, log);
  await changeBranch(work.sql, id, branch, { evidence, tested_at: work.now });
  await record(work, row, handOf(actor), {}, { kind: 'tests-passed', shown: false, details: sha256 });
}

/** The digest of all patches together, if each branch has one that is tested. */
async function completeFix(work: Work, id: CaseId): Promise<Buffer> {
  const rows = await rowsOf(work, id);
  const key = await caseKey(work, id);
  const lacking = rows.filter(({ tested_at }) => tested_at === null);
  const branches = lacking.map(({ number, name }) => key.open(id, `branch ${number}`, name));
  if (rows.length === 0 || branches.length > 0) throw fixIncomplete({ branches });
  return createHash('sha256')
    .update(Buffer.concat(rows.map(({ digest }) => digest ?? Buffer.alloc(0))))
    .digest();
}

/** Asks the reporter to try these patches, in words of the desk; from now on silence counts after seven days. */
export async function askForRetest(work: Work, actor: Actor, id: CaseId, text: string): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  await refuseIfReady(work, row);
  const digest = await completeFix(work, id);
  await insertRetest(work.sql, {
    ...{ case_id: id, team_id: row.team_id, asked_at: work.now, digest, outcome: null, said_at: null },
  });
  const answered = await answer(work, row, actor, text);
  await record(work, answered, handOf(actor), {}, { kind: 'retest-asked', shown: true });
}

export const isRetestAsked = async (work: Work, id: CaseId): Promise<boolean> =>
  (await lastRetest(work.sql, id))?.outcome === null;

/** What the reporter found, or that they will not try. */
export async function retestAsReporter(
  work: Work,
  id: CaseId,
  { outcome, text }: { readonly outcome: 'verified' | 'declined' | 'failed'; readonly text: string },
): Promise<void> {
  const row = await lockedForReporter(work, id);
  const retest = await lastRetest(work.sql, id);
  if (retest?.outcome !== null) throw noRetestAsked();
  await sayRetest(work.sql, id, retest.asked_at, { outcome, said_at: work.now });
  await appendLetter(work, row, REPORTER, text);
  await record(work, row, REPORTER, {}, { kind: `retest-${outcome}`, shown: true });
  tell(work, id, await lookAfter(work, row));
}

/** The fix is ready (T6): a tested patch for each branch, and the reporter's word on these, or their silence. */
export async function stateFixReady(work: Work, actor: Actor, id: CaseId): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  await refuseIfReady(work, row);
  const digest = await completeFix(work, id);
  const retest = await lastRetest(work.sql, id);
  if (!retest?.digest.equals(digest) || retest.outcome === 'failed') throw retestOpen();
  const silentAt = after(retest.asked_at, deskLimits.retestMs);
  if (retest.outcome === null && work.now < silentAt) throw retestOpen();
  const word = retest.outcome ?? 'silent for seven days';
  const patches = (await rowsOf(work, id)).map((branch) => branch.digest?.toString('hex')).join(' ');
  await addFact(work, row, handOf(actor), 'fix-ready', `Patches ${patches}; the reporter: ${word}.`);
}

/** For who is in the case: the caller has judged that. */
export async function shownFix(work: Work, row: CaseRow): Promise<FixBranch[]> {
  const key = await caseKey(work, row.id);
  return (await rowsOf(work, row.id)).map((branch) => ({
    number: branch.number,
    name: key.open(row.id, `branch ${branch.number}`, branch.name),
    ...(branch.digest && branch.patch && branch.added_at
      ? {
          sha256: branch.digest.toString('hex'),
          bytes: branch.patch_bytes ?? 0,
          base64: key.open(row.id, `patch ${branch.number}`, branch.patch),
          addedAt: branch.added_at.toISOString(),
        }
      : {}),
    ...(branch.added_by ? { addedBy: publicId('U', branch.added_by) } : {}),
    ...(branch.evidence && branch.tested_at
      ? {
          evidence: key.open(row.id, `evidence ${branch.number}`, branch.evidence),
          testedAt: branch.tested_at.toISOString(),
        }
      : {}),
  }));
}
