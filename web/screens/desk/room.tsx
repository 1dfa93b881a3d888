/** The room of one case: what binds those in it above all else, what is said in it, and beside that what is done. */
import { type JSX, useEffect, useRef, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { focusOn } from '#parts/focus.ts';
import { Icon } from '#parts/icon.tsx';
import { Pane, PaneBody } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { Time } from '#parts/time.tsx';
import { Refusal } from '#sync/workspace.ts';
import { wordsFor } from '#view/attempt.ts';
import { casePath, inboxPath, useDeskCases, useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { Bands } from './bands.tsx';
import { CaseComposer } from './case-composer.tsx';
import type { Audience } from './case-draft.ts';
import { useCaseKeys, useDeedKey } from './case-keys.ts';
import { Details } from './details.tsx';
import { Entering } from './entering.tsx';
import { CasePanel } from './panel.tsx';
import s from './room.module.css';
import { StepBar } from './step-bar.tsx';
import { CaseProvider, type DeskCase, useCase, useCaseId, useOpenedCase } from './use-case.ts';
import { Conversation, Notes, Timeline } from './views.tsx';

export function CaseScreen(): JSX.Element {
  const id = useCaseId();
  const { items } = useDeskCases();
  const [, go] = useLocation();
  useCaseKeys((step) => {
    const at = items.findIndex((card) => card.id === id);
    const next = items[at + step];
    if (next) go(casePath(next.id));
  });
  const card = items.find((one) => one.id === id);
  return <OneCase key={id} name={card?.name ?? 'A case'} />;
}

function OneCase({ name }: { name: string }): JSX.Element {
  const { data, error, refetch } = useOpenedCase();
  useLookUp(data);
  // Whoever was taken out of a case, or has new terms to accept, sees nothing of it from then on.
  const isShut = error instanceof Refusal && !error.isPassing;
  if (data && !isShut) {
    return (
      <CaseProvider value={data}>
        <Room key={data.id} />
      </CaseProvider>
    );
  }
  const code = error instanceof Refusal ? error.code : '';
  return (
    <Pane aria-label={name} ring>
      {!error && (
        <>
          <h1 className="vh" data-called={name}>
            {name}
          </h1>
          <Skeleton label="Loading the case" rows={6} />
        </>
      )}
      {code === 'desk/not-inside' || code === 'desk/terms-open' ? (
        <Entering name={name} wasAsked={code === 'desk/terms-open'} />
      ) : (
        error && (
          <PaneBody>
            <Empty
              level={1}
              title={code === 'desk/no-such-case' ? 'No such case' : 'The case could not be loaded'}
              actions={
                <>
                  <Button onClick={() => void refetch()}>Try again</Button>
                  <Link className={buttonClass('quiet')} href={inboxPath}>
                    To the inbox
                  </Link>
                </>
              }
            >
              {wordsFor(error)}
            </Empty>
          </PaneBody>
        )
      )}
    </Pane>
  );
}

/** Names of people who are no longer in any conversation of one's own. */
function useLookUp(open: DeskCase | undefined): void {
  const { lookUp } = useWorkspace();
  useEffect(() => {
    if (!open) return;
    const hands = [...open.letters, ...open.notes, ...open.timeline, ...open.views].flatMap(({ by }) => by ?? []);
    lookUp(new Set([...open.people.map(({ member }) => member), ...hands]));
  }, [open, lookUp]);
}

const PARTS = ['conversation', 'notes', 'timeline', 'details'] as const;
type RoomPart = (typeof PARTS)[number];

function Room(): JSX.Element {
  const { id, name, notes } = useCase();
  const { part = 'conversation' } = useParams<{ part?: string }>();
  const [, go] = useLocation();
  const [called, setCalled] = useState(0);
  const [isWorking, setWorking] = useState(false);
  const current = PARTS.find((one) => one === part) ?? 'conversation';
  const choose = (next: RoomPart): void => go(casePath(id, next === 'conversation' ? '' : next), { replace: true });
  const write = (audience: Audience): void => {
    setCalled(called + 1);
    choose(audience === 'team' ? 'notes' : 'conversation');
  };
  useDeedKey('N', 'Write a team note', () => write('team'));
  const audience = current === 'notes' ? 'team' : 'reporter';
  return (
    <Pane aria-label={`Case ${name}`}>
      <Bands />
      <div className={s.room}>
        <div className={s.main}>
          <Head onWork={() => setWorking(true)} />
          <Tabs<RoomPart>
            label="Views of the case"
            current={current}
            onChange={(next) => {
              setCalled(0);
              choose(next);
            }}
            tabs={[
              { name: 'conversation', label: 'Conversation' },
              { name: 'notes', label: 'Team notes', count: notes.length },
              { name: 'timeline', label: 'Timeline' },
              { name: 'details', label: 'Details' },
            ]}
          >
            {current === 'conversation' && <Conversation />}
            {current === 'notes' && <Notes />}
            {current === 'timeline' && <Timeline />}
            {current === 'details' && <Details />}
            {(current === 'conversation' || current === 'notes') && (
              <CaseComposer
                key={audience}
                audience={audience}
                called={called}
                onSwitch={() => write(audience === 'team' ? 'reporter' : 'team')}
              />
            )}
          </Tabs>
        </div>
        <CasePanel isOpen={isWorking} onClose={() => setWorking(false)} />
      </div>
    </Pane>
  );
}

function Head({ onWork }: { onWork: () => void }): JSX.Element {
  const { name, title, reporter, receivedAt, coordinator } = useCase();
  const place = usePlace();
  const now = useServerMinute();
  const heading = useRef<HTMLHeadingElement>(null);
  // What stood here while it was loaded had the focus, if nothing else did.
  useEffect(() => {
    if (heading.current && document.activeElement === document.body) focusOn(heading.current);
  }, []);
  return (
    <header className={s.head}>
      <div className={s.about}>
        <Link className={s.back} href={inboxPath} aria-label="Back to the inbox">
          <Icon sign="back" />
        </Link>
        <span className={s.number}>{name}</span>
        <span>
          reported by <b>{reporter?.name ?? 'somebody without a name'}</b> on{' '}
          <Time at={Date.parse(receivedAt)} now={now} place={place} form="short" />
        </span>
        <span>
          {coordinator === undefined ? (
            'belongs to nobody'
          ) : (
            <>
              owner <MemberName id={coordinator} />
            </>
          )}
        </span>
        <Button className={s.work} sign="menu" onClick={onWork}>
          Work on it
        </Button>
      </div>
      <h1 ref={heading} className={s.title} data-called={name} dir="auto">
        {title === '' ? 'Without a title' : title}
      </h1>
      <StepBar />
    </header>
  );
}
