/**
 * What a reporter sees of its case. The danger: a door for reporters that fetches everything and leaves things out.
 * The principle: it fetches only what a reporter may see: letters, shown events, dates; it imports nothing of notes,
 * people, facts or reasons. Who proves to be the reporter is judged by who calls.
 */
import type { FixBranch, Part, ReporterCase } from '#contract/desk-cases.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseKey, clocksIn, isInZeroDayLane, isWaiting, nameOf, stageIn, stateOf } from './case-state.ts';
import { caseRow } from './cases.sql.ts';
import { canDispute } from './closing.ts';
import { shownCves } from './cve-ids/cve-ids.ts';
import { shownFiles } from './files.ts';
import { isRetestAsked, noSuchBranch, shownFix } from './fixes/fixes.ts';
import { shownLetters } from './letters.ts';
import { hasNotices, noteComing } from './notices.ts';
import { goesOnAs, isPassphraseKnown } from './passphrases.ts';
import { viewersByPart } from './records.sql.ts';
import { shownClock, shownEmbargo, shownRaw } from './shown.ts';
import { noSuchCase } from './standing.ts';
import { eventsOf } from './thread.sql.ts';
import { recordView } from './views.ts';

/** The patches, without who made them and what their tests said. */
const patchesIn = (branches: readonly FixBranch[]): ReporterCase['patches'] =>
  branches.map(({ name, sha256, base64 }) => ({
    name,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(base64 === undefined ? {} : { base64 }),
  }));

/** A patch byte by byte, once the fix is ready; with a note that it was handed out. */
export async function openPatchAsReporter(
  work: Work,
  id: CaseId,
  branch: number,
): Promise<{ name: string; content: Buffer }> {
  const row = await caseRow(work.sql, id);
  if (!row) throw noSuchCase();
  const { facts } = await stateOf(work, row);
  const patch = facts.has('fix-ready') && (await shownFix(work, row)).find(({ number }) => number === branch);
  if (!patch || patch.base64 === undefined) throw noSuchBranch();
  await recordView(work, row, { viewer: null, part: 'reporter', seen: 'reporter-file' });
  return { name: `${patch.name}.patch`, content: Buffer.from(patch.base64, 'base64') };
}

export async function openAsReporter(work: Work, id: CaseId): Promise<ReporterCase> {
  const row = await caseRow(work.sql, id);
  if (!row) throw noSuchCase();
  await recordView(work, row, { viewer: null, part: 'reporter', seen: 'reporter-page' });
  await noteComing(work, row);
  const state = await stateOf(work, row);
  const following = await goesOnAs(work, row);
  const cves = await shownCves(work, row);
  const letters = await shownLetters(work, row);
  const events = await eventsOf(work.sql, id, true, deskLimits.shownMax);
  const seen = new Map((await viewersByPart(work.sql, id)).map(({ part, count }): [Part, number] => [part, count]));
  const countOf = (part: Part): number => seen.get(part) ?? 0;
  return {
    name: nameOf(row),
    title: (await caseKey(work, id)).open(id, 'title', row.title),
    raw: shownRaw(row),
    receivedAt: row.received_at.toISOString(),
    zeroDay: isInZeroDayLane(state),
    stage: stageIn(state),
    isClosed: row.report_state === 'closed',
    ...(row.close_reason ? { closeReason: row.close_reason } : {}),
    ...(row.severity ? { severity: row.severity } : {}),
    isWaiting: isWaiting(state),
    embargo: shownEmbargo(row),
    clocks: clocksIn(state, work.now).map(shownClock),
    cves: cves.filter(({ state }) => state === 'reserved').map(({ cve }) => cve),
    patches: state.facts.has('fix-ready') ? patchesIn(await shownFix(work, row)) : [],
    isRetestAsked: await isRetestAsked(work, id),
    canDispute: canDispute(work, row),
    isWithdrawn: row.withdrawn_at !== null,
    ...((await hasNotices(work, id)) ? { notices: row.notices_off_at ? 'off' : 'on' } : {}),
    hasPassphrase: await isPassphraseKnown(work, id),
    ...(following === undefined ? {} : { goesOnAs: following }),
    files: await shownFiles(work, row),
    letters: letters.map(({ row: { number, side, automatic, at }, text }) => ({
      ...{ number, side, automatic, text, at: at.toISOString() },
    })),
    timeline: events.map(({ kind, side, at }) => ({ kind, side, at: at.toISOString() })),
    seenBy: { triager: countOf('triager'), coordinator: countOf('coordinator'), fixer: countOf('fixer') },
  };
}
