/**
 * Who may do what: one table. What a role may not do in general, no route can allow; what depends on the thing itself
 * (am I in this conversation, is it my message) is judged beside the thing, with the same words.
 */

import type { Owed, Role } from '#contract/identity.ts';
import type { MemberId, SessionId, TeamId, TokenId } from '#contract/ids.ts';
import type { Scope } from '#contract/tokens.ts';
import { after } from '#platform/clock.ts';
import { type Route, routesFor } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { type Problem, problem } from '#platform/problem.ts';
import { type Needed, neededFor, reaches, reachesWithin, STREAM_NEEDS } from './scopes.ts';

export { neededFor, reaches } from './scopes.ts';

/** Who calls, as proven by the credential. */
export interface Actor {
  readonly team: TeamId;
  readonly member: MemberId;
  readonly role: Role;
  readonly by: { readonly session: SessionId } | { readonly token: TokenId };
  /** What must still be proven before anything but signing in is open. */
  readonly owes?: Owed | undefined;
  /** When the holder of this device last proved who it is; never for a token. */
  readonly provenAt?: Date | undefined;
  /** What the token reaches; missing: all that its member may do, as of a device, or of a token older than scopes. */
  readonly scopes?: readonly Scope[] | undefined;
}

/** A program that acts for the team by a credential of its own; no member stands behind it, and it is no owner. */
export interface Client {
  readonly team: TeamId;
  readonly role: 'admin';
  /** Its name in the audit log. */
  readonly client: string;
}

const PEOPLE = ['owner', 'admin', 'member'] as const;
const GUESTS = ['guest', 'single-guest'] as const;
const EVERYBODY = [...PEOPLE, ...GUESTS, 'bot'] as const;

export const PERMISSIONS = {
  'team.read': EVERYBODY,
  'members.read': [...PEOPLE, 'bot'],
  'members.manage': ['owner', 'admin'],
  'sign-in.manage': ['owner', 'admin'],
  'owners.manage': ['owner'],
  'emails.read': PEOPLE,
  // Of whom one sees at all: guests see those whom they share a conversation with.
  'contacts.read': [...PEOPLE, ...GUESTS],
  'invitations.manage': ['owner', 'admin'],
  'bots.manage': ['owner', 'admin'],
  'tokens.create': PEOPLE,
  'tokens.manage': ['owner', 'admin'],
  'attempts.read': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
  'workspace.manage': ['owner', 'admin'],
  'user-groups.read': EVERYBODY,
  'user-groups.manage': PEOPLE,
  'channels.browse': [...PEOPLE, 'bot'],
  'channels.create': PEOPLE,
  'channels.manage': ['owner', 'admin'],
  'channels.use': EVERYBODY,
  'conversations.open': EVERYBODY,
  'messages.post': EVERYBODY,
  'messages.moderate': ['owner', 'admin'],
  'bookmarks.change': [...PEOPLE, 'bot'],
  'emoji.add': [...PEOPLE, 'bot'],
  'emoji.manage': ['owner', 'admin'],
  'link-cards.switch': ['owner', 'admin'],
  'files.use': EVERYBODY,
  'files.manage': ['owner', 'admin'],
  'search.use': [...PEOPLE, ...GUESTS],
  // Who works at the desk, and in which case, is judged beside the case; admins outside of it see numbers and sizes.
  'desk.use': PEOPLE,
  'desk.manage': ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

/** Who sees only the channels it was brought into: one, or several. */
export const isGuest = (role: Role): boolean => (GUESTS as readonly Role[]).includes(role);

export type Permission = keyof typeof PERMISSIONS;

/** Whether the role may it, whatever a token reaches. */
export const mayIt = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Role[]).includes(role);

/** Whether this caller may it, within a route that it was let into. */
export const allows = ({ role, scopes }: Pick<Actor, 'role' | 'scopes'>, permission: Permission): boolean =>
  mayIt(role, permission) && reachesWithin(scopes, permission);

export const permissionsOf = (actor: Pick<Actor, 'role' | 'scopes'>): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => allows(actor, permission));

export const deviceNeeded = problem(
  'access/device-needed',
  403,
  'This needs a signed-in device; an API token may not do it. Sign in and do it there.',
);

/** The session of a caller on a signed-in device; refuses API tokens, so that a leaked one cannot entrench itself. */
export function requireDevice(actor: Actor): SessionId {
  if ('token' in actor.by) throw deviceNeeded();
  return actor.by.session;
}

export const scopeMissing = problem<{ scope: string }>(
  'access/scope-missing',
  403,
  'This API token does not reach that. Make one with the scope that is named here, or add it to this one.',
);

/** Why a token does not open this route, or the stream; undefined for a device, and for what the token reaches. */
export function beyondToken({ by, scopes }: Actor, route: Route | 'stream'): Problem | undefined {
  if (!('token' in by)) return undefined;
  const needed: readonly Needed[] = route === 'stream' ? STREAM_NEEDS : [neededFor(route)];
  const missing = needed.find((scope) => !reaches(scopes, scope));
  if (missing === undefined) return undefined;
  return missing === 'none' ? deviceNeeded() : scopeMissing({ scope: missing });
}

export const proofNeeded = problem(
  'access/proof-needed',
  403,
  'This is done only right after you proved once more that it is you. Nothing was done; prove it, then try again.',
);

/** Refuses what is dangerous on a device that was left open: the holder must have proven itself minutes ago. */
export function requireRecentProof(actor: Actor, now: Date): void {
  requireDevice(actor);
  if (!actor.provenAt || actor.provenAt < after(now, -limits.proofs.recentMs)) throw proofNeeded();
}

/** The actor's name in the audit log. */
export const auditName = (actor: Actor | Client): string =>
  'client' in actor ? actor.client : `member:${actor.member}`;

export const { route, longRoute } = routesFor<Permission, Actor, Needed>();
