/** Mails that wait for a decision, the oldest first: so that a report among them does not rot. */
import { type JSX, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Icon } from '#parts/icon.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { inboxPath, useDeskCases } from '#view/desk-cases.ts';
import { type HeldMail, mailPath, mailsPath, useHeldMails } from '#view/desk-mails.ts';
import { PagedList } from '#view/paged.tsx';
import { focusCase, useCaseKeys } from './case-keys.ts';
import s from './desk.module.css';
import { Age, SHORT_WORDS } from './mail-words.tsx';
import m from './mails.module.css';
import { OpenedMail } from './opened-mail.tsx';

export function MailsScreen(): JSX.Element {
  const { mail } = useParams<{ mail?: string }>();
  return mail === undefined ? <WaitingMails /> : <OneMail key={mail} id={mail} />;
}

function WaitingMails(): JSX.Element {
  const { duty, state } = useDeskCases();
  const list = useHeldMails(duty !== undefined);
  useCaseKeys(focusCase);
  const isElsewhere = state === 'there' && duty === undefined;
  return (
    <Pane aria-label="Mails that wait" ring>
      <PaneHead
        title="Mails that wait"
        about="Mails to the desk that no program should decide about. Each waits until somebody does."
        actions={
          <Link className={buttonClass('plain')} href={inboxPath}>
            Inbox
          </Link>
        }
      />
      <PaneBody padded>
        {isElsewhere ? (
          <Empty title="You do not work at the security desk">Whoever does decides about its mails.</Empty>
        ) : (
          <PagedList list={list} what="mails" empty={<NothingWaits />}>
            <ul>
              {list.items.map((mail) => (
                <MailRow key={mail.id} mail={mail} />
              ))}
            </ul>
          </PagedList>
        )}
      </PaneBody>
    </Pane>
  );
}

const NothingWaits = (): JSX.Element => (
  <Empty title="No mail waits">
    Reports by mail become cases by themselves, and answers of reporters go into theirs. What is doubtful stands here.
  </Empty>
);

function MailRow({ mail }: { mail: HeldMail }): JSX.Element {
  const { id, subject = '', name, marks, heldFor, case: of } = mail;
  return (
    <li>
      <Link className={s.row} href={mailPath(id)} data-case={id}>
        <span className={s.said}>
          <b className={s.title} dir="auto">
            {subject === '' ? 'Without a subject' : subject}
          </b>
          <span className="meta">
            <bdi>{name ?? marks?.from ?? 'nobody named'}</bdi>
            {name !== undefined && marks?.from !== undefined && <> · {marks.from}</>}
            {of !== undefined && <> · answers {of.name}</>}
          </span>
        </span>
        <span className={s.marks}>
          <Chip>{SHORT_WORDS[heldFor]}</Chip>
          <Age of={mail} />
        </span>
      </Link>
    </li>
  );
}

/** At the top of the inbox: how many wait, and how long the oldest does. */
export function WaitingLine(): JSX.Element | null {
  const { duty } = useDeskCases();
  const { items, hasMore } = useHeldMails(duty !== undefined);
  const [oldest] = items;
  if (!oldest) return null;
  const count = `${items.length}${hasMore ? ' or more' : ''} ${items.length === 1 ? 'mail waits' : 'mails wait'}`;
  return (
    <Link className={m.waiting} href={mailsPath}>
      <Icon sign="at" small />
      <span className="grow">{count} for a decision</span>
      <Age of={oldest} />
    </Link>
  );
}

function OneMail({ id }: { id: string }): JSX.Element {
  const { duty } = useDeskCases();
  const { items } = useHeldMails(duty !== undefined);
  const [, go] = useLocation();
  const [said, setSaid] = useState<{ readonly text: string; readonly href?: string }>();
  useCaseKeys((step) => {
    const next = items[items.findIndex((mail) => mail.id === id) + step];
    if (next) go(mailPath(next.id));
  });
  if (said !== undefined) {
    return (
      <Pane aria-label="A mail" ring>
        <PaneBody>
          <Empty
            level={1}
            title={said.text}
            actions={
              <>
                {said.href !== undefined && (
                  <Link className={buttonClass('primary')} href={said.href}>
                    Open the case
                  </Link>
                )}
                <Button onClick={() => go(mailsPath)}>To the mails that wait</Button>
              </>
            }
          />
        </PaneBody>
      </Pane>
    );
  }
  return <OpenedMail id={id} onDecided={setSaid} />;
}
