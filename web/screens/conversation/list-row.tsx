/** One row of a list with what stands before it: the day, the line «New». Drawn anew only when it changed. */
import { type JSX, memo, type ReactNode } from 'react';
import type { Message } from '#contract/workspace.ts';
import day from '#parts/day.module.css';
import { dayName } from '#parts/moments.ts';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { useToday } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import s from './message-list.module.css';
import { PendingRow } from './pending-row.tsx';
import { isAt, type Row } from './rows.ts';

/** How the rows of a list look; the same object until something of it changes. */
export interface RowLook {
  /** The message that is edited in place. */
  edited?: string | undefined;
  editor?: ((message: Message) => ReactNode) | undefined;
  /** The message that one was led to. */
  litTs?: string | undefined;
  pinned?: ReadonlySet<string> | undefined;
  isInThread?: boolean | undefined;
  showsTheirTime?: boolean | undefined;
}

interface Props {
  row: Row;
  position: number;
  isStop: boolean;
  look: RowLook;
}

export const ListRow = memo(function ListRow({ row, position, isStop, look }: Props): JSX.Element {
  return (
    <div>
      {row.day !== undefined && <Day at={row.day} />}
      {row.kind === 'message' && row.isFirstNew && (
        // biome-ignore lint/a11y/useSemanticElements: a rule cannot hold a word
        <div className={s.new} role="separator" aria-label="New messages start here">
          New
        </div>
      )}
      {row.kind === 'pending' ? (
        <PendingRow row={row} position={position} isStop={isStop} />
      ) : (
        <MessageRow
          message={row.message}
          joined={row.joined}
          rowKey={row.key}
          isContinued={row.isContinued}
          position={position}
          isStop={isStop}
          isLit={look.litTs !== undefined && isAt(row, look.litTs)}
          isPinned={look.pinned?.has(row.message.ts)}
          isInThread={look.isInThread}
          showsTheirTime={look.showsTheirTime}
          editor={look.edited === row.message.ts ? look.editor?.(row.message) : undefined}
        />
      )}
    </div>
  );
});

function Day({ at }: { at: number }): JSX.Element {
  const place = usePlace();
  const today = useToday(place.zone);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot hold a word
    <div className={day.day} role="separator" aria-label={dayName(at, today, place)}>
      {dayName(at, today, place)}
    </div>
  );
}
