/** One thing that happened in a case: who, what, and for the desk why. */
import type { JSX, ReactNode } from 'react';
import { Link } from 'wouter';
import { isPublicId } from '#contract/ids.ts';
import { Icon, type Sign } from '#parts/icon.tsx';
import { Time } from '#parts/time.tsx';
import { casePath, useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import s from './log.module.css';
import type { DeskCase } from './use-case.ts';
import { eventWords } from './words.ts';

type CaseEvent = DeskCase['timeline'][number];

const SIGNS: readonly (readonly [RegExp, Sign])[] = [
  [/^fact-(public|exploit|attacked)/, 'warn'],
  [/^(embargo|waiting)/, 'clock'],
  [/^(patch|branches|tests|retest|fact-fix)/, 'branch'],
  [/^(person|terms|case)/, 'user'],
  [/^closed/, 'lock'],
];
const signOf = (kind: string): Sign => SIGNS.find(([fits]) => fits.test(kind))?.[1] ?? 'pen';

interface HandProps {
  readonly side: CaseEvent['side'];
  readonly by: string | undefined;
}

export function Hand({ side, by }: HandProps): JSX.Element {
  if (by !== undefined) return <MemberName id={by} />;
  return <>{side === 'reporter' ? 'The reporter' : side === 'system' ? 'Wardroom' : 'The desk'}</>;
}

interface Props {
  readonly event: CaseEvent;
  /** With why, and whether the reporter sees it. */
  readonly isWhole?: boolean;
}

export function EventLine({ event, isWhole }: Props): JSX.Element {
  const place = usePlace();
  const now = useServerMinute();
  return (
    <div className={s.event}>
      <Icon sign={signOf(event.kind)} small />
      <span className="grow">
        <b>
          <Hand side={event.side} by={event.by} />
        </b>{' '}
        {eventWords(event.kind)} · <Time at={Date.parse(event.at)} now={now} place={place} />
        {isWhole && event.shown && ' · the reporter sees this'}
        {isWhole && event.details !== undefined && <span className={s.details}>{named(event.details)}</span>}
      </span>
    </div>
  );
}

/** Ids of members and cases become their names. */
const named = (text: string): ReactNode[] =>
  text.split(/\b([UN][0-7][0-9A-HJKMNP-TV-Z]{25})\b/).map((part, at) => {
    const key = `${at}`;
    if (isPublicId('U', part)) return <MemberName key={key} id={part} />;
    if (!isPublicId('N', part)) return part;
    return (
      <Link key={key} href={casePath(part)}>
        another case
      </Link>
    );
  });
