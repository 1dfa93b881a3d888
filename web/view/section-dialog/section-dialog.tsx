/** Names a section of the sidebar, a new one or one that is there. */
import { type JSX, useState } from 'react';
import type { SidebarSection } from '#contract/sidebar.ts';
import { announce } from '#parts/announce.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { deviceRandom } from '#sync/random.ts';
import { renamed, withSection } from '#sync/sidebar.ts';
import { outcome } from '../attempt.ts';
import { useWorkspace } from '../workspace.tsx';

interface Props {
  /** The one that is renamed; otherwise a new one is made. */
  readonly section?: SidebarSection | undefined;
  /** A conversation that goes into the new one at once. */
  readonly channel?: string | undefined;
  /** The conversation stands in the new section, which is drawn a moment later. */
  readonly onMoved?: (channel: string, section: string) => void;
  readonly onClose: () => void;
}

export function SectionDialog({ section, channel, onMoved, onClose }: Props): JSX.Element {
  const workspace = useWorkspace();
  const [name, setName] = useState(section?.name ?? '');
  const [fault, setFault] = useState<string>();
  const [pending, setPending] = useState(false);
  const save = async (): Promise<void> => {
    const word = name.trim();
    if (pending) return;
    if (word === '') return setFault('Give it a name.');
    setPending(true);
    const id = section?.id ?? deviceRandom.uuid();
    const change = section ? renamed(id, word) : withSection(id, word, channel);
    const found = await outcome(workspace.arrange(change));
    setPending(false);
    if (found !== undefined) return setFault(found);
    announce(section ? `Renamed to ${word}` : `Section ${word} made`);
    onClose();
    if (channel !== undefined) onMoved?.(channel, id);
  };
  return (
    <Dialog
      title={section ? 'Rename the section' : 'New section'}
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={pending}>
            {section ? 'Rename' : 'Make section'}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        hint="A heading in your sidebar. Nobody else sees it."
        error={fault}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
    </Dialog>
  );
}
