import type { Holding } from '#platform/holdings.ts';
import { deleteForsaken } from './files/files.ts';

const KEPT = 'Until somebody deletes it, or the team goes; retention per team and channel comes with governance.';

export const workspaceHoldings: Holding[] = [
  { name: 'channels', of: 'team', tables: ['channels', 'channel_members'], kept: KEPT },
  {
    name: 'messages',
    of: 'team',
    tables: ['messages', 'message_edits', 'reactions', 'mentions', 'pins'],
    kept: `${KEPT} A deleted message leaves its place, without what was written.`,
  },
  { name: 'workspace settings', of: 'team', tables: ['workspace_settings'], kept: 'As long as the team.' },
  { name: 'user groups', of: 'team', tables: ['user_groups', 'user_group_members'], kept: 'As long as the team.' },
  {
    name: 'attention',
    of: 'team',
    tables: [
      'notification_preferences',
      'notification_keywords',
      'channel_notifications',
      'thread_follows',
      'sidebars',
    ],
    kept: 'As long as the member: what each wants to be told of, where it stands, how it orders its sidebar.',
  },
  {
    name: 'kept aside',
    of: 'team',
    tables: ['saved_items', 'drafts'],
    kept: 'Until the member removes it; nobody else sees it.',
  },
  {
    name: 'files',
    of: 'team',
    tables: ['files', 'message_files', 'file_usage', 'file_allowances'],
    kept: 'As long as a message or a scheduled one carries them; a day while unfinished, a week while none does.',
    expire: deleteForsaken,
  },
  {
    name: 'presence and status',
    of: 'team',
    tables: ['presence_choices', 'member_statuses'],
    kept: 'Until the member says otherwise; a status until it ends. Presence itself is never stored.',
  },
  {
    name: 'channel logs',
    of: 'team',
    tables: ['channel_events'],
    kept: 'As long as the channel: references and numbers, never content.',
  },
];
