/** The threads that one follows: those with something new first. */
import { type JSX, useEffect } from 'react';
import { Link } from 'wouter';
import type { FollowedThread } from '#contract/threads.ts';
import { Badge } from '#parts/badge.tsx';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import { placeKey } from '#sync/workspace.ts';
import { conversationPath } from '#view/addresses.ts';
import { attempt } from '#view/attempt.ts';
import { conversationName } from '#view/conversation-name.ts';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { PagedList, usePaged } from '#view/paged.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './threads.module.css';

const pageSize = 30;

export function ThreadsScreen(): JSX.Element {
  const workspace = useWorkspace();
  const unreadThreads = useSelect((state) => state.unreadThreads);
  const list = usePaged({
    of: ['threads'],
    load: (after, signal) => workspace.api.call('GET /v1/me/threads', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ threads }) => threads,
  });
  const { items: threads, again } = list;
  // Something new in a thread: the list stands in another order.
  useEffect(() => {
    if (unreadThreads >= 0) void again();
  }, [unreadThreads, again]);
  useEffect(() => workspace.lookUp(threads.map(({ root }) => root.author)), [workspace, threads]);
  const readAll = async (): Promise<void> => {
    for (const { standing, root } of threads) {
      const last = root.lastReplyTs;
      if (standing.unread === 0 || last === undefined) continue;
      if (!(await attempt(workspace.markThreadRead(standing.channel, standing.threadTs, last)))) return;
    }
    await again();
    toast('All threads here are marked as read.');
  };
  return (
    <Pane aria-label="Threads" ring>
      <PaneHead
        title="Threads"
        about="Those that you follow: you began them, answered in them, or were named there."
        actions={unreadThreads > 0 && <Button onClick={() => void readAll()}>Mark all read</Button>}
      />
      <PaneBody padded>
        <PagedList
          list={list}
          what="threads"
          rows="rows"
          empty={
            <Empty title="You follow no thread yet">
              Answer a message in a thread, or choose “Follow thread” in its menu, and it appears here.
            </Empty>
          }
        >
          <ol className={styles.list}>
            {threads.map((thread) => (
              <Thread key={placeKey(thread.standing.channel, thread.standing.threadTs)} thread={thread} />
            ))}
          </ol>
        </PagedList>
      </PaneBody>
    </Pane>
  );
}

function Thread({ thread: { root, standing } }: { thread: FollowedThread }): JSX.Element {
  const { channel, threadTs } = standing;
  const workspace = useWorkspace();
  const live = useSelect(({ threadStandings }) => threadStandings.get(placeKey(channel, threadTs))) ?? standing;
  const name = useSelect(({ conversations, members, me }) => {
    const conversation = conversations.get(channel);
    return conversation && conversationName(conversation.channel, members, me);
  });
  const replies = root.replyCount === 1 ? '1 reply' : `${root.replyCount} replies`;
  return (
    <li className={styles.thread} data-unread={live.unread > 0 || undefined}>
      <h2 className={styles.where}>
        <bdi>{name ?? 'A conversation'}</bdi>
        <Badge count={live.unread} word="new replies" />
      </h2>
      <MessageRow message={root} isInThread isAlone />
      <div className={styles.actions}>
        <Link className={buttonClass('plain')} href={conversationPath(channel, { threadTs })}>
          Open, {replies}
        </Link>
        {live.unread > 0 && root.lastReplyTs !== undefined && (
          <Button
            kind="quiet"
            onClick={() => void attempt(workspace.markThreadRead(channel, threadTs, root.lastReplyTs ?? threadTs))}
          >
            Mark read
          </Button>
        )}
        <Button kind="quiet" onClick={() => void attempt(workspace.unfollowThread(channel, threadTs))}>
          Unfollow
        </Button>
      </div>
    </li>
  );
}
