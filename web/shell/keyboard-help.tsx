import type { JSX } from 'react';
import { Dialog } from '#parts/dialog.tsx';
import { Keys } from '#view/keys.tsx';

export function KeyboardHelp({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <Keys level={3} />
    </Dialog>
  );
}
