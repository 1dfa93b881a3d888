/** Beside the desk's screens, in the place of the conversations: what needs a first reply, and what one is in. */
import type { JSX } from 'react';
import { Link, useLocation } from 'wouter';
import { Side } from '#parts/side.tsx';
import tabs from '#parts/tabs.module.css';
import { type CaseCard, inboxPath, useDeskCases } from '#view/desk-cases.ts';
import { useSelect } from '#view/workspace.tsx';
import { CaseTile } from './case-card.tsx';
import s from './desk.module.css';
import { groupOf } from './groups.ts';

export function DeskSide({ onFind }: { onFind: () => void }): JSX.Element {
  const { items, duty } = useDeskCases();
  const me = useSelect((state) => state.me);
  const [path] = useLocation();
  const isNew = (card: CaseCard): boolean => groupOf(card) === 'first-reply';
  const isYours = (card: CaseCard): boolean => card.coordinator === me;
  const groups = [
    { label: 'Needs a first reply', cards: items.filter(isNew) },
    { label: 'Yours', cards: items.filter((card) => !isNew(card) && isYours(card)) },
    { label: 'You are in', cards: items.filter((card) => !isNew(card) && !isYours(card) && card.you !== 'outside') },
  ];
  return (
    <Side label="Cases" title="Security desk" find="Find a case…" onFind={onFind}>
      <nav className={tabs.tabs} aria-label="Security desk">
        <Place path={inboxPath} here={path} label="Inbox" />
        <Place path="/desk/board" here={path} label="Board" />
        {duty && <Place path="/desk/templates" here={path} label="Replies" />}
      </nav>
      <div className={s.cases}>
        {groups
          .filter(({ cards }) => cards.length > 0)
          .map(({ label, cards }) => (
            <div key={label}>
              <h2>{label}</h2>
              <ul>
                {cards.map((card) => (
                  <CaseTile key={card.id} card={card} says="stage" isHere={path.startsWith(`/desk/cases/${card.id}`)} />
                ))}
              </ul>
            </div>
          ))}
      </div>
    </Side>
  );
}

const Place = ({ path, here, label }: { path: string; here: string; label: string }): JSX.Element => (
  <Link href={path} className={tabs.tab ?? ''} aria-current={path === here ? 'page' : undefined}>
    {label}
  </Link>
);
