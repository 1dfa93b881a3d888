/** The message that is edited in its place, and where the focus goes afterwards. */
import { type ReactNode, useCallback, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { focusComposer, MessageEditor } from '#view/composer/composer.tsx';
import type { MessageListHandle } from './message-list.tsx';

interface Editing {
  /** The ts of the message. */
  readonly ts: string | undefined;
  edit(message: Message): void;
  editFromComposer(ts: string): void;
  editor(message: Message): ReactNode;
}

/** `composer`: the key of its place. */
export function useEditing(composer: string, list: { readonly current: MessageListHandle | null }): Editing {
  const [edited, setEdited] = useState<{ ts: string; from: 'row' | 'composer' }>();
  const edit = useCallback((message: Message) => setEdited({ ts: message.ts, from: 'row' }), []);
  const from = edited?.from;
  const editor = useCallback(
    (message: Message) => (
      <MessageEditor
        message={message}
        onClose={() => {
          setEdited(undefined);
          requestAnimationFrame(() => {
            if (from === 'composer') focusComposer(composer);
            else list.current?.focusRow(message.ts);
          });
        }}
      />
    ),
    [composer, from, list],
  );
  const editFromComposer = useCallback(
    (ts: string) => {
      list.current?.focusRow(ts);
      setEdited({ ts, from: 'composer' });
    },
    [list],
  );
  return { ts: edited?.ts, edit, editor, editFromComposer };
}
