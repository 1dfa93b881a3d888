/** Changing a message of one's own where it stands. */
import { type JSX, type KeyboardEvent, useEffect, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Button } from '#parts/button.tsx';
import { toast } from '#parts/toast.tsx';
import { outcome } from '../attempt.ts';
import { useWorkspace } from '../workspace.tsx';
import s from './message-editor.module.css';
import { fieldText, judgeText, wireText } from './text.ts';
import { useNamesLater } from './use-draft.ts';
import { useField, useWritten } from './use-field.ts';
import { Writing } from './writing.tsx';

export interface MessageEditorProps {
  readonly message: Message;
  /** Saved, or left as it was. Give the focus back to where it came from. */
  onClose(): void;
}

export function MessageEditor({ message, onClose }: MessageEditorProps): JSX.Element {
  const workspace = useWorkspace();
  const { channel, ts } = message;
  const field = useField(fieldText(message.text, workspace.state()));
  const [said, setSaid] = useState<{ readonly text: string; readonly fault: string }>();
  const [pending, setPending] = useState(false);
  useNamesLater(field);
  const { ref } = field;
  const isSaid = useWritten(field, ({ text }) => text === said?.text);
  useEffect(() => {
    const area = ref.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
    area?.scrollIntoView({ block: 'nearest' });
  }, [ref]);

  const save = async (): Promise<void> => {
    const { text } = field.selected();
    const wire = wireText(text, workspace.state());
    if (wire === message.text) return onClose();
    const fault = judgeText(wire, false);
    if (fault !== undefined) return setSaid({ text, fault });
    setPending(true);
    const refusal = await outcome(workspace.edit(channel, ts, wire));
    setPending(false);
    if (refusal !== undefined) return setSaid({ text, fault: refusal });
    onClose();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div className={s.editor}>
      <Writing
        field={field}
        channel={channel}
        label="Edit your message"
        fault={isSaid ? said?.fault : undefined}
        hint="Esc leaves it as it was."
        onSend={() => void save()}
        onKey={onKey}
        onLongPaste={() => toast('That is more than a message holds. It was not pasted.')}
        end={
          <span className={s.deeds}>
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="primary" pending={pending} onClick={() => void save()}>
              Save
            </Button>
          </span>
        }
      />
    </div>
  );
}
