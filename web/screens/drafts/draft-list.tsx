import type { JSX } from 'react';
import { Link } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { toast } from '#parts/toast.tsx';
import { type DraftMark, placeKey } from '#sync/state.ts';
import { conversationPath } from '#view/addresses.ts';
import { KeptMessage } from '#view/kept-message/kept-message.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export function DraftList(): JSX.Element {
  const drafts = useSelect((state) => state.drafts);
  if (drafts.size === 0) {
    return (
      <Empty title="No drafts">
        What you begin to write is kept by itself, on this device and on your others, until you send it.
      </Empty>
    );
  }
  return (
    <ul>
      {[...drafts.values()]
        .sort((a, b) => b.version - a.version)
        .map((mark) => (
          <Draft key={placeKey(mark.channel, mark.threadTs)} mark={mark} />
        ))}
    </ul>
  );
}

function Draft({ mark }: { mark: DraftMark }): JSX.Element {
  const { channel, threadTs } = mark;
  const workspace = useWorkspace();
  const text = workspace.getDraft(channel, threadTs)?.text;
  const conversation = useSelect(({ conversations }) => conversations.get(channel)?.channel);
  const canSend = conversation !== undefined && conversation.archivedAt === undefined && (text ?? '').trim() !== '';
  const put = (next: string): void => workspace.setDraft(channel, threadTs, { text: next, caret: next.length });
  const send = (): void => {
    if (text === undefined) return;
    workspace.post({ channel, threadTs, text });
    put('');
    toast('Sent.');
  };
  const remove = (): void => {
    if (text === undefined) return;
    put('');
    toast({ text: 'Draft deleted.', action: { label: 'Undo', run: () => put(text) } });
  };
  return (
    <KeptMessage
      channel={channel}
      isThread={threadTs !== undefined}
      text={text}
      deeds={
        <>
          <Link className={buttonClass('plain')} href={conversationPath(channel, { threadTs })}>
            Go on writing
          </Link>
          <Button sign="send" disabled={!canSend} onClick={send}>
            Send now
          </Button>
          <Button kind="quiet" onClick={remove}>
            Delete
          </Button>
        </>
      }
    />
  );
}
