/** Who is in a conversation; bringing people in, and taking them out. */
import { type JSX, useMemo, useState } from 'react';
import { Button, IconButton } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Conversation } from '#sync/state.ts';
import { attempt, outcome } from '#view/attempt.ts';
import { isDirect } from '#view/conversation-name.ts';
import { MemberFace, MemberName } from '#view/member.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { useMembersOf } from '../members.ts';
import s from './details.module.css';

const shownMost = 200;
const offeredMost = 6;

export function MembersHere({ conversation, name }: { conversation: Conversation; name: string }): JSX.Element {
  const { channel } = conversation;
  const workspace = useWorkspace();
  const members = useMembersOf(channel.id);
  const me = useSelect((state) => state.me);
  const mayManage = useSelect(({ permissions }) => permissions.includes('channels.manage'));
  const [leaving, setLeaving] = useState<string>();
  const mayChange = !isDirect(channel) && channel.archivedAt === undefined;
  if (!members) return <Skeleton label="Loading members" rows={6} />;
  return (
    <>
      {mayChange && <BringIn channel={channel.id} members={members} />}
      <Section title={members.length === 1 ? '1 member' : `${members.length} members`}>
        <ul className={s.members}>
          {members.slice(0, shownMost).map((id) => (
            <li key={id} className={s.member}>
              <MemberFace id={id} size="small" />
              <span className="grow trunc">
                <MemberName id={id} />
                {id === me && ' (you)'}
              </span>
              {mayManage && !isDirect(channel) && !channel.general && id !== me && (
                <IconButton sign="close" label="Remove from the channel" onClick={() => setLeaving(id)} />
              )}
            </li>
          ))}
        </ul>
        {members.length > shownMost && <p className="meta">The first {shownMost} are shown.</p>}
      </Section>
      {leaving !== undefined && (
        <ConfirmDialog
          title={
            <>
              Remove <MemberName id={leaving} /> from {name}?
            </>
          }
          consequence="They cannot read or write there any more, from this moment on."
          wayBack="You can bring them in again."
          confirm="Remove"
          danger
          onConfirm={() =>
            outcome(
              workspace.api.call('DELETE /v1/channels/:channel/members/:member', {
                params: { channel: channel.id, member: leaving },
              }),
            )
          }
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function BringIn({ channel, members }: { channel: string; members: readonly string[] }): JSX.Element {
  const { api } = useWorkspace();
  const all = useSelect((state) => state.members);
  const [typed, setTyped] = useState('');
  const here = useMemo(() => new Set(members), [members]);
  const query = typed.trim().toLowerCase();
  const found = query === '' ? [] : [...all.values()].filter((one) => !here.has(one.id) && fits(one, query));
  return (
    <Section title="Bring somebody in">
      <TextField
        label="Name"
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
      />
      <ul className={s.members}>
        {found.slice(0, offeredMost).map(({ id }) => (
          <li key={id} className={s.member}>
            <MemberFace id={id} size="small" />
            <span className="grow trunc">
              <MemberName id={id} />
            </span>
            <Button
              onClick={() =>
                void attempt(api.call('PUT /v1/channels/:channel/members/:member', { params: { channel, member: id } }))
              }
            >
              Bring in
            </Button>
          </li>
        ))}
      </ul>
      {query !== '' && found.length === 0 && <p className="meta">Nobody else has this in their name.</p>}
    </Section>
  );
}

const fits = (
  { name, handle, deactivatedAt }: { name: string; handle: string; deactivatedAt?: string },
  query: string,
): boolean => deactivatedAt === undefined && (name.toLowerCase().includes(query) || handle.includes(query));
