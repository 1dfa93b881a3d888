/**
 * Who may open a case. The danger: somebody who reads what is under embargo because of who they are in the team. The
 * principle: nobody is in a case but by name, for a reason, and after accepting the terms of the embargo; roles open
 * nothing. The boundary: whoever is neither in it nor at the desk is told that there is no such case.
 */
import { type Duty, EMBARGO_TERMS, type Part } from '#contract/desk-cases.ts';
import { type CaseId, type MemberId, publicId } from '#contract/ids.ts';
import { type Actor, isGuest } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { dutyOf, notForTheDesk, rosterOf } from '../roster/roster.ts';
import { caseFull, caseKey, handOf, record } from './case-state.ts';
import { type CaseRow, caseRow, lockCase } from './cases.sql.ts';
import { acceptTerms, casePeople, deletePerson, putPerson, standingIn } from './people.sql.ts';

export const noSuchCase = problem('desk/no-such-case', 404, 'There is no such case that you can see.');
export const notInside = problem(
  'desk/not-inside',
  403,
  'You are not in this case. Enter it first, and say why you need to.',
);
export const termsOpen = problem<{ terms: string }>(
  'desk/terms-open',
  403,
  'Nothing of this case is shown before you accept the terms of its embargo. Read them and accept them.',
);
export const coordinatorsOnly = problem(
  'desk/coordinators-only',
  403,
  'Only a coordinator of this case can do this. Ask one of them.',
);
export const reasonMissing = problem(
  'desk/reason-missing',
  422,
  'Say why you need to be in this case; it is written down with your name.',
);
export const rosterPartOnly = problem(
  'desk/roster-part-only',
  422,
  'Only who works at the desk can be triager or coordinator of a case. Add this member as a fixer.',
);
export const coordinatorStays = problem(
  'desk/coordinator-stays',
  409,
  'This is who the case belongs to. Hand it over to another coordinator first.',
);
export const caseClosed = problem('desk/case-closed', 409, 'This case is closed. Nothing in it changes any more.');

export interface Inside {
  readonly row: CaseRow;
  readonly part: Part;
}

/** A triager's or coordinator's part counts only as long as the duty at the desk does. */
const partOf = (standing: { part: Part | null; duty: Duty | null }): Part | undefined =>
  standing.part && (standing.part === 'fixer' || standing.duty) ? standing.part : undefined;

async function admitted(work: Work, actor: Actor, row: CaseRow | undefined): Promise<Inside> {
  const standing = row && (await standingIn(work.sql, row.id, actor.member));
  const part = standing && partOf(standing);
  if (!row || (!part && !standing?.duty)) throw noSuchCase();
  if (!part) throw notInside();
  if (standing.terms !== EMBARGO_TERMS.version) throw termsOpen({ terms: EMBARGO_TERMS.version });
  return { row, part };
}

export interface Audience {
  /** Who is in the case, and has accepted its terms. */
  readonly inside: readonly MemberId[];
  /** Who works at the desk, or was asked into the case, and is not. */
  readonly beside: readonly MemberId[];
}

/** Whom it concerns that something happened in a case. */
export async function audienceOf(work: Work, id: CaseId): Promise<Audience> {
  const desk = new Set(await rosterOf(work));
  const people = (await casePeople(work.sql, id, deskLimits.peopleMax)).filter(
    ({ member_id, part }) => part === 'fixer' || desk.has(member_id),
  );
  const inside = new Set(
    people.filter(({ terms }) => terms === EMBARGO_TERMS.version).map(({ member_id }) => member_id),
  );
  const all = new Set([...desk, ...people.map(({ member_id }) => member_id)]);
  return { inside: [...inside], beside: [...all].filter((member) => !inside.has(member)) };
}

/** For reading: the case for who is in it. */
export const insideCase = async (work: Work, actor: Actor, id: CaseId): Promise<Inside> =>
  admitted(work, actor, await caseRow(work.sql, id));

/** For a change: the open case, held to the end of the unit, for who is in it. */
export async function lockedInside(work: Work, actor: Actor, id: CaseId): Promise<Inside> {
  const inside = await admitted(work, actor, await lockCase(work.sql, id));
  if (inside.row.report_state === 'closed') throw caseClosed();
  return inside;
}

