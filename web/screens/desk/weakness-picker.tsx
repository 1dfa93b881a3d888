/** The kind of weakness, by number or words of its name (CWE). */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useMemo, useState } from 'react';
import { Chip } from '#parts/chip.tsx';
import { TextField } from '#parts/field.tsx';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { wordsFor } from '#view/attempt.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import type { DeskCase } from './use-case.ts';

export type Weakness = NonNullable<DeskCase['ratings'][number]['weakness']>;

interface Props {
  readonly chosen: Weakness | undefined;
  onChoose(weakness: Weakness | undefined): void;
}

const offeredMost = 8;

export function WeaknessPicker({ chosen, onChoose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim().replace(/^\d+$/, 'CWE-$&'));
  const { data, error } = useQuery({
    queryKey: [...deskKey, 'weaknesses', q],
    queryFn: ({ signal }) => api.call('GET /v1/desk/weaknesses', { query: { q }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => (q === '' ? [] : (data?.weaknesses ?? []).slice(0, offeredMost)), [data, q]);
  const { fieldProps, list } = useListbox({
    items,
    open: q !== '',
    field: 'input',
    onLeave: q === '' ? undefined : () => setTyped(''),
    onChoose: (weakness) => {
      onChoose(weakness);
      setTyped('');
    },
  });
  return (
    <div>
      <TextField
        {...fieldProps}
        label="Kind of weakness (CWE)"
        placeholder={chosen ? 'Another one' : 'cross-site, 79, CWE-79 …'}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        error={error ? wordsFor(error) : undefined}
        hint={q !== '' && data && items.length === 0 ? 'The list has nothing of this name.' : undefined}
      />
      {items.length > 0 && (
        <Listbox list={list} label="Kinds of weakness" keyOf={({ id }) => id}>
          {({ id, name }) => (
            <span className="row">
              <span className="meta">{id}</span> {name}
            </span>
          )}
        </Listbox>
      )}
      {chosen && (
        <Chip onRemove={() => onChoose(undefined)} removeLabel={`Remove ${chosen.id}`}>
          {chosen.id} {chosen.name}
        </Chip>
      )}
    </div>
  );
}
