/** What people of the desk see: the list by promise, and a case, which is never handed out without a note of it. */
import { type CaseCard, type DeskCase, type Duty, EMBARGO_TERMS, type ResponseTimes } from '#contract/desk-cases.ts';
import { nextDue } from '#contract/desk-clocks.ts';
import { reportMoves } from '#contract/desk-report.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { dutyOf } from '../roster/roster.ts';
import {
  type CaseState,
  caseKey,
  clocksIn,
  isInZeroDayLane,
  isWaiting,
  nameOf,
  stageIn,
  stateOf,
  statesOf,
} from './case-state.ts';
import { type CaseRow, caseSizes, type ListedCase, listedCases, type Measured, timesTo } from './cases.sql.ts';
import { shownCves } from './cve-ids/cve-ids.ts';
import { shownFiles } from './files.ts';
import { shownFix } from './fixes/fixes.ts';
import { shownLetters } from './letters.ts';
import { shownNotes } from './notes.ts';
import { rawReport } from './opening.ts';
import { casePeople } from './people.sql.ts';
import { shownRatings } from './rating.ts';
import { factsOf } from './records.sql.ts';
import { reporterFor } from './reporter-for.ts';
import { shownClock, shownEmbargo, shownRaw } from './shown.ts';
import { type Inside, insideCase } from './standing.ts';
import { eventsOf } from './thread.sql.ts';
import { recordView, shownViews } from './views.ts';

const shownStanding = (state: CaseState) => ({
  id: publicId('N', state.row.id),
  name: nameOf(state.row),
  report: state.row.report_state,
  release: state.row.release_state,
  stage: stageIn(state),
  zeroDay: isInZeroDayLane(state),
  receivedAt: state.row.received_at.toISOString(),
  isWaiting: isWaiting(state),
  ...(state.row.severity ? { severity: state.row.severity } : {}),
  ...(state.row.coordinator_id ? { coordinator: publicId('U', state.row.coordinator_id) } : {}),
});

/** The cases that the actor knows of, by the promises that are to be kept next; titles only of those one is in. */
export async function listCases(
  work: Work,
  actor: Actor,
  { closed = false, after, limit = limits.page.default }: { closed?: boolean; after?: CaseId; limit?: number } = {},
): Promise<{ cases: CaseCard[]; next?: string; duty?: Duty }> {
  const viewer = { member: actor.member, duty: await dutyOf(work, actor.member) };
  const rows = await listedCases(work.sql, viewer, { closed, after, limit });
  const states = await statesOf(work, rows);
  const cases: CaseCard[] = [];
  for (const [index, state] of states.entries()) cases.push(await cardOf(work, rows[index] ?? never(), state));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const { duty } = viewer;
  return { cases, ...(last ? { next: publicId('N', last.id) } : {}), ...(duty ? { duty } : {}) };
}

const never = (): never => {
  throw new Error('A case of the list has no state.');
};

async function cardOf(work: Work, row: ListedCase, state: CaseState): Promise<CaseCard> {
  const you = row.terms === EMBARGO_TERMS.version ? 'inside' : row.part ? 'asked' : 'outside';
  const next = nextDue(clocksIn(state, work.now));
  const title = you === 'inside' ? (await caseKey(work, row.id)).open(row.id, 'title', row.title) : undefined;
  return {
    ...shownStanding(state),
    you,
    ...(title === undefined ? {} : { title }),
    ...(next ? { next: shownClock(next) } : {}),
  };
}

/** The whole case for who is in it, with a note that it was handed out. */
export async function openCase(work: Work, actor: Actor, id: CaseId): Promise<DeskCase> {
  const inside = await insideCase(work, actor, id);
  await recordView(work, inside.row, { viewer: actor.member, part: inside.part, seen: 'case' });
  return await shownCase(work, inside);
}

/** The report byte by byte, to be saved; with a note that it was handed out. */
export async function openRaw(work: Work, actor: Actor, id: CaseId) {
  const { row, part } = await insideCase(work, actor, id);
  await recordView(work, row, { viewer: actor.member, part, seen: 'report' });
  const raw = await rawReport(work, row);
  return { sha256: row.raw_digest.toString('hex'), bytes: raw.length, base64: raw.toString('base64') };
}

