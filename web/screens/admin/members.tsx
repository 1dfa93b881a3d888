import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import { IconButton } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { Menu, type MenuItem } from '#parts/menu.tsx';
import { fullMoment, type Place } from '#parts/moments.ts';
import { type Column, Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt, outcome } from '#view/attempt.ts';
import { MemberFace } from '#view/member.tsx';
import { PagedList, usePaged } from '#view/paged.tsx';
import { PersonDialog } from '#view/person/person.tsx';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { MemberAccess, SignOutMember } from './member-access.tsx';
import { useResets } from './resets.ts';
import { RoleDialog } from './role-dialog.tsx';
import { roleWord } from './roles.ts';

const pageSize = 50;
type Which = 'active' | 'deactivated';
type Asked = {
  readonly what: 'reset' | 'close' | 'sign out' | 'role' | 'hand over' | 'look' | 'access';
  readonly member: Member;
};

export function Members(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [which, setWhich] = useState<Which>('active');
  const [asked, setAsked] = useState<Asked>();
  const q = useDeferredValue(typed.trim());
  const list = usePaged({
    of: ['admin members', q, which],
    load: (after, signal) =>
      api.call('GET /v1/members', {
        query: { state: which, limit: pageSize, after, ...(q === '' ? {} : { q }) },
        signal,
      }),
    itemsOf: ({ members }) => members,
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['admin members'] });
  const resets = useResets();
  const dueAt = new Map(resets.resets?.map(({ member, dueAt }) => [member.id, Date.parse(dueAt)]));
  return (
    <>
      <div className={styles.bar}>
        <TextField
          label="Find by name, short name or e-mail"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={80}
        />
        <Select
          label="Accounts"
          value={which}
          onChange={(event) => setWhich(event.target.value as Which)}
          options={[
            { value: 'active', label: 'Active' },
            { value: 'deactivated', label: 'Closed' },
          ]}
        />
      </div>
      <PagedList
        list={list}
        what="members"
        rows="rows"
        empty={<Empty title="Nobody fits">Try a part of the name.</Empty>}
      >
        <MemberTable
          members={list.items}
          resets={dueAt}
          onAsk={setAsked}
          onChanged={changed}
          onStopReset={(member) => void resets.stop(member)}
        />
      </PagedList>
      {asked && (
        <Questions
          asked={asked}
          onClose={() => setAsked(undefined)}
          onChanged={asked.what === 'reset' ? resets.changed : changed}
        />
      )}
    </>
  );
}

/** When the second factors of a member are removed, by its id. */
type DueAt = ReadonlyMap<string, number>;

interface TableProps {
  readonly members: readonly Member[];
  readonly resets: DueAt;
  readonly onAsk: (asked: Asked) => void;
  readonly onChanged: () => Promise<void>;
  readonly onStopReset: (member: Member) => void;
}

function MemberTable({ members, resets, onAsk, onChanged, onStopReset }: TableProps): JSX.Element {
  const { api } = useWorkspace();
  const place = usePlace();
  const me = useSelect((state) => state.me);
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  const reopen = async ({ id, name }: Member): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/members/:member/deactivation', { params: { member: id } })))) return;
    toast(`The account of ${name} is open again.`);
    await onChanged();
  };
  const itemsFor = (member: Member): (MenuItem | false)[] => {
    const isMe = member.id === me;
    const isClosed = member.deactivatedAt !== undefined;
    const mayTouch = isOwner || member.role !== 'owner';
    return [
      { label: 'Show profile', onSelect: () => onAsk({ what: 'look', member }) },
      { label: 'Devices and tokens', onSelect: () => onAsk({ what: 'access', member }) },
      !isMe && !isClosed && mayTouch && { label: 'Change role …', onSelect: () => onAsk({ what: 'role', member }) },
      isOwner &&
        !isMe &&
        !isClosed && { label: 'Hand the team over …', onSelect: () => onAsk({ what: 'hand over', member }) },
      resets.has(member.id)
        ? mayTouch && { label: 'Stop the reset of the second factor', onSelect: () => onStopReset(member) }
        : !isMe &&
          !isClosed &&
          mayTouch &&
          member.role !== 'bot' && {
            label: 'Remove lost second factor …',
            onSelect: () => onAsk({ what: 'reset', member }),
          },
      !isClosed && mayTouch && { label: 'Sign out everywhere …', onSelect: () => onAsk({ what: 'sign out', member }) },
      !isMe &&
        !isClosed &&
        mayTouch && { label: 'Close account …', danger: true, onSelect: () => onAsk({ what: 'close', member }) },
      isClosed && { label: 'Open account again', onSelect: () => void reopen(member) },
    ];
  };
  return (
    <Table
      caption="Members"
      rows={members}
      keyOf={({ id }) => id}
      columns={columnsOf(resets, place)}
      actions={(member) => (
        <Menu
          label={`Actions for ${member.name}`}
          align="end"
          items={itemsFor(member).filter((item) => item !== false)}
          trigger={(opens) => <IconButton sign="more" label={`Actions for ${member.name}`} {...opens} />}
        />
      )}
    />
  );
}

