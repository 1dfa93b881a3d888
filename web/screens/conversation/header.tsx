/** The head of a conversation: what it is called and about, who is in it, search and details. */
import { type JSX, memo, type RefObject, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import type { Channel } from '#contract/workspace.ts';
import { Button, IconButton } from '#parts/button.tsx';
import { Icon } from '#parts/icon.tsx';
import { PaneHead } from '#parts/pane.tsx';
import { searchPath } from '#view/addresses.ts';
import { isDirect, othersIn, signOf } from '#view/conversation-name.ts';
import { MemberFace, useMember } from '#view/member.tsx';
import { TheirTime } from '#view/message-row/message-row.tsx';
import { useMinute } from '#view/minute.ts';
import { TeamEmoji } from '#view/team-emoji.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import type { DetailsPart } from './details/details.tsx';
import s from './header.module.css';
import { useMembersOf } from './members.ts';
import { searchWords } from './search-words.ts';

interface Props {
  channel: Channel;
  name: string;
  /** Of the details, where they are open. */
  part: DetailsPart | undefined;
  onPart(part: DetailsPart | undefined): void;
  /** The button that opens them. */
  opener: RefObject<HTMLButtonElement | null>;
}

const facesMost = 3;

export const Header = memo(function Header({ channel, name, part, onPart, opener }: Props): JSX.Element {
  const [, go] = useLocation();
  const members = useMembersOf(channel.id);
  const words = useSelect((state) => searchWords(channel, state.members, state.me));
  const count = members?.length;
  return (
    <PaneHead
      lead={
        <Link className={s.back} href="/" aria-label="Back to conversations">
          <Icon sign="back" />
        </Link>
      }
      title={
        <>
          <Icon sign={signOf(channel)} small />
          <span className="trunc">
            <bdi>{name}</bdi>
          </span>
        </>
      }
      about={<About channel={channel} />}
      actions={
        <>
          {!isDirect(channel) && (
            <span className={s.faces}>
              {members?.slice(0, facesMost).map((id) => (
                <MemberFace key={id} id={id} size="small" />
              ))}
            </span>
          )}
          {count !== undefined && channel.kind !== 'direct' && (
            <Button kind="quiet" sign="users" aria-label={`${count} members`} onClick={() => onPart('members')}>
              {count}
            </Button>
          )}
          <IconButton sign="search" label="Search here" onClick={() => go(searchPath(`${words} `))} />
          <IconButton
            ref={opener}
            sign="more"
            label="Details"
            pressed={part !== undefined}
            onClick={() => onPart(part === undefined ? 'about' : undefined)}
          />
        </>
      }
    />
  );
});

function About({ channel }: { channel: Channel }): JSX.Element | null {
  const me = useSelect((state) => state.me);
  const minute = useMinute();
  if (channel.archivedAt !== undefined) return <span>Archived</span>;
  if (channel.kind === 'direct') {
    const [other] = othersIn(channel, me);
    return other === undefined || other === me ? (
      <span>Only you can see what you write here.</span>
    ) : (
      <Them id={other} at={minute} />
    );
  }
  return channel.topic === '' ? null : (
    <span className="trunc" title={channel.topic}>
      <bdi>{channel.topic}</bdi>
    </span>
  );
}

/** Presence in words, status, and their time where it is another one. */
function Them({ id, at }: { id: string; at: number }): JSX.Element {
  const workspace = useWorkspace();
  useEffect(() => workspace.watch([id]), [workspace, id]);
  const person = useSelect(({ people }) => people.get(id));
  const member = useMember(id);
  const words = person?.presence === 'active' ? 'Active' : 'Away';
  return (
    <>
      {person && <span>{words}</span>}
      {person?.status?.text && (
        <span className="trunc">
          {person.status.emoji && <TeamEmoji code={person.status.emoji} />} <bdi>{person.status.text}</bdi>
        </span>
      )}
      {member?.title && !person?.status && <bdi className="trunc">{member.title}</bdi>}
      <TheirTime member={id} at={at} />
    </>
  );
}
