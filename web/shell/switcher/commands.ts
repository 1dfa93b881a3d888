/** Places and settings that have a name of their own. */
import type { Sign } from '#parts/icon.tsx';

export interface Command {
  readonly path: string;
  readonly name: string;
  /** Words by which people look for it. */
  readonly about: string;
  readonly sign: Sign;
  /** Without it the command is not offered. */
  readonly needs?: string;
}

const commands: readonly Command[] = [
  { path: '/unread', name: 'Unread', about: 'everything new', sign: 'eye' },
  { path: '/threads', name: 'Threads', about: 'replies followed', sign: 'threads' },
  { path: '/activity', name: 'Activity', about: 'mentions reactions', sign: 'at' },
  { path: '/files', name: 'Files', about: 'documents images', sign: 'file' },
  { path: '/drafts', name: 'Drafts and scheduled', about: 'unsent later', sign: 'pen' },
  { path: '/saved', name: 'Saved and reminders', about: 'later bookmarks', sign: 'clock' },
  { path: '/people', name: 'People', about: 'members directory', sign: 'users' },
  { path: '/channels', name: 'Browse channels', about: 'join create', sign: 'hash', needs: 'channels.browse' },
  { path: '/me/profile', name: 'Profile', about: 'name picture title', sign: 'user' },
  { path: '/me/notifications', name: 'Notifications', about: 'do not disturb keywords mute', sign: 'bell' },
  { path: '/me/appearance', name: 'Appearance', about: 'dark light theme density', sign: 'eye' },
  { path: '/me/language-time', name: 'Language and time', about: 'zone clock', sign: 'clock' },
  {
    path: '/me/accessibility',
    name: 'Accessibility',
    about: 'screen reader announcements focus plain list',
    sign: 'eye',
  },
  { path: '/me/keyboard', name: 'Keyboard', about: 'shortcuts keys', sign: 'code' },
  { path: '/me/security', name: 'Security', about: 'password devices sessions access log offline', sign: 'key' },
  {
    path: '/admin/members',
    name: 'Members and roles',
    about: 'admin deactivate',
    sign: 'users',
    needs: 'members.manage',
  },
  { path: '/admin/invitations', name: 'Invitations', about: 'admin invite', sign: 'plus', needs: 'invitations.manage' },
  { path: '/admin/channels', name: 'All channels', about: 'admin archive', sign: 'hash', needs: 'channels.manage' },
  { path: '/admin/groups', name: 'User groups', about: 'admin handles', sign: 'users', needs: 'user-groups.manage' },
  { path: '/admin/emoji', name: 'Custom emoji', about: 'admin', sign: 'smile', needs: 'emoji.add' },
  {
    path: '/admin/settings',
    name: 'Settings of the team',
    about: 'domains link cards space',
    sign: 'admin',
    needs: 'workspace.manage',
  },
  { path: '/admin/desk', name: 'Security page', about: 'admin desk policy keys', sign: 'desk', needs: 'desk.manage' },
  { path: '/admin/audit', name: 'Audit log', about: 'admin verify', sign: 'trust', needs: 'audit.read' },
];

export const commandsFor = (permissions: readonly string[]): Command[] =>
  commands.filter(({ needs }) => needs === undefined || permissions.includes(needs));
