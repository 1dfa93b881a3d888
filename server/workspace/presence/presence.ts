import { type MemberId, publicId } from '#contract/ids.ts';
import type { Person, Presence, PresenceChoice } from '#contract/presence.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { findMembers, noSuchMember } from '#identity/members/members.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { shareChannel } from '../channels/channels.ts';
import { workspaceSettings } from '../settings/settings.ts';
import { statusesOf } from '../status/status.ts';
import { choiceOf, putChoice } from './presence.sql.ts';

export { type Board, createBoard } from './board.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices, and for how it seems to others from now on. */
    'presence.chosen': { readonly member: MemberId; readonly choice: PresenceChoice; readonly json: string };
  }
}

export const invisibleNotAllowed = problem(
  'presence/invisible-not-allowed',
  403,
  'In this team nobody is invisible. Choose to seem away instead.',
);

/** How the actor wants to seem. */
export async function choosePresence(work: Work, actor: Actor, choice: PresenceChoice): Promise<void> {
  if (choice === 'invisible' && !(await workspaceSettings(work)).invisible) throw invisibleNotAllowed();
  await putChoice(work.sql, actor.team, actor.member, choice);
  const json = JSON.stringify({ kind: 'presence.chosen', choice });
  work.emit({ kind: 'presence.chosen', member: actor.member, choice, json });
}

/** What the member chose, as far as the team still allows it. */
export async function chosenPresence(work: Work, member: MemberId): Promise<PresenceChoice> {
  const choice = await choiceOf(work.sql, member);
  return choice !== 'invisible' || (await workspaceSettings(work)).invisible ? choice : 'auto';
}

/**
 * Those among the members whom the actor may see, as they are: colleagues see the whole team, guests those they share a
 * conversation with, and everybody itself.
 */
export async function peopleFor(
  work: Work,
  actor: Actor,
  members: readonly MemberId[],
  presenceOf: (member: MemberId) => Presence,
): Promise<{ readonly id: MemberId; readonly person: Person }[]> {
  const asked = [...new Set(members)];
  const found = (await findMembers(work, asked)).map(({ id }) => id);
  const isColleague = allows(actor, 'channels.browse');
  const met = isColleague ? [] : await shareChannel(work.sql, actor.member, found);
  const seen = found.filter((member) => isColleague || member === actor.member || met.includes(member));
  const statuses = await statusesOf(work, seen);
  return seen.map((id) => {
    const status = statuses.get(id);
    return { id, person: { member: publicId('U', id), presence: presenceOf(id), ...(status ? { status } : {}) } };
  });
}

/** As `peopleFor`, of one member; a member that the actor may not see is not there. */
export async function personFor(
  work: Work,
  actor: Actor,
  member: MemberId,
  presenceOf: (member: MemberId) => Presence,
): Promise<Person> {
  const [one] = await peopleFor(work, actor, [member], presenceOf);
  if (!one) throw noSuchMember();
  return one.person;
}
