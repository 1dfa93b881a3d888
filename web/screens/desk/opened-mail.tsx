/** One mail that waits: what is known of it, what it says as text, and what can be decided. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Link } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Dialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Fault } from '#parts/fault.tsx';
import { Select } from '#parts/field.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Time } from '#parts/time.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { casePath, deskKey, useDeskCases, useServerMinute } from '#view/desk-cases.ts';
import { mailsPath } from '#view/desk-mails.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { MarksOfMail } from './mail-marks.tsx';
import { Age, whyHeld } from './mail-words.tsx';
import s from './mails.module.css';
import { saveBytes } from './saved.ts';

type Opened = Reply<'POST /v1/desk/mails/:mail/openings'>;

interface Decided {
  readonly text: string;
  readonly href?: string;
}

interface Props {
  readonly id: string;
  onDecided(said: Decided): void;
}

export function OpenedMail({ id, onDecided }: Props): JSX.Element {
  const { api } = useWorkspace();
  const { data, error, refetch } = useQuery({
    queryKey: [...deskKey, 'mail', id],
    queryFn: ({ signal }) => api.call('POST /v1/desk/mails/:mail/openings', { params: { mail: id }, signal }),
    // Each look is written down: once is enough.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    gcTime: 0,
  });
  if (!data) {
    return (
      <Pane aria-label="A mail" ring>
        {error ? (
          <PaneBody>
            <Empty
              level={1}
              title="The mail could not be shown"
              actions={
                <>
                  <Button onClick={() => void refetch()}>Try again</Button>
                  <Link className={buttonClass('quiet')} href={mailsPath}>
                    To the mails that wait
                  </Link>
                </>
              }
            >
              {wordsFor(error)}
            </Empty>
          </PaneBody>
        ) : (
          <>
            <h1 className="vh">A mail</h1>
            <Skeleton label="Loading the mail" rows={6} />
          </>
        )}
      </Pane>
    );
  }
  return (
    <Pane aria-label="A mail" ring>
      <PaneHead
        title="A mail that waits"
        about={whyHeld(data.heldFor)}
        actions={
          <Link className={buttonClass('plain')} href={mailsPath}>
            All
          </Link>
        }
      />
      <PaneBody padded>
        <h2 className={s.subject} dir="auto">
          {data.subject === undefined || data.subject === '' ? 'Without a subject' : data.subject}
        </h2>
        <Known mail={data} />
        <Deeds mail={data} onDecided={onDecided} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys */}
        <section className={s.text} aria-label="What it says" tabIndex={0} dir="auto">
          {data.text === '' ? 'It has no text of its own.' : data.text}
          {data.isCut && '\n\n[There is more in the mail as it came.]'}
        </section>
      </PaneBody>
    </Pane>
  );
}

