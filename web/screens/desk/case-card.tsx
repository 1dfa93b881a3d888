/** A case as lists show it: its title only to who is inside, and the promise that is to be kept next. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { dueInWords } from '#contract/desk-clocks.ts';
import { STAGES } from '#contract/desk-stage.ts';
import { Chip } from '#parts/chip.tsx';
import { DAY_MS } from '#sync/clock.ts';
import { type CaseCard, casePath, useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import s from './desk.module.css';
import { inCapitals, SEVERITY_TONES } from './words.ts';

export const SeverityChip = ({ severity }: { severity: CaseCard['severity'] | undefined }): JSX.Element =>
  severity ? <Chip tone={SEVERITY_TONES[severity]}>{inCapitals(severity)}</Chip> : <Chip>Unrated</Chip>;

/** "an update: due in 5 days"; oxide once it is broken. */
function NextPromise({ card: { next, isWaiting } }: { card: CaseCard }): JSX.Element | null {
  const now = useServerMinute();
  if (!next) return isWaiting ? <Chip>The clocks stand still</Chip> : null;
  const dueAt = Date.parse(next.dueAt);
  return <Chip tone={toneOf(dueAt, now)}>{`${next.says}: ${dueInWords(dueAt, now)}`}</Chip>;
}

const toneOf = (dueAt: number, now: number): 'bad' | 'warn' | 'plain' =>
  dueAt < now ? 'bad' : dueAt < now + DAY_MS ? 'warn' : 'plain';

/** Of the list in the middle: all there is to say, in a line or two. */
export function CaseRow({ card }: { card: CaseCard }): JSX.Element {
  return (
    <li>
      <Link className={s.row} href={casePath(card.id)} data-case={card.id} data-zero-day={card.zeroDay || undefined}>
        <span className={s.number}>{card.name}</span>
        <span className={s.said}>
          <Title card={card} />
          <span className="meta">
            {STAGES[card.stage]} · <Owner card={card} />
          </span>
        </span>
        <span className={s.marks}>
          {card.zeroDay && (
            <Chip tone="bad" sign="warn">
              Zero day
            </Chip>
          )}
          <SeverityChip severity={card.severity} />
          <NextPromise card={card} />
        </span>
      </Link>
    </li>
  );
}

interface TileProps {
  readonly card: CaseCard;
  readonly isHere?: boolean;
  /** What the place that it stands in does not say: the stage, or whose it is. */
  readonly says: 'stage' | 'owner';
}

/** Of the board, and of the list beside a case. */
export function CaseTile({ card, isHere, says }: TileProps): JSX.Element {
  const now = useServerMinute();
  const dueAt = card.next && Date.parse(card.next.dueAt);
  const tone = dueAt === undefined ? 'plain' : toneOf(dueAt, now);
  const due = dueAt === undefined ? undefined : dueInWords(dueAt, now);
  return (
    <li>
      <Link
        className={s.tile}
        href={casePath(card.id)}
        data-case={card.id}
        data-zero-day={card.zeroDay || undefined}
        aria-current={isHere ? 'page' : undefined}
      >
        <span className={s.over}>
          <span className={s.number}>{card.name}</span>
          {card.severity && <SeverityChip severity={card.severity} />}
          {tone !== 'plain' && <Chip tone={tone}>{due}</Chip>}
        </span>
        <Title card={card} />
        <span className="meta">
          {card.zeroDay && <b className={s.lane}>Zero day · </b>}
          {says === 'stage' ? STAGES[card.stage] : <Owner card={card} />}
          {tone === 'plain' && due && ` · ${due}`}
        </span>
      </Link>
    </li>
  );
}

function Title({ card: { you, title } }: { card: CaseCard }): JSX.Element {
  if (you === 'inside') return <b className={s.title}>{title === '' ? 'Without a title' : title}</b>;
  return <span className={s.sealed}>{you === 'asked' ? 'You were asked in. Enter to read' : 'Enter to read'}</span>;
}

const Owner = ({ card: { coordinator } }: { card: CaseCard }): JSX.Element =>
  coordinator === undefined ? <>belongs to nobody</> : <MemberName id={coordinator} />;
