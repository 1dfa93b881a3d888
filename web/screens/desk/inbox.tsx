/** The desk's inbox: what is promised to whom, and who has to do something about it. */
import { type JSX, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { type CaseCard, deskKey, useDeskCases } from '#view/desk-cases.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { CaseRow } from './case-card.tsx';
import { focusCase, useCaseKeys } from './case-keys.ts';
import s from './desk.module.css';
import { byPromise, inPlace } from './groups.ts';
import { ImportDialog } from './import-dialog.tsx';
import { WaitingLine } from './mails.tsx';

export function InboxScreen(): JSX.Element {
  const list = useDeskCases();
  const cards = useInPlace(list.items);
  const [isImporting, setImporting] = useState(false);
  useCaseKeys(focusCase);
  return (
    <Pane aria-label="Inbox of the security desk" ring>
      <PaneHead
        title="Security desk"
        about="What was promised to whom, and when it is due."
        actions={
          <>
            {list.duty === 'coordinator' && <Button onClick={() => setImporting(true)}>Import reports</Button>}
            <Link className={buttonClass('plain')} href="/desk/board">
              Board
            </Link>
          </>
        }
      />
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
      <PaneBody padded>
        <WaitingLine />
        <PagedList list={list} what="cases" empty={list.duty ? <NothingOpen /> : <NotAtTheDesk />}>
          {byPromise(cards)
            .filter((group) => group.cards.length > 0)
            .map(({ name, label, cards: of }) => (
              <Group key={name} label={label} cards={of} />
            ))}
        </PagedList>
        {list.isMine && <Closed />}
      </PaneBody>
    </Pane>
  );
}

/** The order of the first look holds until the screen is left. */
function useInPlace(cards: readonly CaseCard[]): readonly CaseCard[] {
  const before = useRef<readonly string[]>([]);
  const shown = inPlace(before.current, cards);
  useEffect(() => {
    before.current = shown.map(({ id }) => id);
  });
  return shown;
}

function Group({ label, cards }: { label: string; cards: readonly CaseCard[] }): JSX.Element {
  return (
    <section className={s.group} aria-label={label}>
      <h2>
        {label} <span className="meta">{cards.length}</span>
      </h2>
      <ul>
        {cards.map((card) => (
          <CaseRow key={card.id} card={card} />
        ))}
      </ul>
    </section>
  );
}

function Closed(): JSX.Element | null {
  const { api } = useWorkspace();
  const list = usePaged({
    of: [...deskKey, 'closed cases'],
    load: (after, signal) => api.call('GET /v1/desk/cases', { query: { closed: true, after, limit: 20 }, signal }),
    itemsOf: ({ cases }) => cases,
  });
  if (list.state === 'there' && list.items.length === 0) return null;
  return (
    <PagedList list={list} what="closed cases" empty={null}>
      <Group label="Closed" cards={list.items} />
    </PagedList>
  );
}

const NothingOpen = (): JSX.Element => (
  <Empty title="Nothing is open">
    Reports come in by the team’s security page and stand here, those first that wait longest for an answer.
  </Empty>
);

function NotAtTheDesk(): JSX.Element {
  const mayManage = useSelect(({ permissions }) => permissions.includes('desk.manage'));
  return (
    <Empty
      title="You do not work at the security desk"
      actions={
        mayManage && (
          <Link className={buttonClass('plain')} href="/admin/desk">
            Who works there
          </Link>
        )
      }
    >
      Owners and admins keep the list of who does. A case that you are asked into stands here.
    </Empty>
  );
}
