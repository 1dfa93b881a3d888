/** Every conversation with something new, and the way to be done with it. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Badge } from '#parts/badge.tsx';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Icon } from '#parts/icon.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import rows from '#parts/rows.module.css';
import { toast } from '#parts/toast.tsx';
import type { Conversation } from '#sync/workspace.ts';
import { conversationPath } from '#view/addresses.ts';
import { attempt } from '#view/attempt.ts';
import { conversationName, isDirect, signOf } from '#view/conversation-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export function UnreadScreen(): JSX.Element {
  const workspace = useWorkspace();
  const conversations = useSelect((state) => state.conversations);
  const settings = useSelect((state) => state.settings);
  const unread = [...conversations.values()]
    .filter(({ standing, channel }) => standing.unread > 0 && !settings.get(channel.id)?.muted)
    .sort((a, b) => urgency(b) - urgency(a) || b.standing.unread - a.standing.unread);
  const readAll = async (): Promise<void> => {
    for (const { channel, standing } of unread) {
      if (standing.lastTs !== undefined && !(await attempt(workspace.markRead(channel.id, standing.lastTs)))) return;
    }
    toast('Everything is marked as read.');
  };
  return (
    <Pane aria-label="Unread" ring>
      <PaneHead
        title="Unread"
        about="What calls for you first. Muted conversations are left out."
        actions={unread.length > 0 && <Button onClick={() => void readAll()}>Mark all read</Button>}
      />
      <PaneBody narrow padded>
        {unread.length === 0 ? (
          <Empty title="You have read everything">New messages appear here as they come.</Empty>
        ) : (
          <ul className={rows.rows}>
            {unread.map((conversation) => (
              <Row key={conversation.channel.id} conversation={conversation} />
            ))}
          </ul>
        )}
      </PaneBody>
    </Pane>
  );
}

const urgency = ({ channel, standing }: Conversation): number =>
  isDirect(channel) ? standing.unread : standing.mentions;

function Row({ conversation }: { conversation: Conversation }): JSX.Element {
  const { channel, standing } = conversation;
  const workspace = useWorkspace();
  const name = useSelect(({ members, me }) => conversationName(channel, members, me));
  const { lastTs } = standing;
  return (
    <li className={rows.row}>
      <Icon sign={signOf(channel)} />
      <Link className={`grow ${rows.name}`} href={conversationPath(channel.id)}>
        <b>
          <bdi>{name}</bdi>
        </b>
        <span className="meta">{standing.unread} new</span>
        <Badge count={urgency(conversation)} word={isDirect(channel) ? 'to you' : 'mentions'} loud />
      </Link>
      {lastTs !== undefined && (
        <Button
          kind="quiet"
          aria-label={`Mark read: ${name}`}
          onClick={() => void attempt(workspace.markRead(channel.id, lastTs))}
        >
          Mark read
        </Button>
      )}
    </li>
  );
}
