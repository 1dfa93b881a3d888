import type { Holding } from '#platform/holdings.ts';

const KEPT = 'Until somebody deletes it, or the team goes; retention per team and channel comes with governance.';

export const workspaceHoldings: Holding[] = [
  { name: 'channels', of: 'team', tables: ['channels', 'channel_members'], kept: KEPT },
  {
    name: 'messages',
    of: 'team',
    tables: ['messages', 'message_edits', 'reactions', 'mentions'],
    kept: `${KEPT} A deleted message leaves its place, without what was written.`,
  },
  {
    name: 'channel logs',
    of: 'team',
    tables: ['channel_events'],
    kept: 'As long as the channel: references and numbers, never content.',
  },
];
