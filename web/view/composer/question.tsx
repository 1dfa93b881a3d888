/** Asked before a message calls more than a few. */
import type { JSX } from 'react';
import { ConfirmDialog } from '#parts/dialog.tsx';
import type { Telling } from './telling.ts';

interface Props {
  readonly telling: Telling;
  onSend(): void;
  onClose(): void;
}

export function ManyQuestion({ telling, onSend, onClose }: Props): JSX.Element {
  const people = `${telling.count} people`;
  const many = telling.isExact ? people : `more than ${people}`;
  return (
    <ConfirmDialog
      title={telling.whom === 'here' ? `Tell up to ${many}?` : `Tell ${many}?`}
      consequence={
        telling.whom === 'here'
          ? 'Everybody in here who is active now is told at once.'
          : 'All of them are told, also those who are away now.'
      }
      wayBack="The message can be edited or deleted later; who was told stays told."
      confirm="Send it"
      cancel="Go on writing"
      onConfirm={async () => {
        onSend();
        return undefined;
      }}
      onClose={onClose}
    />
  );
}