const columnsOf = (resets: DueAt, place: Place): readonly Column<Member>[] => [
  {
    name: 'who',
    head: 'Name',
    heads: true,
    cell: ({ id, name, handle }) => (
      <span className={styles.who}>
        <MemberFace id={id} size="small" />
        <span>
          <bdi>{name}</bdi> <span className="meta">@{handle}</span>
        </span>
      </span>
    ),
  },
  { name: 'email', head: 'E-mail', cell: ({ email }) => email ?? '–' },
  { name: 'role', head: 'Role', cell: ({ role }) => <Chip>{roleWord(role)}</Chip> },
  {
    name: 'reset',
    head: 'Second factor',
    cell: ({ id }) => {
      const dueAt = resets.get(id);
      return dueAt !== undefined && <Chip tone="warn">To be removed {fullMoment(dueAt, place)}</Chip>;
    },
  },
];

interface QuestionProps {
  readonly asked: Asked;
  readonly onClose: () => void;
  onChanged(): Promise<void>;
}

function Questions({ asked: { what, member }, onClose, onChanged }: QuestionProps): JSX.Element {
  const { api } = useWorkspace();
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  const { id, name } = member;
  const params = { member: id };
  const done = (deed: Promise<unknown>): Promise<string | undefined> => outcome(deed.then(onChanged));
  switch (what) {
    case 'look':
      return <PersonDialog id={id} onClose={onClose} />;
    case 'role':
      return <RoleDialog member={member} onClose={onClose} onChanged={() => void onChanged()} />;
    case 'reset':
      return (
        <ConfirmDialog
          title={`Remove the second factor of ${name}?`}
          consequence={
            'For who lost it and has no recovery codes. It takes a day: then passkeys, app and codes are gone, every ' +
            `device is signed out, and the password alone signs in. ${name} is told by mail at once.`
          }
          wayBack="Until then you, every other admin and the member can stop it. Ask by another way whether it is them."
          confirm="Remove in a day"
          danger
          onConfirm={() => done(api.call('PUT /v1/members/:member/second-factor-reset', { params }))}
          onClose={onClose}
        />
      );
    case 'sign out':
      return <SignOutMember member={member} onClose={onClose} />;
    case 'access':
      return <MemberAccess member={member} mayEnd={isOwner || member.role !== 'owner'} onClose={onClose} />;
    case 'hand over':
      return (
        <ConfirmDialog
          title={`Hand the team over to ${name}?`}
          consequence={`${name} becomes an owner, and you become an admin.`}
          wayBack="Only an owner can give it back."
          confirm="Hand over"
          danger
          typedName={name}
          onConfirm={() => done(api.call('POST /v1/members/:member/ownership', { params }))}
          onClose={onClose}
        />
      );
    case 'close':
      return (
        <ConfirmDialog
          title={`Close the account of ${name}?`}
          consequence="Every device and token stops working at once. What they wrote stays where it is."
          wayBack="You can open the account again here at any time."
          confirm="Close account"
          danger
          onConfirm={() => done(api.call('POST /v1/members/:member/deactivation', { params }))}
          onClose={onClose}
        />
      );
  }
}
