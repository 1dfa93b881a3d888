/** A member as the others see it: who it is, how it is reached, what time it is there. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Member } from '#contract/identity.ts';
import { Avatar } from '#parts/avatar.tsx';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { deviceClock } from '#sync/clock.ts';
import { conversationPath } from '../addresses.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import styles from './person.module.css';

export function PersonDialog({ id, onClose }: { id: string; onClose: () => void }): JSX.Element {
  const workspace = useWorkspace();
  const known = useSelect(({ members }) => members.get(id));
  const person = useSelect(({ people }) => people.get(id));
  const [, go] = useLocation();
  const [fault, setFault] = useState<string>();
  useEffect(() => workspace.watch([id]), [workspace, id]);
  const { data: member = known, error } = useQuery({
    queryKey: ['member', id],
    queryFn: ({ signal }) => workspace.api.call('GET /v1/members/:member', { params: { member: id }, signal }),
  });
  const write = async (): Promise<void> => {
    try {
      const conversation = await workspace.openWith([id]);
      onClose();
      go(conversationPath(conversation.id));
    } catch (refusal) {
      setFault((refusal as Error).message);
    }
  };
  const mayBeReached = member && !member.deactivatedAt;
  return (
    <Dialog
      title={<bdi>{member?.name ?? 'A member'}</bdi>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {mayBeReached && (
            <Button kind="primary" data-first onClick={() => void write()}>
              Message
            </Button>
          )}
        </>
      }
    >
      {member ? (
        <div className={styles.card}>
          <Avatar
            id={id}
            name={member.name}
            size="large"
            presence={person?.presence === 'active' ? 'active' : 'away'}
          />
          <Facts member={member} status={person?.status?.text} />
        </div>
      ) : (
        <p>{error ? error.message : 'Loading …'}</p>
      )}
      {fault && <p role="alert">{fault}</p>}
    </Dialog>
  );
}

const roleWords: Record<string, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  guest: 'Guest in several channels',
  'single-guest': 'Guest in one channel',
  bot: 'Bot',
};

const timeIn = (timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, { timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short' }).format(
    deviceClock.now(),
  );

function Fact({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

function Facts({ member, status }: { member: Member; status: string | undefined }): JSX.Element {
  const { api } = useWorkspace();
  const fields = useQuery({
    queryKey: ['profile fields'],
    queryFn: ({ signal }) => api.call('GET /v1/profile-fields', { signal }),
    enabled: (member.fields?.length ?? 0) > 0,
  });
  return (
    <dl className={styles.facts}>
      <Fact name="Short name">@{member.handle}</Fact>
      <Fact name="Role">{roleWords[member.role] ?? member.role}</Fact>
      {member.deactivatedAt && <Fact name="Account">Closed</Fact>}
      {status && <Fact name="Status">{status}</Fact>}
      {member.title && <Fact name="Title">{member.title}</Fact>}
      {member.pronouns && <Fact name="Pronouns">{member.pronouns}</Fact>}
      <Fact name="Local time">{timeIn(member.timeZone)}</Fact>
      {member.email && (
        <Fact name="E-mail">
          <a href={`mailto:${encodeURIComponent(member.email)}`}>{member.email}</a>
        </Fact>
      )}
      {member.phone && <Fact name="Phone">{member.phone}</Fact>}
      {member.fields?.map(({ field, value }) => (
        <Fact key={field} name={fields.data?.fields.find(({ id }) => id === field)?.name ?? ''}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}
