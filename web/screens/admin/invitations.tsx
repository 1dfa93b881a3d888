import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Invitation } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { toast } from '#parts/toast.tsx';
import { deviceClock } from '#sync/clock.ts';
import { attempt } from '#view/attempt.ts';
import { MemberName } from '#view/member.tsx';
import { useMinute } from '#view/minute.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { InviteDialog } from './invite-dialog.tsx';
import { type Issued, IssuedDialog } from './issued-dialog.tsx';
import { roleWord } from './roles.ts';

const pageSize = 50;
type State = 'open' | 'accepted' | 'revoked' | 'expired';

const stateOf = ({ acceptedAt, revokedAt, expiresAt }: Invitation): State => {
  if (acceptedAt) return 'accepted';
  if (revokedAt) return 'revoked';
  return Date.parse(expiresAt) < deviceClock.now() ? 'expired' : 'open';
};
const words = { open: 'Open', accepted: 'Accepted', revoked: 'Withdrawn', expired: 'Run out' } as const;
const tones = { open: 'info', accepted: 'ok', revoked: 'plain', expired: 'warn' } as const;

export function Invitations(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isInviting, setInviting] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  const list = usePaged({
    of: ['invitations'],
    load: (after, signal) => api.call('GET /v1/invitations', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ invitations }) => invitations,
  });
  const changed = (): void => void queries.invalidateQueries({ queryKey: ['invitations'] });
  const made = (one: Issued): void => {
    setInviting(false);
    setIssued(one);
    changed();
  };
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.note}>Send it by mail, or pass the link on yourself: it is shown once.</p>
        <Button kind="primary" sign="plus" onClick={() => setInviting(true)}>
          Invite
        </Button>
      </div>
      <PagedList
        list={list}
        what="invitations"
        empty={<Empty title="Nobody was invited yet">Invite the first people, by mail or by a link.</Empty>}
      >
        <InvitationTable invitations={list.items} onIssued={made} onChanged={changed} />
      </PagedList>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} onIssued={made} />}
      {issued && <IssuedDialog issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}

interface TableProps {
  readonly invitations: readonly Invitation[];
  readonly onIssued: (issued: Issued) => void;
  readonly onChanged: () => void;
}

function InvitationTable({ invitations, onIssued, onChanged }: TableProps): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const withdraw = async ({ id }: Invitation): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/invitations/:invitation', { params: { invitation: id } })))) return;
    toast('The link does not work any more.');
    onChanged();
  };
  const renew = async ({ id }: Invitation): Promise<void> => {
    await attempt(api.call('POST /v1/invitations/:invitation/renewal', { params: { invitation: id } }).then(onIssued));
  };
  return (
    <Table
      caption="Invitations"
      rows={invitations}
      keyOf={({ id }) => id}
      columns={[
        { name: 'whom', head: 'For', heads: true, cell: ({ email }) => email ?? 'Whoever has the link' },
        { name: 'role', head: 'As', cell: ({ role }) => roleWord(role) },
        { name: 'by', head: 'By', cell: ({ invitedBy }) => <MemberName id={invitedBy} /> },
        {
          name: 'until',
          head: 'Until',
          cell: ({ expiresAt }) => <Time at={Date.parse(expiresAt)} now={now} place={place} form="both" />,
        },
        {
          name: 'state',
          head: 'State',
          cell: (one) => <Chip tone={tones[stateOf(one)]}>{words[stateOf(one)]}</Chip>,
        },
      ]}
      actions={(one) =>
        ['open', 'expired'].includes(stateOf(one)) && (
          <>
            <Button kind="quiet" onClick={() => void renew(one)}>
              New link
            </Button>
            <Button kind="quiet" onClick={() => void withdraw(one)}>
              Withdraw
            </Button>
          </>
        )
      }
    />
  );
}
