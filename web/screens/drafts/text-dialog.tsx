/** The words of a message that waits. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { TextArea } from '#parts/field.tsx';
import { fieldText, judgeText, wireText } from '#view/composer/composer.tsx';
import { useWorkspace } from '#view/workspace.tsx';

interface Props {
  /** As it crosses the wire. */
  readonly text: string;
  readonly hasFiles: boolean;
  /** Resolves with what to tell where it did not succeed; otherwise the dialog closes. */
  onSave(text: string): Promise<string | undefined>;
  onClose(): void;
}

export function TextDialog({ text, hasFiles, onSave, onClose }: Props): JSX.Element {
  const workspace = useWorkspace();
  const [typed, setTyped] = useState(() => fieldText(text, workspace.state()));
  const [fault, setFault] = useState<string>();
  const [pending, setPending] = useState(false);
  const save = async (): Promise<void> => {
    const wire = wireText(typed, workspace.state());
    const wrong = judgeText(wire, hasFiles);
    if (wrong !== undefined) return setFault(wrong);
    setPending(true);
    const refusal = await onSave(wire);
    setPending(false);
    if (refusal === undefined) onClose();
    else setFault(refusal);
  };
  return (
    <Dialog
      title="Edit the message"
      wide
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Leave it as it was</Button>
          <Button type="submit" kind="primary" pending={pending}>
            Save
          </Button>
        </>
      }
    >
      <TextArea
        label="Message"
        value={typed}
        rows={6}
        dir="auto"
        error={fault}
        onChange={(event) => {
          setFault(undefined);
          setTyped(event.target.value);
        }}
      />
    </Dialog>
  );
}
