import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Session } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { agentOf } from './user-agent.ts';

export function Devices(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['my sessions'],
    queryFn: ({ signal }) => api.call('GET /v1/me/sessions', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['my sessions'] });
  const others = data?.sessions.filter(({ current }) => !current).length ?? 0;
  const signOut = async ({ id, userAgent }: Session): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/me/sessions/:session', { params: { session: id } })))) return;
    toast(`${agentOf(userAgent).words} is signed out.`);
    await changed();
  };
  return (
    <Section
      title="Devices"
      about="Where you are signed in. One that you do not know: sign it out, and change your password."
      actions={others > 0 && <Button onClick={() => setAsked(true)}>Sign out all others</Button>}
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading devices" rows={2} shape="lines" />}
      {data && <DeviceTable sessions={data.sessions} onSignOut={(session) => void signOut(session)} />}
      {isAsked && (
        <ConfirmDialog
          title={others === 1 ? 'Sign out the other device?' : `Sign out ${others} other devices?`}
          consequence="They lose their access within a second, and delete what they kept."
          wayBack="You sign in there again with your password. This device stays signed in."
          confirm="Sign out all others"
          danger
          onConfirm={() => outcome(api.call('POST /v1/me/sessions/revocation').then(changed))}
          onClose={() => setAsked(false)}
        />
      )}
    </Section>
  );
}

interface TableProps {
  readonly sessions: readonly Session[];
  readonly onSignOut: (session: Session) => void;
}

function DeviceTable({ sessions, onSignOut }: TableProps): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  return (
    <Table
      caption="Devices"
      rows={sessions.toSorted((a, b) => Number(b.current) - Number(a.current))}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'device',
          head: 'Device',
          heads: true,
          cell: ({ userAgent, current }) => (
            <span className={styles.device} title={userAgent}>
              <span>
                <bdi>{agentOf(userAgent).words}</bdi> {current && <Chip tone="ok">This device</Chip>}
              </span>
              <span className="meta">{agentOf(userAgent).type}</span>
            </span>
          ),
        },
        { name: 'ip', head: 'Address', cell: ({ ip }) => ip },
        {
          name: 'seen',
          head: 'Last seen',
          cell: ({ lastSeenAt }) => <Time at={Date.parse(lastSeenAt)} now={now} place={place} form="both" />,
        },
        {
          name: 'since',
          head: 'Signed in',
          cell: ({ createdAt }) => <Time at={Date.parse(createdAt)} now={now} place={place} form="both" />,
        },
      ]}
      actions={(session) =>
        !session.current && (
          <Button
            kind="quiet"
            aria-label={`Sign out ${agentOf(session.userAgent).words}`}
            onClick={() => onSignOut(session)}
          >
            Sign out
          </Button>
        )
      }
    />
  );
}
