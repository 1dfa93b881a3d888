/** What one says of oneself: a form that is kept as a whole, so that nobody sees half of a change. */
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import type { ProfileField } from '#contract/profiles.ts';
import { Button } from '#parts/button.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { Form, useSending } from './form.tsx';

type Own = 'name' | 'handle' | 'title' | 'pronouns' | 'phone';

interface Changes {
  readonly own: Partial<Record<Own, string>>;
  /** By the id of the field. */
  readonly fields: Readonly<Record<string, string>>;
}
const nothing: Changes = { own: {}, fields: {} };

export function About({ member, fields }: { member: Member; fields: readonly ProfileField[] }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [changes, setChanges] = useState(nothing);
  const isChanged = Object.keys(changes.own).length + Object.keys(changes.fields).length > 0;
  const sending = useSending(async () => {
    if (!isChanged) return;
    const said = Object.entries(changes.fields).map(([field, value]) => ({ field, value }));
    const body = { ...changes.own, ...(said.length > 0 ? { fields: said } : {}) };
    queries.setQueryData(['me'], await api.call('PATCH /v1/me', { body }));
    setChanges(nothing);
    toast('Your profile is kept. Everybody sees it as it is now.');
  });
  const undo = (): void => {
    setChanges(nothing);
    sending.forgive();
  };
  const own = (name: Own) => ({
    name,
    value: changes.own[name] ?? member[name] ?? '',
    error: sending.faults[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setChanges({ ...changes, own: { ...changes.own, [name]: target.value } }),
  });
  return (
    <Section title="About you" about="Everybody in the team sees this; guests, if they share a conversation with you.">
      <Form
        sending={sending}
        actions={
          <>
            <Button type="submit" kind="primary" pending={sending.isPending} disabled={!isChanged}>
              Save profile
            </Button>
            {isChanged && (
              <Button kind="quiet" onClick={undo}>
                Undo
              </Button>
            )}
          </>
        }
      >
        <TextField label="Name" required maxLength={80} autoComplete="name" {...own('name')} />
        <TextField
          label="Short name"
          hint={`Others name you by it: @${changes.own.handle ?? member.handle}`}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          {...own('handle')}
        />
        <TextField label="Title" hint="What you do here." maxLength={100} {...own('title')} />
        <TextField label="Pronouns" maxLength={40} {...own('pronouns')} />
        <TextField label="Phone" type="tel" autoComplete="tel" maxLength={40} {...own('phone')} />
        {fields.map((field) => (
          <TeamField
            key={field.id}
            field={field}
            value={changes.fields[field.id] ?? member.fields?.find((one) => one.field === field.id)?.value ?? ''}
            onChange={(value) => setChanges({ ...changes, fields: { ...changes.fields, [field.id]: value } })}
          />
        ))}
      </Form>
    </Section>
  );
}

interface FieldProps {
  readonly field: ProfileField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One that the team added. */
function TeamField({ field: { name, hint, kind }, value, onChange }: FieldProps): JSX.Element {
  const members = useSelect((state) => state.members);
  const about = { label: <bdi>{name}</bdi>, hint, value };
  if (kind !== 'member') {
    const type = kind === 'link' ? 'url' : kind === 'date' ? 'date' : 'text';
    return <TextField {...about} type={type} maxLength={2_000} onChange={({ target }) => onChange(target.value)} />;
  }
  const people = [...members.values()]
    .filter(({ id, deactivatedAt }) => id === value || deactivatedAt === undefined)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name: called }) => ({ value: id, label: called }));
  return (
    <Select
      {...about}
      onChange={({ target }) => onChange(target.value)}
      options={[{ value: '', label: 'Nobody' }, ...people]}
    />
  );
}
