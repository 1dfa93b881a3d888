/** Who works at the security desk. The list opens no case: whoever is on it enters each by name, with a reason. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useMemo, useState } from 'react';
import { DUTIES, type Duty } from '#contract/desk-terms.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Fault } from '#parts/fault.tsx';
import { RadioGroup, Select } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { deskKey } from '#view/desk-cases.ts';
import { MemberFace, MemberName, useMember } from '#view/member.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const DUTY_WORDS: Readonly<Record<Duty, string>> = { triager: 'Triager', coordinator: 'Coordinator' };
const DUTY_HINTS: Readonly<Record<Duty, string>> = {
  triager: 'Receives reports and answers them.',
  coordinator: 'Decides, owns cases, and asks others into them.',
};

export function DeskRoster(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const { act, fault, pendingOf } = useAct();
  const { data, error } = useQuery({
    queryKey: [...deskKey, 'roster'],
    queryFn: ({ signal }) => api.call('GET /v1/desk/roster', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: deskKey });
  const change = (member: string, duty: Duty | undefined): Promise<boolean> =>
    act(async () => {
      const params = { member };
      if (duty) await api.call('PUT /v1/desk/roster/:member', { params, body: { duty } });
      else await api.call('DELETE /v1/desk/roster/:member', { params });
      await changed();
    }, member);
  return (
    <Section
      title="People at the desk"
      about="They see that a case is there, and enter it by name, with a reason. Being an admin opens none."
      actions={
        <Button sign="plus" onClick={() => setAdding(true)}>
          Add somebody
        </Button>
      }
    >
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading people" rows={2} shape="lines" />}
      {data?.people.length === 0 && (
        <Empty title="Nobody works at the desk yet">Reports wait until somebody does.</Empty>
      )}
      {data && data.people.length > 0 && <People people={data.people} pendingOf={pendingOf} onChange={change} />}
      <Fault>{fault}</Fault>
      {isAdding && (
        <AddDialog
          there={data?.people.map(({ member }) => member) ?? []}
          onAdded={changed}
          onClose={() => setAdding(false)}
        />
      )}
    </Section>
  );
}

interface PeopleProps {
  readonly people: Reply<'GET /v1/desk/roster'>['people'];
  readonly pendingOf: string | undefined;
  onChange(member: string, duty: Duty | undefined): Promise<boolean>;
}

const People = ({ people, pendingOf, onChange }: PeopleProps): JSX.Element => (
  <Table
    caption="People at the security desk"
    rows={people}
    keyOf={({ member }) => member}
    columns={[
      {
        name: 'who',
        head: 'Who',
        heads: true,
        cell: ({ member }) => (
          <span className={styles.who}>
            <MemberFace id={member} size="small" /> <MemberName id={member} />
          </span>
        ),
      },
      { name: 'duty', head: 'Duty', cell: (one) => <DutyChoice {...one} onChange={onChange} /> },
    ]}
    actions={({ member }) => (
      <Button kind="quiet" pending={pendingOf === member} onClick={() => void onChange(member, undefined)}>
        Take off
        <span className="vh">
          {' '}
          <MemberName id={member} />
        </span>
      </Button>
    )}
  />
);

interface ChoiceProps {
  readonly member: string;
  readonly duty: Duty;
  onChange(member: string, duty: Duty): Promise<boolean>;
}

function DutyChoice({ member, duty, onChange }: ChoiceProps): JSX.Element {
  const name = useMember(member)?.name ?? '';
  return (
    <Select
      label={`Duty of ${name}`}
      labelHidden
      value={duty}
      onChange={({ target }) => void onChange(member, target.value as Duty)}
      options={DUTIES.map((value) => ({ value, label: DUTY_WORDS[value] }))}
    />
  );
}

interface AddProps {
  readonly there: readonly string[];
  readonly onAdded: () => Promise<void>;
  readonly onClose: () => void;
}

function AddDialog({ there, onAdded, onClose }: AddProps): JSX.Element {
  const { api } = useWorkspace();
  const members = useSelect((state) => state.members);
  const [member, setMember] = useState('');
  const [duty, setDuty] = useState<Duty>('triager');
  const { act, say, fault, isPending } = useAct();
  const offered = useMemo(() => {
    const may = [...members.values()].filter(
      ({ id, role, deactivatedAt }) =>
        ['owner', 'admin', 'member'].includes(role) && !deactivatedAt && !there.includes(id),
    );
    return may.toSorted((one, other) => one.name.localeCompare(other.name));
  }, [members, there]);
  const add = async (): Promise<void> => {
    if (member === '') return say('Choose who.');
    const isDone = await act(async () => {
      await api.call('PUT /v1/desk/roster/:member', { params: { member }, body: { duty } });
      await onAdded();
    });
    if (isDone) onClose();
  };
  return (
    <Dialog
      title="Who is to work at the desk?"
      onClose={onClose}
      onSubmit={() => void add()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            Add to the desk
          </Button>
        </>
      }
    >
      <Select
        label="Member"
        value={member}
        onChange={({ target }) => setMember(target.value)}
        options={[
          { value: '', label: 'Choose a member' },
          ...offered.map(({ id, name, handle }) => ({ value: id, label: `${name} (@${handle})` })),
        ]}
      />
      <RadioGroup<Duty>
        label="Duty"
        value={duty}
        onChange={setDuty}
        options={DUTIES.map((value) => ({ value, label: DUTY_WORDS[value], hint: DUTY_HINTS[value] }))}
      />
      <Fault>{fault}</Fault>
    </Dialog>
  );
}
