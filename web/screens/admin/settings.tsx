import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Select, Switch, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt, outcome } from '#view/attempt.ts';
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

function Rules(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => api.call('GET /v1/workspace/settings', { signal }),
  });
  const change = async (body: { userGroupsBy?: 'admins' | 'members'; invisible?: boolean }): Promise<void> => {
    await attempt(api.call('PATCH /v1/workspace/settings', { body }));
    await queries.invalidateQueries({ queryKey: ['settings'] });
  };
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
  const { data } = useQuery({
    queryKey: ['link cards'],
    queryFn: ({ signal }) => api.call('GET /v1/link-cards', { signal }),
  });
  const change = async (on: boolean): Promise<void> => {
    await attempt(api.call('PUT /v1/link-cards', { body: { on } }));
    await queries.invalidateQueries({ queryKey: ['link cards'] });
  };
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
  const [fault, setFault] = useState<string>();
  const { data } = useQuery({
    queryKey: ['domains'],
    queryFn: ({ signal }) => api.call('GET /v1/join-domains', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['domains'] });
  const add = async (): Promise<void> => {
    const domain = typed.trim().toLowerCase().replace(/^@/, '');
    if (domain === '') return;
    const why = await outcome(api.call('PUT /v1/join-domains/:domain', { params: { domain } }));
    setFault(why);
    if (why === undefined) setTyped('');
    await changed();
  };
  const remove = async (domain: string): Promise<void> => {
    await attempt(api.call('DELETE /v1/join-domains/:domain', { params: { domain } }));
    await changed();
  };
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
        <Button type="submit">Add domain</Button>
      </form>
      <p className={styles.chips}>
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
  const [fault, setFault] = useState<string>();
  const { data } = useQuery({
    queryKey: ['file usage'],
    queryFn: ({ signal }) => api.call('GET /v1/files/usage', { signal }),
  });
  if (!data) return <Skeleton label="Loading the use of space" shape="lines" />;
  const { allowance, teamBytes } = data;
  const inGib = (bytes: number): string => String(Math.round((bytes / GIB) * 10) / 10);
  const keep = async (): Promise<void> => {
    const body = {
      teamBytes: Math.round(Number(team ?? inGib(allowance.teamBytes)) * GIB),
      memberBytes: Math.round(Number(member ?? inGib(allowance.memberBytes)) * GIB),
    };
    const why = await outcome(api.call('PUT /v1/files/allowance', { body }));
    setFault(why);
    if (why === undefined) toast('The new bounds hold from now on.');
    await queries.invalidateQueries({ queryKey: ['file usage'] });
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
        <Button type="submit">Save</Button>
      </form>
    </Section>
  );
}
