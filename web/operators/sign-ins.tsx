/** Where one is signed in to the console, and who tried to. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { announce } from '#parts/announce.ts';
import button from '#parts/button.module.css';
import chip from '#parts/chip.module.css';
import type { Reply } from '#sync/api.ts';
import { faultOf } from '../entrance/faults.ts';
import { Loaded } from '../entrance/page.tsx';
import { api } from './api.ts';
import { Part } from './frame.tsx';
import s from './operators.module.css';
import { Table } from './table.tsx';
import { momentOf, reasonInWords } from './words.ts';

type Session = Reply<'GET /v1/operator/me/sessions'>['sessions'][number];

export const SignIns = (): JSX.Element => (
  <Loaded load={() => api.call('GET /v1/operator/me/sessions')}>
    {({ sessions }) => <SessionList first={sessions} />}
  </Loaded>
);

function SessionList({ first }: { readonly first: readonly Session[] }): JSX.Element {
  const [sessions, setSessions] = useState(first);
  const [failed, setFailed] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const run = async (act: () => Promise<unknown>, said: string): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      await act();
      setSessions((await api.call('GET /v1/operator/me/sessions')).sessions);
      setFailed(undefined);
      announce(said);
      // The button goes with what it ended.
      title.current?.focus();
    } catch (thrown) {
      setFailed(faultOf(thrown).text);
    } finally {
      setBusy(false);
    }
  };
  const end = (session: string): Promise<void> =>
    run(() => api.call('DELETE /v1/operator/me/sessions/:session', { params: { session } }), 'That sign-in has ended.');
  const endOthers = (): Promise<void> =>
    run(() => api.call('POST /v1/operator/me/sessions/revocation'), 'The other sign-ins have ended.');
  return (
    <Part
      name="Where you are signed in"
      title={title}
      about="A sign-in ends half an hour after its last use, and after twelve hours."
    >
      {failed !== undefined && (
        <p class={s.fault} role="alert">
          {failed}
        </p>
      )}
      <SessionTable sessions={sessions} isBusy={isBusy} end={end} />
      {sessions.length > 1 && (
        <p>
          <button class={button.button} type="button" aria-disabled={isBusy} onClick={() => void endOthers()}>
            End all but this one
          </button>
        </p>
      )}
    </Part>
  );
}

interface SessionTableProps {
  readonly sessions: readonly Session[];
  readonly isBusy: boolean;
  readonly end: (session: string) => Promise<void>;
}

const SessionTable = ({ sessions, isBusy, end }: SessionTableProps): JSX.Element => (
  <div class={s.wide}>
    <Table
      caption="Sign-ins"
      columns={[
        {
          head: 'Begun',
          cell: ({ createdAt, current }) => (
            <>
              {momentOf(createdAt)} {current && <span class={`${chip.chip} ${chip.info}`}>This one</span>}
            </>
          ),
        },
        { head: 'Last used', cell: ({ lastSeenAt }) => momentOf(lastSeenAt) },
        { head: 'From', cell: ({ ip }) => ip },
      ]}
      rows={sessions}
      keyOf={({ id }) => id}
      actions={({ id, current, createdAt }) =>
        !current && (
          <button
            class={`${button.button} ${button.quiet}`}
            type="button"
            aria-label={`End the sign-in of ${momentOf(createdAt)}`}
            aria-disabled={isBusy}
            onClick={() => void end(id)}
          >
            End
          </button>
        )
      }
    />
  </div>
);

/** Of the own account. */
export function Attempts({
  attempts,
}: {
  readonly attempts: Reply<'GET /v1/operator/me/attempts'>['attempts'];
}): JSX.Element {
  return (
    <Part
      name="The last tries to sign in"
      about="One that was not you: change the password, and look who could know it."
    >
      {attempts.length === 0 ? (
        <p class={s.about}>There was none since you enrolled.</p>
      ) : (
        <div class={s.wide}>
          <Table
            caption="Tries to sign in"
            columns={[
              { head: 'When', cell: ({ at }) => momentOf(at) },
              { head: 'What', cell: ({ reason }) => reasonInWords(reason) },
              { head: 'From', cell: ({ ip }) => ip },
            ]}
            rows={attempts.map((attempt, at) => ({ ...attempt, key: `${attempt.at} ${at}` }))}
            keyOf={({ key }) => key}
          />
        </div>
      )}
    </Part>
  );
}
