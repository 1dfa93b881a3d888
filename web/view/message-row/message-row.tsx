/**
 * One message: who, when, what, and what became of it. A row is drawn anew only when its message or one of its few
 * flags changes; menus, pickers and dialogs are not its own but of the list round it (`MessageDeeds`), so a long list
 * is cheap.
 */
import { type FocusEvent, type JSX, memo, type ReactNode, useId, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Icon } from '#parts/icon.tsx';
import { MemberFace, MemberName } from '../member.tsx';
import { momentOf } from '../moment.ts';
import { Said } from '../said.tsx';
import { LinkCards } from './cards.tsx';
import { useDeeds } from './deeds.tsx';
import { Files } from './files.tsx';
import { folded } from './folding.ts';
import s from './message-row.module.css';
import { NoteRow } from './note.tsx';
import { Reactions } from './reactions.tsx';
import { DatedStamp, Stamp, TheirTime } from './stamp.tsx';
import { ThreadSummary } from './thread-summary.tsx';
import { Tools } from './tools.tsx';

export { MessageDeeds, useDeeds } from './deeds.tsx';
export { copyLink } from './menu-items.ts';
export { TheirTime } from './stamp.tsx';

export interface MessageRowProps extends PostProps {
  /** All who came with it, one after the other. */
  joined?: readonly Message[] | undefined;
  /** How its list calls it. */
  rowKey?: string | undefined;
  /** From 1, among those that are there. */
  position?: number | undefined;
  /** The one row of its list that Tab leads to. */
  isStop?: boolean | undefined;
  /** Lit for a moment, because one was led to it. */
  isLit?: boolean | undefined;
}

interface PostProps {
  message: Message;
  /** It follows one of the same author closely: no face, no name. */
  isContinued?: boolean | undefined;
  isPinned?: boolean | undefined;
  /** It stands in its thread: the summary of the thread would repeat what follows. */
  isInThread?: boolean | undefined;
  /** In a direct conversation: what the clock of its author showed, where that is another time. */
  showsTheirTime?: boolean | undefined;
  /** It stands outside of its conversation, under no day: the time is told with its day. */
  isAlone?: boolean | undefined;
  /** Beside the time, such as the channel of something that was found. */
  where?: ReactNode;
  /** In place of the text, while it is edited. */
  editor?: ReactNode;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps): JSX.Element {
  const { joined, rowKey, position, isStop, isLit, ...post } = props;
  const { message, isContinued = false, editor } = post;
  const id = useId();
  const [isActive, setActive] = useState(false);
  const deeds = useDeeds();
  const leave = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setActive(false);
  };
  return (
    <article
      className={`${s.row} ${isContinued ? s.continued : ''}`}
      aria-labelledby={`${id}-by ${id}-at`}
      aria-posinset={position}
      aria-setsize={position === undefined ? undefined : -1}
      tabIndex={position === undefined ? undefined : isStop ? 0 : -1}
      data-ts={message.ts}
      data-key={rowKey}
      data-lit={isLit || undefined}
      onPointerEnter={() => setActive(true)}
      onPointerLeave={(event) => setActive(event.currentTarget.contains(document.activeElement))}
      onFocus={() => setActive(true)}
      onBlur={leave}
      onContextMenu={deeds?.contextMenu(message)}
    >
      {message.note ? <NoteRow message={message} joined={joined} id={id} /> : <Post {...post} id={id} />}
      {isActive && deeds && !editor && message.deletedAt === undefined && <Tools message={message} />}
    </article>
  );
});

/** Where the row stands, and whether it is pointed at, changes nothing in it. */
const Post = memo(function Post({ id, isContinued = false, ...props }: PostProps & { id: string }): JSX.Element {
  const { message, isInThread, isPinned, showsTheirTime, isAlone, where, editor } = props;
  return (
    <>
      {isContinued ? (
        <span className={s.aside}>
          <Stamp id={`${id}-at`} ts={message.ts} />
        </span>
      ) : (
        <MemberFace id={message.author} />
      )}
      <div>
        {isContinued ? (
          <span id={`${id}-by`} className="vh">
            <MemberName id={message.author} />
          </span>
        ) : (
          <div className={s.by}>
            <b id={`${id}-by`}>
              <MemberName id={message.author} />
            </b>
            {isAlone ? <DatedStamp id={`${id}-at`} ts={message.ts} /> : <Stamp id={`${id}-at`} ts={message.ts} />}
            {showsTheirTime && <TheirTime member={message.author} at={momentOf(message.ts)} />}
            {message.editedAt !== undefined && <span className="meta">edited</span>}
            {where}
          </div>
        )}
        {isPinned && (
          <div className={s.marks}>
            <Icon sign="pin" small /> Pinned
          </div>
        )}
        {editor ?? <Body message={message} isContinued={isContinued} />}
        {message.files && <Files files={message.files} />}
        {message.cards && <LinkCards message={message} cards={message.cards} />}
        {message.reactions.length > 0 && <Reactions message={message} />}
        {message.replyCount > 0 && !isInThread && <ThreadSummary message={message} />}
      </div>
    </>
  );
});

function Body({ message, isContinued }: { message: Message; isContinued: boolean }): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  if (message.deletedAt !== undefined) return <p className={s.faint}>This message was deleted. Its thread stays.</p>;
  if (message.text === '') return null;
  const short = isOpen ? undefined : folded(message.text);
  return (
    <div className={s.text}>
      <Said
        text={short ?? message.text}
        after={isContinued && message.editedAt !== undefined && <span className="meta"> (edited)</span>}
      />
      {short !== undefined && (
        <button type="button" className={s.more} onClick={() => setOpen(true)}>
          Show all {message.text.length.toLocaleString()} characters
        </button>
      )}
    </div>
  );
}
