/** All about a conversation beside it: what it is for, who is in it, what is pinned, its files. */
import { type JSX, useEffect, useRef } from 'react';
import { IconButton } from '#parts/button.tsx';
import { PaneBody, PaneHead } from '#parts/pane.tsx';
import { Tabs } from '#parts/tabs.tsx';
import type { Conversation } from '#sync/state.ts';
import s from '../conversation.module.css';
import { About } from './about.tsx';
import { FilesHere } from './files-here.tsx';
import { MembersHere } from './members-here.tsx';
import { Pinned } from './pinned.tsx';

export type DetailsPart = 'about' | 'members' | 'pinned' | 'files';

interface Props {
  conversation: Conversation;
  name: string;
  part: DetailsPart;
  onPart(part: DetailsPart): void;
  onClose(): void;
}

export function Details({ conversation, name, part, onPart, onClose }: Props): JSX.Element {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const tabs = [
    { name: 'about', label: 'About' },
    { name: 'members', label: 'Members' },
    { name: 'pinned', label: 'Pinned' },
    { name: 'files', label: 'Files' },
  ] as const;
  const shown = conversation.channel.kind === 'direct' ? tabs.filter((tab) => tab.name !== 'members') : tabs;
  return (
    <aside className={s.panel} aria-label="Details" data-ring="">
      <PaneHead
        level={2}
        title={<bdi className="trunc">{name}</bdi>}
        actions={<IconButton ref={close} sign="close" label="Close details" onClick={onClose} />}
      />
      <Tabs<DetailsPart> label="Details" tabs={shown} current={part} onChange={onPart}>
        <PaneBody>
          {part === 'about' && <About conversation={conversation} name={name} />}
          {part === 'members' && <MembersHere conversation={conversation} name={name} />}
          {part === 'pinned' && <Pinned conversation={conversation} />}
          {part === 'files' && <FilesHere conversation={conversation} />}
        </PaneBody>
      </Tabs>
    </aside>
  );
}
