/** What is most often done with a message, at the edge of its row while the pointer or the focus is there. */
import type { JSX } from 'react';
import type { Message } from '#contract/workspace.ts';
import { IconButton } from '#parts/button.tsx';
import { useDeeds } from './deeds.tsx';
import s from './message-row.module.css';

export function Tools({ message }: { message: Message }): JSX.Element | null {
  const deeds = useDeeds();
  if (!deeds) return null;
  const { openThread } = deeds;
  return (
    <div className={s.tools}>
      {!message.note && (
        <>
          <IconButton
            sign="smile"
            label="React"
            aria-haspopup="dialog"
            onClick={({ currentTarget }) => deeds.showPicker(message, currentTarget)}
          />
          {openThread && <IconButton sign="reply" label="Reply in thread" onClick={() => openThread(message)} />}
        </>
      )}
      <IconButton
        sign="more"
        label="More actions"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => deeds.showMenu(message, currentTarget)}
      />
    </div>
  );
}
