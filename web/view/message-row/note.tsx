/** What the system wrote: who came and went, what was changed. */
import { type JSX, type ReactNode, useId, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Icon } from '#parts/icon.tsx';
import { MemberName, nameless } from '../member.tsx';
import { useSelect } from '../workspace.tsx';
import s from './message-row.module.css';
import { Stamp } from './stamp.tsx';

interface Props {
  readonly message: Message;
  readonly joined?: readonly Message[] | undefined;
  readonly id: string;
}

export function NoteRow({ message, joined, id }: Props): JSX.Element {
  return (
    <>
      <span className={s.sign} aria-hidden="true">
        <Icon sign={signs[message.note?.kind ?? ''] ?? 'info'} small />
      </span>
      {joined ? (
        <Joined message={message} joined={joined} id={id} />
      ) : (
        <p className={s.note}>
          <span id={`${id}-by`}>{sentence(message)}</span> <Stamp id={`${id}-at`} ts={message.ts} />
        </p>
      )}
    </>
  );
}

const namedMost = 2;

/** "Mei, Dan and 41 others joined.", and on demand who, by whom and when. */
function Joined({ message, joined, id }: Required<Props>): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  const all = [...new Set(joined?.map(({ author, note }) => note?.member ?? author))];
  const named = all.length === namedMost + 1 ? all : all.slice(0, namedMost);
  const names = useSelect(({ members }) => named.map((one) => members.get(one)?.name ?? nameless).join('\n')).split(
    '\n',
  );
  const others = all.length - named.length;
  const words = others > 0 ? [...names, `${others} others`] : names;
  return (
    <div className={s.note}>
      <span id={`${id}-by`}>
        {words.map((word, at) => (
          <span key={named[at] ?? 'others'}>
            {at > 0 && (at === words.length - 1 ? ' and ' : ', ')}
            <bdi>{word}</bdi>
          </span>
        ))}{' '}
        joined.
      </span>{' '}
      <Stamp id={`${id}-at`} ts={message.ts} />{' '}
      <button
        type="button"
        className={s.more}
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Show less' : `Show all ${all.length}`}
      </button>
      {isOpen && (
        <ul id={list}>
          {joined?.map((one) => (
            <li key={one.ts}>
              {sentence(one)} <Stamp ts={one.ts} />
            </li>
          ))}
        </ul>
      )}
    </div>
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
