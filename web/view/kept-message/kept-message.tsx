/** A message, or what is to become one, in a list of things kept aside: where it belongs, its words, its deeds. */
import type { JSX, ReactNode } from 'react';
import type { MessageFile } from '#contract/files.ts';
import { Icon } from '#parts/icon.tsx';
import { Time } from '#parts/time.tsx';
import { conversationName, signOf } from '../conversation-name.ts';
import { MemberName } from '../member.tsx';
import { useMinute } from '../minute.ts';
import { usePlace } from '../place.ts';
import { Said } from '../said.tsx';
import { useSelect } from '../workspace.tsx';
import s from './kept-message.module.css';

export interface KeptMessageProps {
  /** Undefined for what belongs to no conversation. */
  readonly channel?: string | undefined;
  readonly isThread?: boolean | undefined;
  readonly author?: string | undefined;
  /** When it was written, milliseconds since 1970. */
  readonly at?: number | undefined;
  readonly text?: string | undefined;
  readonly files?: readonly MessageFile[] | undefined;
  /** In the corner, such as when it will be sent. */
  readonly about?: ReactNode;
  readonly deeds: ReactNode;
  readonly children?: ReactNode;
}

/** An item of a list. */
export function KeptMessage(props: KeptMessageProps): JSX.Element {
  const { channel, isThread, author, at, text, files, about, deeds, children } = props;
  const place = usePlace();
  const now = useMinute();
  return (
    <li className={s.item}>
      <div className={s.head}>
        {channel !== undefined && <Where channel={channel} isThread={isThread === true} />}
        {author !== undefined && (
          <b>
            <MemberName id={author} />
          </b>
        )}
        {at !== undefined && <Time at={at} now={now} place={place} form="both" />}
        {about}
      </div>
      {text !== undefined && text !== '' && (
        <div className={s.text}>
          <Said text={text} />
        </div>
      )}
      {files !== undefined && files.length > 0 && (
        <p className={s.files}>
          <Icon sign="clip" small />
          <bdi>{files.map(({ name }) => name).join(', ')}</bdi>
        </p>
      )}
      {children}
      <div className={s.deeds}>{deeds}</div>
    </li>
  );
}

function Where({ channel, isThread }: { channel: string; isThread: boolean }): JSX.Element {
  const known = useSelect(({ conversations }) => conversations.get(channel)?.channel);
  const name = useSelect(({ members, me }) => known && conversationName(known, members, me));
  return (
    <span className={s.where}>
      {known && <Icon sign={signOf(known)} small />}
      {isThread && 'Thread in '}
      <bdi>{name ?? 'A conversation that you are not in'}</bdi>
    </span>
  );
}
