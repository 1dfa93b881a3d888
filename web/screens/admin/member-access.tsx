/** What has access to a member's account, for an admin who may end it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Session } from '#contract/access.ts';
import type { Member } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog, Dialog } from '#parts/dialog.tsx';
import { Checkbox } from '#parts/field.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import { AccessTable } from '#view/access/access.tsx';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

interface Props {
  readonly member: Member;
  readonly onClose: () => void;
}

/** `mayEnd`: of an owner, only an owner. */
export function MemberAccess({ member, mayEnd, onClose }: Props & { readonly mayEnd: boolean }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const params = { member: member.id };
  const queryKey = ['member access', member.id];
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.call('GET /v1/members/:member/sessions', { params, signal }),
  });
  const signOut = async ({ id, agent }: Session): Promise<void> => {
    const deed = api.call('DELETE /v1/members/:member/sessions/:session', { params: { ...params, session: id } });
    if (!(await attempt(deed))) return;
    toast(`${agent.words} is signed out.`);
    await queries.invalidateQueries({ queryKey });
  };
  return (
    <Dialog
      title={`What has access as ${member.name}`}
      wide
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className={styles.wide}>
        <p className={styles.note}>Devices that are signed in, and API tokens: so that no stranger stays in unseen.</p>
        {error && <p className={styles.note}>{wordsFor(error)}</p>}
        {!data && !error && <Skeleton label="Loading devices" rows={2} shape="lines" />}
        {data && data.sessions.length + data.tokens.length === 0 && (
          <p className={styles.note}>Nothing has access: no device is signed in, and there is no token.</p>
        )}
        {data && data.sessions.length + data.tokens.length > 0 && (
          <AccessTable
            {...data}
            onDevice={(session) =>
              mayEnd && (
                <Button
                  kind="quiet"
                  aria-label={`Sign out ${session.agent.words}`}
                  onClick={() => void signOut(session)}
                >
                  Sign out
                </Button>
              )
            }
          />
        )}
      </div>
    </Dialog>
  );
}

export function SignOutMember({ member, onClose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const [withTokens, setWithTokens] = useState(false);
  const query = withTokens ? { tokens: 'revoke' as const } : {};
  const params = { member: member.id };
  return (
    <ConfirmDialog
      title={`Sign out ${member.name} everywhere?`}
      consequence="Every device of this account loses its access within a second."
      wayBack="They sign in again as before. Tokens that are revoked do not come back."
      confirm="Sign out everywhere"
      onConfirm={() => outcome(api.call('POST /v1/members/:member/sessions/revocation', { params, query }))}
      onClose={onClose}
    >
      <Checkbox
        label="Revoke the API tokens too"
        checked={withTokens}
        onChange={({ target }) => setWithTokens(target.checked)}
      />
    </ConfirmDialog>
  );
}