function Known({ mail }: { mail: Opened }): JSX.Element {
  const place = usePlace();
  const now = useServerMinute();
  const { marks, name, to, files, receivedAt, case: of } = mail;
  return (
    <>
      {marks && <MarksOfMail marks={marks} label="Where it came from" />}
      <dl className={s.facts}>
        <dt>From</dt>
        <dd>
          {name !== undefined && (
            <>
              <bdi>{name}</bdi>,{' '}
            </>
          )}
          {marks?.from ?? 'nobody named'}
        </dd>
        {marks && marks.sender !== marks.from && (
          <>
            <dt>Sent by</dt>
            <dd>{marks.sender === '' ? 'a server, which wants no answer' : marks.sender}</dd>
          </>
        )}
        {to.length > 0 && (
          <>
            <dt>To</dt>
            <dd>{to.join(', ')}</dd>
          </>
        )}
        <dt>Came</dt>
        <dd>
          <Time at={Date.parse(receivedAt)} now={now} place={place} form="short" /> <Age of={mail} />
        </dd>
        {of && (
          <>
            <dt>Answers</dt>
            <dd>
              <Link href={casePath(of.id)}>{of.name}</Link>
            </dd>
          </>
        )}
        {files.length > 0 && (
          <>
            <dt>Files</dt>
            <dd>
              {files.map(({ name: file, bytes }) => `${file} (${bytesInWords(bytes)})`).join(', ')}, never opened here
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

interface DeedsProps {
  readonly mail: Opened;
  onDecided(said: Decided): void;
}

function Deeds({ mail, onDecided }: DeedsProps): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { act, fault, pendingOf } = useAct();
  const [isFiling, setFiling] = useState(false);
  const params = { mail: mail.id };
  const decide = (of: string, deed: () => Promise<Decided>): Promise<boolean> =>
    act(async () => {
      onDecided(await deed());
      await queries.invalidateQueries({ queryKey: [...deskKey, 'mails'] });
    }, of);
  const putAway = (as: 'automatic' | 'spam', text: string): Promise<boolean> =>
    decide(as, async () => {
      await api.call('PUT /v1/desk/mails/:mail/put-away', { params, body: { as } });
      return { text };
    });
  const save = (): Promise<boolean> =>
    act(async () => {
      const { base64 } = await api.call('POST /v1/desk/mails/:mail/raw-openings', { params });
      saveBytes(base64, 'mail.eml');
    }, 'save');
  return (
    <>
      <div className={s.deeds}>
        <Button
          kind="primary"
          pending={pendingOf === 'case'}
          onClick={() =>
            void decide('case', async () => {
              const made = await api.call('POST /v1/desk/mails/:mail/case', { params });
              return { text: `It is ${made.name} now`, href: casePath(made.case) };
            })
          }
        >
          Make it a case
        </Button>
        <Button onClick={() => setFiling(true)}>It belongs to a case</Button>
        <Button
          pending={pendingOf === 'automatic'}
          onClick={() => void putAway('automatic', 'It is put away as the work of a program')}
        >
          A program sent it
        </Button>
        <Button pending={pendingOf === 'spam'} onClick={() => void putAway('spam', 'It is put away as spam')}>
          Spam
        </Button>
        <Button kind="quiet" sign="download" pending={pendingOf === 'save'} onClick={() => void save()}>
          Save as it came
        </Button>
      </div>
      <Fault>{fault}</Fault>
      {isFiling && <FilingDialog mail={mail} onDecided={onDecided} onClose={() => setFiling(false)} />}
    </>
  );
}

function FilingDialog({ mail, onDecided, onClose }: DeedsProps & { onClose(): void }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { items } = useDeskCases();
  const inside = items.filter(({ you }) => you === 'inside');
  const [chosen, setChosen] = useState(inside.find(({ id }) => id === mail.case?.id)?.id ?? inside[0]?.id ?? '');
  const { act, fault, isPending } = useAct();
  const file = (): Promise<boolean> =>
    act(async () => {
      const params = { mail: mail.id };
      const filed = await api.call('POST /v1/desk/mails/:mail/filing', { params, body: { case: chosen } });
      onDecided({ text: `It is in ${filed.name} now`, href: casePath(filed.case) });
      await queries.invalidateQueries({ queryKey: deskKey });
    });
  return (
    <Dialog
      title="To which case does it belong?"
      onClose={onClose}
      onSubmit={() => void file()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending} disabled={chosen === ''}>
            Put it there
          </Button>
        </>
      }
    >
      <p>It becomes a letter there that the reporter of the case reads, with a line that says from whom it came.</p>
      {inside.length === 0 ? (
        <p>You are in no case. Enter the one that it belongs to first.</p>
      ) : (
        <Select
          label="Case"
          value={chosen}
          onChange={({ target }) => setChosen(target.value)}
          options={inside.map(({ id, name, title = '' }) => ({ value: id, label: `${name} ${title}` }))}
        />
      )}
      <Fault>{fault}</Fault>
    </Dialog>
  );
}