async function shownCase(work: Work, { row, part }: Inside): Promise<DeskCase> {
  const state = await stateOf(work, row);
  const key = await caseKey(work, row.id);
  const reporter = await reporterFor(work, row, part);
  const letters = await shownLetters(work, row);
  const notes = await shownNotes(work, row.id);
  return {
    ...shownStanding(state),
    title: key.open(row.id, 'title', row.title),
    source: row.source,
    raw: shownRaw(row),
    ...(reporter ? { reporter } : {}),
    embargo: shownEmbargo(row),
    facts: await shownFacts(work, row),
    clocks: clocksIn(state, work.now).map(shownClock),
    ratings: await shownRatings(work, row),
    people: await shownPeople(work, row),
    branches: await shownFix(work, row),
    cves: await shownCves(work, row),
    letters: letters.map(({ row: { number, side, author_id, automatic, at }, text }) => ({
      ...{ number, side, automatic, text, at: at.toISOString() },
      ...(author_id ? { by: publicId('U', author_id) } : {}),
    })),
    files: await shownFiles(work, row),
    notes: notes.map(({ row: { number, author_id, at }, text }) => ({
      ...{ number, by: publicId('U', author_id), text, at: at.toISOString() },
    })),
    timeline: await shownTimeline(work, row),
    views: await shownViews(work, row),
    moves: reportMoves(row.report_state),
    ...(row.close_reason ? { closeReason: row.close_reason } : {}),
    ...(row.duplicate_of ? { duplicateOf: publicId('N', row.duplicate_of) } : {}),
    ...(row.disputed_at ? { disputedAt: row.disputed_at.toISOString() } : {}),
    ...(row.withdrawn_at ? { withdrawnAt: row.withdrawn_at.toISOString() } : {}),
  };
}

async function shownFacts(work: Work, row: CaseRow): Promise<DeskCase['facts']> {
  const key = await caseKey(work, row.id);
  return (await factsOf(work.sql, [row.id])).map(({ fact, side, stated_by, evidence, at }) => ({
    ...{ fact, side, evidence: key.open(row.id, `fact ${fact}`, evidence), at: at.toISOString() },
    ...(stated_by ? { by: publicId('U', stated_by) } : {}),
  }));
}

async function shownPeople(work: Work, row: CaseRow): Promise<DeskCase['people']> {
  const key = await caseKey(work, row.id);
  const people = await casePeople(work.sql, row.id, deskLimits.peopleMax);
  return people.map(({ member_id, part, reason, added_by, added_at, accepted_at }) => ({
    ...{ member: publicId('U', member_id), part, addedAt: added_at.toISOString() },
    reason: key.open(row.id, `reason ${member_id}`, reason),
    ...(added_by ? { addedBy: publicId('U', added_by) } : {}),
    ...(accepted_at ? { acceptedAt: accepted_at.toISOString() } : {}),
  }));
}

async function shownTimeline(work: Work, row: CaseRow): Promise<DeskCase['timeline']> {
  const key = await caseKey(work, row.id);
  const events = await eventsOf(work.sql, row.id, false, deskLimits.shownMax);
  return events.map(({ number, kind, side, actor, shown, details, at }) => ({
    ...{ number, kind, side, shown, at: at.toISOString() },
    ...(actor ? { by: publicId('U', actor) } : {}),
    ...(details ? { details: key.open(row.id, `event ${number}`, details) } : {}),
  }));
}

/** All that admins learn of cases that they are not in. */
export async function listSizes(
  work: Work,
  { after, limit = limits.page.default }: { after?: CaseId; limit?: number },
) {
  const rows = await caseSizes(work.sql, after, limit);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    cases: rows.map(({ id, bytes }) => ({ id: publicId('N', id), bytes })),
    ...(last ? { next: publicId('N', last.id) } : {}),
  };
}

/** How long reporters waited, of the last twelve months; medians only where they tell of no single case. */
export async function responseTimes(work: Work): Promise<ResponseTimes> {
  const since = new Date(work.now.getTime() - deskLimits.measuredMs);
  const to = async (moment: Measured) => {
    const times = await timesTo(work.sql, moment, since, deskLimits.measuredMax);
    const median = medianOf(times);
    return { cases: times.length, ...(median === undefined ? {} : { medianMs: Math.round(median) }) };
  };
  return { ...(await to('answered_at')), decision: await to('judged_at'), publication: await to('published_at') };
}

/** Undefined for fewer than five: then a number would tell of single cases. */
export function medianOf(times: readonly number[]): number | undefined {
  if (times.length < deskLimits.measuredFrom) return undefined;
  const sorted = times.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
