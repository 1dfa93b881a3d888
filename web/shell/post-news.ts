/**
 * What becomes of one's own posts, for those who listen: that sending takes long, that something was not sent, and that
 * it went after all. A post that goes at once is not told: its writer knows.
 */
import type { Conversation, PendingPost, State } from '#sync/state.ts';
import { conversationName } from '#view/conversation-name.ts';

export interface PostNews {
  readonly text: string;
  readonly isAlarm: boolean;
}

interface Told {
  readonly channel: string;
  readonly state: 'slow' | 'failed';
}

/** A function that is given each state and tells what is new in it. */
export function postNews(): (state: State) => readonly PostNews[] {
  /** By post: the last that was told of it. */
  const told = new Map<string, Told>();
  let before: State['conversations'] | undefined;
  return (state) => {
    if (state.conversations === before) return [];
    before = state.conversations;
    const waiting = [...state.conversations.values()].filter(({ pending }) => pending.length > 0);
    return [
      ...gone(told, state),
      ...waiting.flatMap((one) => one.pending.flatMap((post) => newsOf(told, post, one, state))),
    ];
  };
}

/** Of a post that waits. */
function newsOf(told: Map<string, Told>, post: PendingPost, conversation: Conversation, state: State): PostNews[] {
  const { clientId, channel } = post;
  const was = told.get(clientId)?.state;
  if (post.state === 'sent') return told.delete(clientId) ? [sent] : [];
  if ((post.state !== 'slow' && post.state !== 'failed') || post.state === was) return [];
  told.set(clientId, { channel, state: post.state });
  return [post.state === 'slow' ? slow : failed(post, conversation, state)];
}

/** Of those that wait no more: the log has told of them, or their writer took them back. */
function gone(told: Map<string, Told>, { conversations }: State): PostNews[] {
  const news: PostNews[] = [];
  for (const [clientId, { channel }] of told) {
    const conversation = conversations.get(channel);
    if (conversation?.pending.some((post) => post.clientId === clientId)) continue;
    told.delete(clientId);
    if (conversation && stands(conversation, clientId)) news.push(sent);
  }
  return news;
}

const slow: PostNews = { text: 'Sending. The answer takes long.', isAlarm: false };
const sent: PostNews = { text: 'Sent.', isAlarm: false };

const failed = ({ reason }: PendingPost, { channel }: Conversation, { members, me }: State): PostNews => ({
  text: `Not sent to ${conversationName(channel, members, me)}. ${reason ?? 'The server did not answer.'} It is kept.`,
  isAlarm: true,
});

function stands({ timeline, threads }: Conversation, clientId: string): boolean {
  const replies = [...threads.values()].flatMap((thread) => thread.replies.messages);
  return [...(timeline?.messages ?? []), ...replies].some((message) => message.clientId === clientId);
}
