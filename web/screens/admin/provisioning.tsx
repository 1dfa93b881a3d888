import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type MadeToken, TokenDialog } from './token-dialog.tsx';

type Overview = Reply<'GET /v1/provisioning'>;
type Group = Overview['groups'][number];
type Credential = Overview['credentials'][number];
const provisioningKey = ['provisioning'];

/** Accounts and groups that the organisation's own directory keeps. */
export function Provisioning(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: provisioningKey,
    queryFn: ({ signal }) => api.call('GET /v1/provisioning', { signal }),
  });
  return (
    <Section
      title="Provisioning"
      about="Who leaves your organisation’s directory loses every device and token here at once, whoever forgets it."
    >
      {error && <p>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={2} shape="lines" />}
      {data && <Kept overview={data} />}
    </Section>
  );
}

function Kept({ overview }: { readonly overview: Overview }): JSX.Element {
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  return (
    <>
      <p className={styles.note}>
        {overview.people === 0
          ? 'No directory keeps anybody yet. Entra ID, Okta and others that speak SCIM 2.0 can.'
          : `The directory keeps ${counted(overview.people, 'member')}.`}{' '}
        It sees members with an address at a domain that the team has proved, and those it made itself.
        {isOwner ? '' : ' Only owners change this.'}
      </p>
      <Tokens overview={overview} isOwner={isOwner} />
      {isOwner && <NewAccounts role={overview.newAccounts} />}
      <Groups groups={overview.groups} isOwner={isOwner} />
      <Calls calls={overview.calls} />
    </>
  );
}

