/** "That was not me": what is done, all on one page, and then a new password. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect, useRef, useState } from 'react';
import { Link, useParams } from 'wouter';
import { Banner } from '#parts/banner.tsx';
import { Button, buttonClass } from '#parts/button.tsx';
import { focusOn } from '#parts/focus.ts';
import { fullMoment } from '#parts/moments.ts';
import { Pane, PaneBody, PaneHead, Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { factorOf, meansOf } from '#view/access/access.tsx';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { Password } from './password.tsx';

type Disavowal = Reply<'GET /v1/me/sessions/:session/disavowal'>;

export function NotMeScreen(): JSX.Element {
  const { session } = useParams<{ session: string }>();
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: ['disavowal', session],
    queryFn: ({ signal }) => api.call('GET /v1/me/sessions/:session/disavowal', { params: { session }, signal }),
    retry: false,
  });
  return (
    <Pane aria-label="That was not me" ring>
      <PaneHead title="That was not me" about="Takes your account back from somebody who came in as you." />
      <PaneBody>
        {error && (
          <Section title="This device cannot be looked at" about={wordsFor(error)}>
            <div className={styles.bar}>
              <Back />
            </div>
          </Section>
        )}
        {!data && !error && <Skeleton label="Loading the device" rows={2} shape="lines" />}
        {data && <Question key={session} disavowal={data} />}
      </PaneBody>
    </Pane>
  );
}

const Back = (): JSX.Element => (
  <Link className={buttonClass('plain')} href="/me/security">
    To your devices
  </Link>
);

function Question({ disavowal }: { readonly disavowal: Disavowal }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isDone, setDone] = useState(false);
  const { act, isPending } = useAct(toast);
  const { session, asksPassword, hasEnded } = disavowal;
  const say = async (): Promise<void> => {
    const params = { session: session.id };
    if (!(await act(() => api.call('POST /v1/me/sessions/:session/disavowal', { params })))) return;
    setDone(true);
    await queries.invalidateQueries({ queryKey: ['my sessions'] });
  };
  return (
    <>
      <Section title={session.agent.words} about="What is known of it. What a device says of itself may be untrue.">
        <Known session={session} />
      </Section>
      {isDone ? (
        <Done disavowal={disavowal} />
      ) : (
        <Section title="What happens now" about="All of it at once, on every server; it cannot be taken back.">
          <ul className={styles.what}>
            <li>{hasEnded ? 'This device is signed out already.' : 'This device is signed out within a second.'}</li>
            <li>So is every other device of yours but this one.</li>
            {takenFrom(disavowal).map((words) => (
              <li key={words}>{words}</li>
            ))}
            <li>Whoever runs the team is told, and it is written into the audit log.</li>
            {asksPassword && <li>Then you choose a new password.</li>}
          </ul>
          <div className={styles.bar}>
            <Button kind="danger" pending={isPending} onClick={() => void say()}>
              It was not me
            </Button>
            <Back />
          </div>
        </Section>
      )}
    </>
  );
}

function Known({ session }: { readonly session: Disavowal['session'] }): JSX.Element {
  const place = usePlace();
  const how = [meansOf(session.means), session.provider, session.factor && factorOf(session.factor)];
  return (
    <p>
      {fullMoment(Date.parse(session.createdAt), place)}, from {session.ip}
      {session.place && ` (${session.place})`}. {how.filter(Boolean).join(', ')}.
    </p>
  );
}

/** What was added there: what goes, what stays and why, and what that leaves. */
function takenFrom({ tokens, passkeys, providers, stays, ...more }: Disavowal): readonly string[] {
  return [
    ...passkeys.map((name) => `The passkey “${name}”, added there: removed.`),
    ...(more.hasAuthenticator ? ['The authenticator app, added there: removed.'] : []),
    ...(more.hasRecoveryCodes ? ['Recovery codes made there: they count no more.'] : []),
    ...(more.leavesNoFactor ? ['No second factor is left then. Add a new one right after this.'] : []),
    ...providers.map((name) => `${name} opened your account there for the first time: it knows you no more.`),
    ...(tokens > 0 ? [`${tokens === 1 ? '1 API token' : `${tokens} API tokens`} made there: revoked.`] : []),
    ...stays.map(({ name, kind, why }) => {
      const what = kind === 'passkey' ? `The passkey “${name}”` : `The sign-in by ${name}`;
      const because = why === 'only-way-in' ? 'nothing else opens your account' : 'this device came in by it too';
      return `${what} began there and stays: ${because}.`;
    }),
  ];
}

function Done({ disavowal }: { readonly disavowal: Disavowal }): JSX.Element {
  const { session, asksPassword, leavesNoFactor, stays } = disavowal;
  const isAnyTaken = takenFrom(disavowal).length > stays.length;
  const said = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: what came of it has the focus, and what is to be done next follows it.
  useEffect(() => {
    if (said.current) focusOn(said.current);
  }, []);
  const by = session.provider ? `by ${session.provider}` : 'without your password';
  return (
    <>
      <div role="status" ref={said}>
        <Banner tone="info" sign="check">
          They are out{isAnyTaken && ', what they added is taken away'}, and whoever runs the team has been told. You
          have a mail about it.
          {!asksPassword && ` It came in ${by}: make that way safe too.`}
        </Banner>
      </div>
      {asksPassword && <Password />}
      <Section
        title="And then"
        about={
          leavesNoFactor
            ? 'Add a new second factor, and look whether name, address and settings are yours.'
            : 'Look whether name, address and settings are yours.'
        }
      >
        <div className={styles.bar}>
          <Back />
        </div>
      </Section>
    </>
  );
}
