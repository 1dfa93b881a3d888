/** The views of a case: what was said with the reporter, what the team says among itself, and all that happened. */
import type { JSX, ReactNode } from 'react';
import { Avatar } from '#parts/avatar.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Time } from '#parts/time.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { MemberFace, MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { CaseFiles } from './case-files.tsx';
import { Travel } from './correspondence.tsx';
import { EventLine } from './event-line.tsx';
import s from './log.module.css';
import { type Entry, Log } from './log.tsx';
import { type DeskCase, useCase } from './use-case.ts';

type Letter = DeskCase['letters'][number];

/** What a letter says already is not told a second time. */
const SAID_BY_LETTERS = new Set(['letter-written', 'answered', 'receipt-sent', 'ways-told']);

export function Conversation(): JSX.Element {
  const { letters, timeline } = useCase();
  const entries: Entry[] = [
    ...letters.map((letter) => ({
      ...{ key: `letter ${letter.number}`, at: Date.parse(letter.at) },
      shows: <LetterRow letter={letter} />,
    })),
    ...timeline
      .filter(({ kind, shown }) => shown && !SAID_BY_LETTERS.has(kind))
      .map((event) => ({
        ...{ key: `event ${event.number}`, at: Date.parse(event.at) },
        shows: <EventLine event={event} />,
      })),
  ];
  return <Log label="Conversation with the reporter" entries={entries.toSorted((one, other) => one.at - other.at)} />;
}

export function Notes(): JSX.Element {
  const { notes } = useCase();
  const entries = notes.map(({ number, by, text, at }) => ({
    ...{ key: `note ${number}`, at: Date.parse(at) },
    shows: (
      <Said face={<MemberFace id={by} />} name={<MemberName id={by} />} at={at} isNote>
        {text}
      </Said>
    ),
  }));
  if (entries.length === 0) {
    return <Empty title="No note yet">What stands here is for the case team. It is never sent to the reporter.</Empty>;
  }
  return <Log label="Team notes" entries={entries} />;
}

export function Timeline(): JSX.Element {
  const { timeline } = useCase();
  const entries = timeline.map((event) => ({
    ...{ key: `event ${event.number}`, at: Date.parse(event.at) },
    shows: <EventLine event={event} isWhole />,
  }));
  return <Log label="Timeline" entries={entries} />;
}

function LetterRow({ letter: { number, side, by, automatic, text, at } }: { letter: Letter }): JSX.Element {
  const { id, reporter, files } = useCase();
  const below = (
    <>
      <CaseFiles files={files.filter(({ letter }) => letter === number)} />
      <Travel letter={number} isOfDesk={side === 'desk'} />
    </>
  );
  if (by !== undefined) {
    return (
      <Said face={<MemberFace id={by} />} name={<MemberName id={by} />} at={at} below={below}>
        {text}
      </Said>
    );
  }
  const isReporter = side === 'reporter' && !automatic;
  const name = isReporter ? (reporter?.name ?? 'The reporter') : 'Wardroom';
  const mark = isReporter ? <Chip tone="info">Reporter</Chip> : <Chip>Written by a program</Chip>;
  return (
    <Said
      face={<Avatar id={isReporter ? id : 'program'} name={name} />}
      name={<bdi>{name}</bdi>}
      mark={mark}
      at={at}
      below={below}
    >
      {text}
    </Said>
  );
}

interface SaidProps {
  readonly face: JSX.Element;
  readonly name: ReactNode;
  readonly mark?: ReactNode;
  readonly at: string;
  readonly isNote?: boolean;
  readonly below?: ReactNode;
  readonly children: string;
}

function Said({ face, name, mark, at, isNote, below, children }: SaidProps): JSX.Element {
  const place = usePlace();
  const now = useServerMinute();
  return (
    <article className={isNote ? `${s.letter} ${s.note}` : s.letter}>
      {face}
      <div>
        <p className={s.by}>
          <b>{name}</b>
          {mark}
          <Time at={Date.parse(at)} now={now} place={place} />
        </p>
        <p className={s.words} dir="auto">
          {children}
        </p>
        {below}
      </div>
    </article>
  );
}
