/** What each role may do, in the words of the screens. */
export const roles = [
  { value: 'owner', label: 'Owner', hint: 'Everything, the team itself included.' },
  { value: 'admin', label: 'Admin', hint: 'People, channels and settings; not the owners.' },
  { value: 'member', label: 'Member', hint: 'Joins and makes channels, writes to everybody.' },
  {
    value: 'guest',
    label: 'Guest in several channels',
    hint: 'Sees only where they were added, and the people there.',
  },
  { value: 'single-guest', label: 'Guest in one channel', hint: 'Sees one channel and the people there.' },
] as const;

export type Role = (typeof roles)[number]['value'];

export const roleWord = (role: string): string => roles.find(({ value }) => value === role)?.label ?? 'Bot';
