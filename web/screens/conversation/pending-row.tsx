/** A post of one's own that the server has not confirmed, in its place, with what can be done about it. */
import { createContext, type JSX, use, useId } from 'react';
import { Icon } from '#parts/icon.tsx';
import { timeOfDay } from '#parts/moments.ts';
import type { PendingPost } from '#sync/state.ts';
import { MemberFace, MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { Said } from '#view/said.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import s from './pending-row.module.css';
import type { Row } from './rows.ts';

/** Takes a post that was not sent back into the composer. */
export const TakeBack = createContext<(post: PendingPost) => void>(() => {});

interface Props {
  row: Extract<Row, { kind: 'pending' }>;
  position: number;
  isStop: boolean;
}

export function PendingRow({ row: { post, key, isContinued }, position, isStop }: Props): JSX.Element {
  const id = useId();
  const me = useSelect((state) => state.me) ?? '';
  const place = usePlace();
  return (
    <article
      className={`${s.row} ${isContinued ? s.continued : ''}`}
      aria-labelledby={`${id}-by ${id}-at`}
      aria-posinset={position}
      aria-setsize={-1}
      tabIndex={isStop ? 0 : -1}
      data-key={key}
    >
      {isContinued ? <span /> : <MemberFace id={me} />}
      <div>
        <div className={isContinued ? 'vh' : s.by}>
          <b id={`${id}-by`}>
            <MemberName id={me} />
          </b>{' '}
          <time id={`${id}-at`} dateTime={new Date(post.writtenAt).toISOString()}>
            {timeOfDay(post.writtenAt, place)}
          </time>
        </div>
        <div className={post.state === 'sent' ? s.text : `${s.text} ${s.faint}`}>
          {post.text !== '' && <Said text={post.text} />}
          {post.files.length > 0 && (
            <p className="meta">{post.files.length === 1 ? 'With a file' : `With ${post.files.length} files`}</p>
          )}
        </div>
        <Standing post={post} />
      </div>
    </article>
  );
}

function Standing({ post }: { post: PendingPost }): JSX.Element | null {
  const workspace = useWorkspace();
  const takeBack = use(TakeBack);
  if (post.state === 'slow') {
    return (
      <p className={s.state}>
        <Icon sign="clock" small /> Sending
      </p>
    );
  }
  if (post.state !== 'failed') return null;
  return (
    <div className={s.failed}>
      <Icon sign="warn" small />
      <span>Not sent. {post.reason ?? 'The server did not answer.'}</span>
      <button type="button" onClick={() => workspace.retry(post.clientId)}>
        Send again
      </button>
      <button type="button" onClick={() => takeBack(post)}>
        Edit
      </button>
      <button type="button" onClick={() => void workspace.discard(post.channel, post.clientId)}>
        Discard
      </button>
    </div>
  );
}
