import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useRef, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Select, Switch, TextField } from '#parts/field.tsx';
import { giveBack } from '#parts/focus.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import { useAct } from '#view/act.ts';
import { attempt, wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const GIB = 1024 ** 3;

export function Settings(): JSX.Element {
  return (
    <>
      <Rules />
      <LinkCards />
      <Domains />
      <Space />
    </>
  );
}

interface FailedProps {
  readonly title: string;
  readonly error: Error;
  readonly again: () => Promise<unknown>;
}

const Failed = ({ title, error, again }: FailedProps): JSX.Element => (
  <Section
    title={title}
    about="This setting could not be loaded. Nothing was changed."
    actions={
      <Button aria-label={`Try again: ${title}`} onClick={() => void again()}>
        Try again
      </Button>
    }
  >
    <p className={styles.note}>{wordsFor(error)}</p>
  </Section>
);

function Rules(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => api.call('GET /v1/workspace/settings', { signal }),
  });
  const change = async (body: { userGroupsBy?: 'admins' | 'members'; invisible?: boolean }): Promise<void> => {
    await attempt(api.call('PATCH /v1/workspace/settings', { body }));
    await queries.invalidateQueries({ queryKey: ['settings'] });
  };
  if (error) return <Failed title="People" error={error} again={refetch} />;
  if (!data) return <Skeleton label="Loading settings" shape="lines" />;
  return (
    <Section title="People" about="What members may do by themselves.">
      <div className={styles.form}>
        <Select
          label="User groups are made and changed by"
          value={data.userGroupsBy}
          onChange={(event) => void change({ userGroupsBy: event.target.value as 'admins' | 'members' })}
          options={[
            { value: 'admins', label: 'Admins' },
            { value: 'members', label: 'Every member' },
          ]}
        />
      </div>
      <Switch
        label="Members may be connected and seem to be away"
        checked={data.invisible}
        onChange={(event) => void change({ invisible: event.target.checked })}
      />
    </Section>
  );
}

function LinkCards(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['link cards'],
    queryFn: ({ signal }) => api.call('GET /v1/link-cards', { signal }),
  });
  const change = async (on: boolean): Promise<void> => {
    await attempt(api.call('PUT /v1/link-cards', { body: { on } }));
    await queries.invalidateQueries({ queryKey: ['link cards'] });
  };
  if (error) return <Failed title="Cards for links" error={error} again={refetch} />;
  return (
    <Section
      title="Cards for links"
      about="This server asks for the pages that messages link to. Their owners then see its address, and when."
    >
      <Switch
        label="Show what a linked page says of itself"
        checked={data?.on ?? false}
        onChange={(event) => void change(event.target.checked)}
      />
    </Section>
  );
}

function Domains(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const { fault, isPending, act } = useAct();
  const removing = useAct(toast);
  const list = useRef<HTMLParagraphElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['domains'],
    queryFn: ({ signal }) => api.call('GET /v1/join-domains', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['domains'] });
  const add = async (): Promise<void> => {
    const domain = typed.trim().toLowerCase().replace(/^@/, '');
    if (domain === '') return;
    if (await act(() => api.call('PUT /v1/join-domains/:domain', { params: { domain } }).then(changed))) setTyped('');
  };
  const remove = async (domain: string): Promise<void> => {
    const home = list.current?.closest('section') ?? null;
    const removed = () => api.call('DELETE /v1/join-domains/:domain', { params: { domain } }).then(changed);
    if (await removing.act(removed)) giveBack({ element: null, home });
  };
  if (error) return <Failed title="Joining by e-mail domain" error={error} again={refetch} />;
  return (
    <Section
      title="Joining by e-mail domain"
      about="Whoever proves an address there, by a link in a mail, joins as a member without an invitation."
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextField
          label="Domain"
          placeholder="harbour.example"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={fault}
          autoComplete="off"
        />
        <Button type="submit" pending={isPending}>
          Add domain
        </Button>
      </form>
      <p ref={list} className={styles.chips}>
        {data?.domains.length === 0 && <span className="meta">No domain yet: nobody joins without an invitation.</span>}
        {data?.domains.map(({ domain }) => (
          <Chip key={domain} onRemove={() => void remove(domain)} removeLabel={`Take out ${domain}`}>
            {domain}
          </Chip>
        ))}
      </p>
    </Section>
  );
}

function Space(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [team, setTeam] = useState<string>();
  const [member, setMember] = useState<string>();
  const { fault, isPending, act } = useAct();
  const { data, error, refetch } = useQuery({
    queryKey: ['file usage'],
    queryFn: ({ signal }) => api.call('GET /v1/files/usage', { signal }),
  });
  if (error) return <Failed title="Space for files" error={error} again={refetch} />;
  if (!data) return <Skeleton label="Loading the use of space" shape="lines" />;
  const { allowance, teamBytes } = data;
  const inGib = (bytes: number): string => String(Math.round((bytes / GIB) * 10) / 10);
  const keep = async (): Promise<void> => {
    const body = {
      teamBytes: Math.round(Number(team ?? inGib(allowance.teamBytes)) * GIB),
      memberBytes: Math.round(Number(member ?? inGib(allowance.memberBytes)) * GIB),
    };
    const kept = async (): Promise<void> => {
      await api.call('PUT /v1/files/allowance', { body });
      await queries.invalidateQueries({ queryKey: ['file usage'] });
    };
    if (!(await act(kept))) return;
    setTeam(undefined);
    setMember(undefined);
    toast('The new bounds hold from now on.');
  };
  return (
    <Section
      title="Space for files"
      about={`${inGib(teamBytes)} of ${inGib(allowance.teamBytes)} GB are used. A lower bound deletes nothing.`}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <TextField
          label="The whole team, in GB"
          inputMode="decimal"
          value={team ?? inGib(allowance.teamBytes)}
          onChange={(event) => setTeam(event.target.value)}
          error={fault}
        />
        <TextField
          label="Each member, in GB"
          inputMode="decimal"
          value={member ?? inGib(allowance.memberBytes)}
          onChange={(event) => setMember(event.target.value)}
        />
        <Button type="submit" pending={isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}
