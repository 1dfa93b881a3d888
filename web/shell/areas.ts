/** The areas of the rail, with what waits in each. */
import type { Sign } from '#parts/icon.tsx';
import type { State } from '#sync/state.ts';

export interface Area {
  readonly path: string;
  readonly label: string;
  readonly sign: Sign;
  /** The addresses of what belongs to it. */
  readonly stands: RegExp;
  readonly isOnPhone: boolean;
  /** Begins the group at the foot of the rail. */
  readonly isLast?: true | undefined;
  readonly count?: Count | undefined;
}

export interface Count {
  readonly number: number;
  /** Such as "unread threads". */
  readonly of: string;
  /** Nobody named you: it can wait. */
  readonly isCalm: boolean;
}

/** Mentions, and everything in direct conversations, except where muted. */
export function urgentOf({ conversations, settings }: State): number {
  let sum = 0;
  for (const [id, { standing, channel }] of conversations) {
    if (settings.get(id)?.muted) continue;
    sum += channel.kind === 'direct' || channel.kind === 'group' ? standing.unread : standing.mentions;
  }
  return sum;
}

const waiting = (number: number, of: string, isCalm: boolean): Count | undefined =>
  number > 0 ? { number, of, isCalm } : undefined;

interface Given {
  readonly urgent: number;
  readonly unreadThreads: number;
  readonly permissions: readonly string[];
  /** Cases that call for somebody; undefined for who has nothing to do with the security desk. */
  readonly cases: number | undefined;
}

export function areasOf({ urgent, unreadThreads, permissions, cases }: Given): Area[] {
  const desk: Area[] =
    cases === undefined
      ? []
      : [
          {
            ...{ path: '/desk/inbox', label: 'Desk', sign: 'desk', stands: /^\/desk/, isOnPhone: true },
            count: waiting(cases, 'cases without an answer or overdue', false),
          },
        ];
  const areas: Area[] = [
    { path: '/', label: 'Home', sign: 'home', stands: /^\/(c\/|channels|people|unread|drafts|saved)/, isOnPhone: true },
    {
      ...{ path: '/threads', label: 'Threads', sign: 'threads', stands: /^\/threads/, isOnPhone: true },
      count: waiting(unreadThreads, 'unread threads', true),
    },
    {
      ...{ path: '/activity', label: 'Activity', sign: 'at', stands: /^\/activity/, isOnPhone: true },
      count: waiting(urgent, 'mentions and direct messages', false),
    },
    // A phone has room for five.
    { path: '/files', label: 'Files', sign: 'file', stands: /^\/files/, isOnPhone: desk.length === 0 },
    ...desk,
    { path: '/me/profile', label: 'You', sign: 'user', stands: /^\/me/, isOnPhone: true },
  ];
  if (!permissions.includes('members.manage')) return areas;
  const admin = {
    path: '/admin/members',
    label: 'Admin',
    sign: 'admin',
    stands: /^\/admin/,
    isOnPhone: false,
  } as const;
  return [...areas, { ...admin, isLast: true }];
}
