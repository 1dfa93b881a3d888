import type { SystemEvent } from './records.ts';
import type { MessageShape } from './shapes.ts';

/** Subtypes of what people and integrations say. */
const posts = new Set([
  'bot_message',
  'file_comment',
  'file_mention',
  'file_share',
  'me_message',
  'slackbot_response',
  'thread_broadcast',
  'tombstone',
]);

/** Subtypes of Slack's own notices that say all they have to say in their text. */
const notices = new Set([
  'app_conversation_join',
  'app_conversation_leave',
  'bot_add',
  'bot_disable',
  'bot_enable',
  'bot_remove',
  'channel_canvas_updated',
  'channel_convert_to_private',
  'channel_convert_to_public',
  'channel_posting_permissions',
  'conversation_connection_accepted',
  'huddle_thread',
  'joiner_notification',
  'joiner_notification_for_inviter',
  'reminder_add',
  'sh_room_created',
  'sh_room_shared',
  'tabbed_canvas_updated',
]);

/** `channel_join`, `group_join` and `mpim_join` say the same of three kinds of conversation. */
const conversationEvent = /^(?:channel|group|mpim)_(join|leave|topic|purpose|name|archive|unarchive)$/;

export const isPost = (subtype: string): boolean => posts.has(subtype);

export const isNotice = (subtype: string): boolean =>
  notices.has(subtype) || conversationEvent.test(subtype) || subtype === 'pinned_item' || subtype === 'unpinned_item';

/** What happened to the conversation, or undefined where the subtype is one of a post or unknown. */
export function systemEventOf(subtype: string, record: MessageShape): SystemEvent | undefined {
  if (notices.has(subtype)) return { event: 'notice', subtype };
  if (subtype === 'pinned_item') return { event: 'pinned' };
  if (subtype === 'unpinned_item') return { event: 'unpinned' };
  switch (conversationEvent.exec(subtype)?.[1]) {
    case 'join':
      return { event: 'joined', inviter: record.inviter || undefined };
    case 'leave':
      return { event: 'left' };
    case 'topic':
      return { event: 'topic-set', topic: record.topic ?? '' };
    case 'purpose':
      return { event: 'purpose-set', purpose: record.purpose ?? '' };
    case 'name':
      return { event: 'renamed', from: record.old_name ?? '', to: record.name ?? '' };
    case 'archive':
      return { event: 'archived' };
    case 'unarchive':
      return { event: 'unarchived' };
    default:
      return undefined;
  }
}