/** The same for one of its coordinators. */
export async function lockedForCoordinator(work: Work, actor: Actor, id: CaseId): Promise<CaseRow> {
  const { row, part } = await lockedInside(work, actor, id);
  if (part !== 'coordinator') throw coordinatorsOnly();
  return row;
}

/** The open case for what the reporter does, who has proven to be the reporter to whoever calls. */
export async function lockedForReporter(work: Work, id: CaseId): Promise<CaseRow> {
  const row = await lockCase(work.sql, id);
  if (!row) throw noSuchCase();
  if (row.report_state === 'closed') throw caseClosed();
  return row;
}

/** Comes into a case: by one's duty at the desk and for a reason, or because one was asked to. Accepts the terms. */
export async function enterCase(
  work: Work,
  actor: Actor,
  id: CaseId,
  { terms, reason }: { readonly terms: string; readonly reason?: string | undefined },
): Promise<void> {
  const row = await lockCase(work.sql, id);
  const standing = row && (await standingIn(work.sql, id, actor.member));
  const part = standing && partOf(standing);
  if (!row || (!part && !standing?.duty)) throw noSuchCase();
  if (terms !== EMBARGO_TERMS.version) throw termsOpen({ terms: EMBARGO_TERMS.version });
  if (part && standing.terms === terms) return;
  if (!part) {
    if (reason === undefined) throw reasonMissing();
    await addTo(work, row, actor, actor.member, standing.duty ?? 'triager', reason);
  }
  await acceptTerms(work.sql, id, actor.member, terms, work.now);
  await record(work, row, handOf(actor), {}, { kind: 'terms-accepted', shown: false });
}

async function addTo(
  work: Work,
  row: CaseRow,
  actor: Actor | undefined,
  member: MemberId,
  part: Part,
  reason: string,
): Promise<void> {
  const people = await casePeople(work.sql, row.id, deskLimits.peopleMax);
  if (people.length >= deskLimits.peopleMax) throw caseFull();
  await putPerson(work.sql, {
    ...{ case_id: row.id, team_id: row.team_id, member_id: member, part, terms: null, accepted_at: null },
    reason: (await caseKey(work, row.id)).seal(row.id, `reason ${member}`, reason),
    ...{ added_by: actor?.member ?? null, added_at: work.now },
  });
}

/** A coordinator asks somebody into the case; they see nothing of it before they accept the terms. */
export async function addPerson(
  work: Work,
  actor: Actor,
  id: CaseId,
  wanted: { readonly member: MemberId; readonly part: Part; readonly reason: string },
): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  await joinPerson(work, row, actor, wanted);
}

/** Also by turn, without an actor. Whoever is in it already keeps the terms that they accepted. */
export async function joinPerson(
  work: Work,
  row: CaseRow,
  actor: Actor | undefined,
  { member, part, reason }: { readonly member: MemberId; readonly part: Part; readonly reason: string },
): Promise<void> {
  const { role, deactivated_at } = await requireMember(work, member);
  if (deactivated_at || isGuest(role) || role === 'bot') throw notForTheDesk();
  const duty = await dutyOf(work, member);
  if (part !== 'fixer' && (!duty || (part === 'coordinator' && duty !== 'coordinator'))) throw rosterPartOnly();
  await addTo(work, row, actor, member, part, reason);
  const hand = actor ? handOf(actor) : { side: 'system' as const, member: null, auditName: 'system' };
  const details = `${publicId('U', member)} ${part}: ${reason}`;
  await record(work, row, hand, {}, { kind: 'person-added', shown: false, details });
}

export async function removePerson(work: Work, actor: Actor, id: CaseId, member: MemberId): Promise<void> {
  const row = await lockedForCoordinator(work, actor, id);
  if (row.coordinator_id === member) throw coordinatorStays();
  if (!(await deletePerson(work.sql, id, member))) return;
  const details = publicId('U', member);
  await record(work, row, handOf(actor), {}, { kind: 'person-removed', shown: false, details });
}
