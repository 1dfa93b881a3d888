import { type JSX, useRef } from 'react';
import type { Message } from '#contract/workspace.ts';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { outcome } from '../attempt.ts';
import { useWorkspace } from '../workspace.tsx';

interface Props {
  message: Message;
  /** In place of `onClose`, once it is deleted. */
  onDeleted(): void;
  onClose(): void;
}

/** Says what goes and what stays before a message is deleted. */
export function DeleteDialog({ message, onDeleted, onClose }: Props): JSX.Element {
  const workspace = useWorkspace();
  const isDeleted = useRef(false);
  const { channel, ts, files = [], replyCount } = message;
  const gone = files.length > 0 ? 'Its text, its files, its reactions' : 'Its text, its reactions';
  return (
    <ConfirmDialog
      title="Delete this message?"
      consequence={
        <>
          {gone} and its earlier texts are gone for everybody at once.
          {replyCount > 0 && ` Its ${replyCount === 1 ? 'reply stays' : `${replyCount} replies stay`}.`}
        </>
      }
      wayBack="It cannot be brought back."
      confirm="Delete message"
      cancel="Keep it"
      danger
      onConfirm={async () => {
        const fault = await outcome(workspace.remove(channel, ts));
        isDeleted.current = fault === undefined;
        return fault;
      }}
      onClose={() => (isDeleted.current ? onDeleted() : onClose())}
    />
  );
}
