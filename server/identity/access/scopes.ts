/**
 * What an API token reaches. The danger: a token that was made to post is found, and reads everything. The principle:
 * closed unless opened: a route needs the scope that it declares, or the one that belongs to its permission; what has
 * none is closed to all tokens. The boundary: tokens from before there were scopes reach what their members do.
 */
import type { Scope } from '#contract/tokens.ts';
import type { Permission } from './access.ts';

/** `any`: for every token. `none`: for no token. */
export type Needed = Scope | 'any' | 'none';

/** By permission: what reading needs, and what changing. */
const OF_PERMISSION: Readonly<Record<Permission, readonly [read: Needed, write: Needed]>> = {
  'team.read': ['team:read', 'none'],
  'members.read': ['team:read', 'none'],
  'members.manage': ['members:read', 'members:write'],
  'sign-in.manage': ['access:read', 'none'],
  'owners.manage': ['access:read', 'none'],
  'emails.read': ['members:read', 'none'],
  'contacts.read': ['team:read', 'none'],
  'invitations.manage': ['members:read', 'members:write'],
  'bots.manage': ['access:read', 'none'],
  'tokens.create': ['access:read', 'none'],
  'tokens.manage': ['access:read', 'none'],
  'attempts.read': ['access:read', 'none'],
  'audit.read': ['audit:read', 'none'],
  'workspace.manage': ['team:read', 'team:write'],
  'user-groups.read': ['team:read', 'none'],
  'user-groups.manage': ['team:read', 'team:write'],
  'channels.browse': ['messages:read', 'none'],
  'channels.create': ['messages:read', 'channels:write'],
  'channels.manage': ['messages:read', 'channels:write'],
  'channels.use': ['messages:read', 'messages:write'],
  'conversations.open': ['messages:read', 'messages:write'],
  'messages.post': ['messages:read', 'messages:write'],
  'messages.moderate': ['messages:read', 'moderation:write'],
  'bookmarks.change': ['messages:read', 'messages:write'],
  'emoji.add': ['team:read', 'team:write'],
  'emoji.manage': ['team:read', 'team:write'],
  'link-cards.switch': ['team:read', 'team:write'],
  'files.use': ['files:read', 'files:write'],
  'files.manage': ['files:read', 'team:write'],
  'search.use': ['messages:read', 'none'],
  // No token reaches the security desk: a program that reads along would leak what is under embargo.
  'desk.use': ['none', 'none'],
  'desk.manage': ['none', 'none'],
};

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a token needs for a route. */
export function neededFor(route: {
  readonly method: string;
  readonly spec: { readonly may: string; readonly scope?: string | undefined };
}): Needed {
  const { may, scope } = route.spec;
  if (scope !== undefined) return scope as Needed;
  const [read, write] = OF_PERMISSION[may as Permission] ?? ['none', 'none'];
  return READING.has(route.method) ? read : write;
}

/**
 * What a token needs where a rule asks for more than its route does: what others wrote, for one. What is not here is
 * asked only to see what one may see anyway; there the route's scope is enough.
 */
const WITHIN: Partial<Readonly<Record<Permission, Needed>>> = {
  'owners.manage': 'none',
  'emails.read': 'members:read',
  'members.manage': 'members:write',
  'workspace.manage': 'team:write',
  'emoji.manage': 'team:write',
  'channels.manage': 'channels:write',
  'messages.moderate': 'moderation:write',
};

/** What the stream tells, and so what it needs. */
export const STREAM_NEEDS: readonly Scope[] = ['messages:read', 'team:read', 'personal:read'];

/** Missing: all of them, as before there were any. */
type Held = readonly Scope[] | undefined;

export const reaches = (held: Held, needed: Needed): boolean =>
  needed === 'any' || held === undefined || (needed !== 'none' && held.includes(needed));

export const reachesWithin = (held: Held, permission: Permission): boolean =>
  reaches(held, WITHIN[permission] ?? 'any');
