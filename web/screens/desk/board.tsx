/** The open cases by stage, one column for each. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneHead } from '#parts/pane.tsx';
import { inboxPath, useDeskCases } from '#view/desk-cases.ts';
import { PagedList } from '#view/paged.tsx';
import { CaseTile } from './case-card.tsx';
import { focusCase, useCaseKeys } from './case-keys.ts';
import s from './desk.module.css';
import { byStage } from './groups.ts';

export function BoardScreen(): JSX.Element {
  const list = useDeskCases();
  useCaseKeys(focusCase);
  return (
    <Pane aria-label="Board of the security desk" ring>
      <PaneHead
        title="Board"
        about="Open cases by how far they are. A case moves by what is done in it."
        actions={
          <Link className={buttonClass('plain')} href={inboxPath}>
            Inbox
          </Link>
        }
      />
      <div className={s.boardBody}>
        <PagedList
          list={list}
          what="cases"
          empty={<Empty title="Nothing is open">A case stands here as soon as its report is in.</Empty>}
        >
          <div className={s.board}>
            {byStage(list.items).map(({ name, label, cards }) => (
              <section key={name} className={s.column} aria-label={label}>
                <h2>
                  {label} <span className="meta">{cards.length}</span>
                </h2>
                <ul>
                  {cards.map((card) => (
                    <CaseTile key={card.id} card={card} says="owner" />
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </PagedList>
      </div>
    </Pane>
  );
}
