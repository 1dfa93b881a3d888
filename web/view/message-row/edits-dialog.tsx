import { type JSX, useEffect, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Dialog } from '#parts/dialog.tsx';
import { dayAndTime } from '#parts/moments.ts';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Reply } from '#sync/api.ts';
import { wordsFor } from '../attempt.ts';
import { useToday } from '../minute.ts';
import { usePlace } from '../place.ts';
import { Said } from '../said.tsx';
import { useWorkspace } from '../workspace.tsx';
import s from './edits-dialog.module.css';

type Edits = Reply<'GET /v1/channels/:channel/messages/:ts/edits'>['edits'];

/** The earlier texts of a message, the latest first, below the one that stands. */
export function EditsDialog({ message, onClose }: { message: Message; onClose(): void }): JSX.Element {
  const { api } = useWorkspace();
  const { channel, ts } = message;
  const place = usePlace();
  const today = useToday(place.zone);
  const [found, setFound] = useState<Edits | string>();
  useEffect(() => {
    let isOver = false;
    api.call('GET /v1/channels/:channel/messages/:ts/edits', { params: { channel, ts } }).then(
      ({ edits }) => !isOver && setFound(edits.toReversed()),
      (fault: unknown) => !isOver && setFound(wordsFor(fault)),
    );
    return () => {
      isOver = true;
    };
  }, [api, channel, ts]);
  return (
    <Dialog title="Earlier texts" onClose={onClose} wide>
      {found === undefined && <Skeleton label="Loading earlier texts" shape="lines" />}
      {typeof found === 'string' && <p role="alert">{found}</p>}
      {typeof found === 'object' && (
        <ol className={s.edits}>
          <li>
            <p className="meta">Now</p>
            <Said text={message.text} />
          </li>
          {found.map(({ replacedAt, text }) => (
            <li key={replacedAt}>
              <p className="meta">Until {dayAndTime(new Date(replacedAt), today, place)}</p>
              <Said text={text} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
