/** Stands outside the section it is about, which is gone from the list as soon as the wish is there. */
import type { JSX } from 'react';
import type { SidebarSection } from '#contract/sidebar.ts';
import { announce } from '#parts/announce.ts';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { withoutSection } from '#sync/sidebar.ts';
import { outcome } from '#view/attempt.ts';
import { sectionName } from '#view/section-name.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { focusSection } from './focus-sidebar.ts';

interface Props {
  readonly section: SidebarSection;
  readonly onClose: () => void;
}

export function DeleteSection({ section, onClose }: Props): JSX.Element {
  const workspace = useWorkspace();
  const name = sectionName(section);
  const remove = async (): Promise<string | undefined> => {
    const fault = await outcome(workspace.arrange(withoutSection(section.id)));
    if (fault !== undefined) return fault;
    announce(`Section ${name} deleted`);
    // After the dialog has given the focus back: what it was opened from is gone.
    focusSection('channels');
    return undefined;
  };
  return (
    <ConfirmDialog
      title={`Delete the section ${name}?`}
      consequence="What stands in it goes back to channels and direct messages. Nothing in the conversations changes."
      wayBack="You can make a section anew at any time."
      confirm="Delete section"
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