function Tokens({ overview, isOwner }: { readonly overview: Overview; readonly isOwner: boolean }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const [leaving, setLeaving] = useState<Credential>();
  const { credentials, address } = overview;
  const remove = ({ id }: Credential): Promise<string | undefined> => {
    const params = { credential: id };
    const removed = api.call('DELETE /v1/provisioning/credentials/:credential', { params });
    return outcome(removed.then(() => queries.invalidateQueries({ queryKey: provisioningKey })));
  };
  const moment = (at: string | undefined): string => (at ? fullMoment(Date.parse(at), place) : 'never');
  const removal = (credential: Credential): JSX.Element => (
    <Button kind="quiet" aria-label={`Remove ${credential.name}`} onClick={() => setLeaving(credential)}>
      Remove
    </Button>
  );
  return (
    <>
      {credentials.length > 0 && (
        <Table
          caption="Tokens of the directory"
          rows={credentials}
          keyOf={({ id }) => id}
          columns={[
            { name: 'name', head: 'Token', heads: true, cell: ({ name: called }) => <bdi>{called}</bdi> },
            { name: 'succeeded', head: 'Last used', cell: ({ succeededAt }) => moment(succeededAt) },
            {
              name: 'refused',
              head: 'Last error',
              cell: ({ refusedAt, refusal }) => (refusal ? `${moment(refusedAt)}: ${refusal}` : 'none'),
            },
          ]}
          actions={isOwner ? removal : undefined}
        />
      )}
      {isOwner && credentials.length < 2 && <NewToken address={address} isSecond={credentials.length === 1} />}
      {leaving && (
        <ConfirmDialog
          title={`Remove ${leaving.name}?`}
          consequence="The directory can do nothing with it any more. Accounts and groups stay as they are."
          wayBack="You can make another token at any time."
          confirm="Remove"
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function NewToken({ address, isSecond }: { readonly address: string; readonly isSecond: boolean }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [made, setMade] = useState<MadeToken>();
  const { fault, isPending, act } = useAct();
  const make = (): Promise<boolean> =>
    act(async () => {
      const { secret } = await api.call('POST /v1/provisioning/credentials', { body: { name } });
      setMade({ address, secret });
      setName('');
    });
  const close = (): void => {
    setMade(undefined);
    // Only now: with two tokens there is no form any more that could show the dialog.
    void queries.invalidateQueries({ queryKey: provisioningKey });
  };
  return (
    <>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label="Name of the token"
          hint={isSecond ? 'To change over: the first goes on working until you remove it.' : undefined}
          placeholder="such as Entra ID"
          required
          maxLength={80}
          error={fault}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" kind="primary" pending={isPending}>
          Make a token
        </Button>
      </form>
      {made && <TokenDialog made={made} onClose={close} />}
    </>
  );
}

function NewAccounts({ role }: { readonly role: Overview['newAccounts'] }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { fault, act } = useAct();
  const change = (newAccounts: Overview['newAccounts']): Promise<boolean> =>
    act(async () => {
      await api.call('PUT /v1/provisioning', { body: { newAccounts } });
      await queries.invalidateQueries({ queryKey: provisioningKey });
    });
  return (
    <div className={styles.form}>
      <Select
        label="New accounts of the directory are"
        error={fault}
        value={role}
        onChange={({ target }) => void change(target.value as Overview['newAccounts'])}
        options={[
          { value: 'member', label: 'Members' },
          { value: 'guest', label: 'Guests' },
        ]}
      />
    </div>
  );
}

const roleNames = { none: 'No role', guest: 'Guests', member: 'Members', admin: 'Admins' } as const;
type RoleGiven = keyof typeof roleNames;

function Groups({ groups, isOwner }: { readonly groups: readonly Group[]; readonly isOwner: boolean }) {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [raising, setRaising] = useState<Group>();
  const { act, pendingOf } = useAct(toast);
  if (groups.length === 0) return null;
  const set = async ({ id }: Group, role: RoleGiven): Promise<void> => {
    await api.call('PUT /v1/provisioning/groups/:group/role', { params: { group: id }, body: { role } });
    await queries.invalidateQueries({ queryKey: provisioningKey });
  };
  const choose = (group: Group, role: RoleGiven): void => {
    // Who may manage the team is not to be a slip of the wheel.
    if (role === 'admin') setRaising(group);
    else void act(() => set(group, role), group.id);
  };
  const roleOf = ({ role }: Group): RoleGiven => (role ?? 'none') as RoleGiven;
  return (
    <>
      <Table
        caption="Groups of the directory"
        rows={groups}
        keyOf={({ id }) => id}
        columns={[
          { name: 'name', head: 'Group', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
          { name: 'members', head: 'In it', numeric: true, cell: ({ members }) => members },
          {
            name: 'role',
            head: 'Who is in it is',
            cell: (group) =>
              isOwner ? (
                <Select
                  label={`Who is in ${group.name} is`}
                  labelHidden
                  aria-busy={pendingOf === group.id}
                  value={roleOf(group)}
                  onChange={({ target }) => choose(group, target.value as RoleGiven)}
                  options={Object.entries(roleNames).map(([value, label]) => ({ value, label }))}
                />
              ) : (
                roleNames[roleOf(group)]
              ),
          },
        ]}
      />
      {raising && (
        <ConfirmDialog
          title={`Make who is in ${raising.name} an admin?`}
          consequence={
            `${counted(raising.members, 'member')} now, and whoever is put into it later: the directory then decides ` +
            'who manages members, invitations and sign-in, and reads the audit log.'
          }
          wayBack="Given another role, or none, they get back at once what they were before."
          confirm="Make them admins"
          danger
          onConfirm={() => outcome(set(raising, 'admin'))}
          onClose={() => setRaising(undefined)}
        />
      )}
    </>
  );
}

function Calls({ calls }: { readonly calls: Overview['calls'] }): JSX.Element | null {
  const place = usePlace();
  if (calls.length === 0) return null;
  const rows = calls.map((call, at) => ({ ...call, key: String(at) }));
  return (
    <Table
      caption="What the directory changed, and what was refused"
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        { name: 'at', head: 'When', cell: ({ at }) => fullMoment(Date.parse(at), place) },
        { name: 'line', head: 'Call', heads: true, cell: ({ line }) => <code>{line}</code> },
        {
          name: 'outcome',
          head: 'Outcome',
          cell: ({ status, refusal }) => (refusal ? `${status}: ${refusal}` : 'done'),
        },
      ]}
    />
  );
}
