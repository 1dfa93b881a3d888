import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import { IconButton } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { Menu, type MenuItem } from '#parts/menu.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt, outcome } from '#view/attempt.ts';
import { MemberFace } from '#view/member.tsx';
import { PagedList, usePaged } from '#view/paged.tsx';
import { PersonDialog } from '#view/person/person.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { RoleDialog } from './role-dialog.tsx';
import { roleWord } from './roles.ts';

const pageSize = 50;
type Which = 'active' | 'deactivated';
type Asked = { readonly what: 'close' | 'sign out' | 'role' | 'hand over' | 'look'; readonly member: Member };

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
  const changed = (): void => void queries.invalidateQueries({ queryKey: ['admin members'] });
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
        <MemberTable members={list.items} onAsk={setAsked} onChanged={changed} />
      </PagedList>
      {asked && <Questions asked={asked} onClose={() => setAsked(undefined)} onChanged={changed} />}
    </>
  );
}

interface TableProps {
  readonly members: readonly Member[];
  readonly onAsk: (asked: Asked) => void;
  readonly onChanged: () => void;
}

function MemberTable({ members, onAsk, onChanged }: TableProps): JSX.Element {
  const { api } = useWorkspace();
  const me = useSelect((state) => state.me);
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  const reopen = async ({ id, name }: Member): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/members/:member/deactivation', { params: { member: id } })))) return;
    toast(`The account of ${name} is open again.`);
    onChanged();
  };
  const itemsFor = (member: Member): (MenuItem | false)[] => {
    const isMe = member.id === me;
    const isClosed = member.deactivatedAt !== undefined;
    const mayTouch = isOwner || member.role !== 'owner';
    return [
      { label: 'Show profile', onSelect: () => onAsk({ what: 'look', member }) },
      !isMe && !isClosed && mayTouch && { label: 'Change role …', onSelect: () => onAsk({ what: 'role', member }) },
      isOwner &&
        !isMe &&
        !isClosed && { label: 'Hand the team over …', onSelect: () => onAsk({ what: 'hand over', member }) },
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
      columns={[
        {
          name: 'who',
          head: 'Name',
          heads: true,
          cell: ({ id, name, handle }) => (
            <span className={styles.who}>
              <MemberFace id={id} size="small" />
              <span className="trunc">
                <bdi>{name}</bdi> <span className="meta">@{handle}</span>
              </span>
            </span>
          ),
        },
        { name: 'email', head: 'E-mail', cell: ({ email }) => email ?? '–' },
        { name: 'role', head: 'Role', cell: ({ role }) => <Chip>{roleWord(role)}</Chip> },
      ]}
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

interface QuestionProps {
  readonly asked: Asked;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function Questions({ asked: { what, member }, onClose, onChanged }: QuestionProps): JSX.Element {
  const { api } = useWorkspace();
  const { id, name } = member;
  const params = { member: id };
  const done = (deed: Promise<unknown>): Promise<string | undefined> => outcome(deed.then(onChanged));
  switch (what) {
    case 'look':
      return <PersonDialog id={id} onClose={onClose} />;
    case 'role':
      return <RoleDialog member={member} onClose={onClose} onChanged={onChanged} />;
    case 'sign out':
      return (
        <ConfirmDialog
          title={`Sign out ${name} everywhere?`}
          consequence="Every device of this account loses its access within a second. Tokens stay."
          wayBack="They sign in again with their password."
          confirm="Sign out everywhere"
          onConfirm={() => done(api.call('POST /v1/members/:member/sessions/revocation', { params }))}
          onClose={onClose}
        />
      );
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
