import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import type { Actor, Client } from '../access/access.ts';
import { assignRoles, type GivenRole, type Welcome } from '../members/members.ts';
import { noteGrants, type StandingRow, standingsOf } from './people.sql.ts';

/**
 * Gives these members what their groups make of them: the highest role that one of them gives. Who is in none any more
 * gets back the role from before, unless somebody gave another one meanwhile. Owners stay owners.
 */
export async function settleRoles(
  work: Work,
  welcome: Welcome,
  by: Actor | Client,
  members: readonly MemberId[],
): Promise<void> {
  if (members.length === 0) return;
  const moves = (await standingsOf(work.sql, members)).flatMap(moveOf);
  await assignRoles(work, welcome, by, new Map(moves.map(({ member_id, role }) => [member_id, role])));
  await noteGrants(work.sql, moves);
}

type Move = Pick<StandingRow, 'member_id' | 'granted_role' | 'role_before'> & { readonly role: GivenRole };

function moveOf({ member_id, role, granted_role, role_before, due }: StandingRow): Move[] {
  if (role === 'owner' || role === 'bot') return [];
  const present = role === 'single-guest' ? 'guest' : role;
  if (due !== null) {
    if (due === granted_role && due === role) return [];
    const before = granted_role !== null && granted_role === role ? role_before : present;
    return [{ member_id, role: due, granted_role: due, role_before: before }];
  }
  if (granted_role === null || role_before === null) return [];
  return [{ member_id, role: granted_role === role ? role_before : present, granted_role: null, role_before: null }];
}
