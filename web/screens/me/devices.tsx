import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Link } from 'wouter';
import type { Session } from '#contract/access.ts';
import { Button, buttonClass } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import { AccessTable } from '#view/access/access.tsx';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

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
  const signOut = async ({ id, agent }: Session): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/me/sessions/:session', { params: { session: id } })))) return;
    toast(`${agent.words} is signed out.`);
    await changed();
  };
  return (
    <Section
      title="What has access to your account"
      about="Devices that are signed in, and API tokens: so that nobody else stays in unseen."
      actions={others > 0 && <Button onClick={() => setAsked(true)}>Sign out all others</Button>}
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading devices" rows={2} shape="lines" />}
      {data && (
        <AccessTable
          {...data}
          onDevice={(session) =>
            !session.current && <Deeds session={session} onSignOut={() => void signOut(session)} />
          }
        />
      )}
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

function Deeds({ session: { id, agent }, onSignOut }: { readonly session: Session; readonly onSignOut: () => void }) {
  return (
    <>
      <Button kind="quiet" aria-label={`Sign out ${agent.words}`} onClick={onSignOut}>
        Sign out
      </Button>
      <Link className={buttonClass('quiet')} href={`/me/not-me/${id}`} aria-label={`${agent.words} is not me`}>
        Not me
      </Link>
    </>
  );
}
