/** What the system wrote: who came and went, what was changed. */
import type { JSX, ReactNode } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Icon } from '#parts/icon.tsx';
import { MemberName } from '../member.tsx';
import s from './message-row.module.css';
import { Stamp } from './stamp.tsx';

export function NoteRow({ message, id }: { message: Message; id: string }): JSX.Element {
  return (
    <>
      <span className={s.sign} aria-hidden="true">
        <Icon sign={signs[message.note?.kind ?? ''] ?? 'info'} small />
      </span>
      <p className={s.note}>
        <span id={`${id}-by`}>{sentence(message)}</span> <Stamp id={`${id}-at`} ts={message.ts} />
      </p>
    </>
  );
}

const signs: Record<string, 'users' | 'pen' | 'lock'> = {
  joined: 'users',
  left: 'users',
  added: 'users',
  removed: 'users',
  topic: 'pen',
  purpose: 'pen',
  renamed: 'pen',
  archived: 'lock',
};

function sentence({ author, note }: Message): ReactNode {
  const who = <MemberName id={author} />;
  const whom = note?.member === undefined ? 'somebody' : <MemberName id={note.member} />;
  const text = note?.text ?? '';
  switch (note?.kind) {
    case 'joined':
      return <>{who} joined.</>;
    case 'left':
      return <>{who} left.</>;
    case 'added':
      return (
        <>
          {who} brought {whom} in.
        </>
      );
    case 'removed':
      return (
        <>
          {who} removed {whom}.
        </>
      );
    case 'topic':
    case 'purpose':
      return text === '' ? (
        <>
          {who} removed the {note.kind}.
        </>
      ) : (
        <>
          {who} set the {note.kind}: <bdi>{text}</bdi>
        </>
      );
    case 'renamed':
      return (
        <>
          {who} renamed this channel to <bdi>{text}</bdi>.
        </>
      );
    case 'archived':
      return <>{who} archived this channel. It can be read, and takes no new messages.</>;
    case 'unarchived':
      return <>{who} brought this channel back.</>;
    default:
      return <bdi>{text}</bdi>;
  }
}
