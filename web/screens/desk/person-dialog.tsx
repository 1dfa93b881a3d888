/** Asking somebody into a case: by name, as what, and why. */
import { type JSX, useMemo, useState } from 'react';
import { PARTS, type Part } from '#contract/desk-terms.ts';
import { Avatar } from '#parts/avatar.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { found, type Target } from '#parts/matching.ts';
import { memberName } from '#view/conversation-name.ts';
import { useSelect } from '#view/workspace.tsx';
import { SayDialog } from './say-dialog.tsx';
import { useCase } from './use-case.ts';
import { PART_WORDS } from './words.ts';

const PART_HINTS: Readonly<Record<Part, string>> = {
  triager: 'Receives and answers. Only for who works at the desk.',
  coordinator: 'Decides. Only for coordinators of the desk.',
  fixer: 'Helps with the fix. Any member; learns who reported it only if the reporter agreed.',
};
const offeredMost = 6;

/** Members who are not in the case, by a part of their name. */
function useOffered(typed: string): readonly Target[] {
  const { people } = useCase();
  const members = useSelect((state) => state.members);
  return useMemo(() => {
    if (typed.trim() === '') return [];
    const inside = new Set(people.map((one) => one.member));
    const may = [...members.values()].filter(
      ({ id, deactivatedAt, role }) => !deactivatedAt && role !== 'bot' && !inside.has(id),
    );
    const targets = may.map(({ id, name, handle }) => ({ key: id, name, hint: `@${handle}`, usedAt: 0 }));
    return found(targets, typed, offeredMost);
  }, [members, people, typed]);
}

export function AddPersonDialog({ onClose }: { onClose(): void }): JSX.Element {
  const members = useSelect((state) => state.members);
  const [typed, setTyped] = useState('');
  const [member, setMember] = useState<string>();
  const [part, setPart] = useState<Part>('fixer');
  const items = useOffered(member === undefined ? typed : '');
  const { fieldProps, list } = useListbox({
    items,
    open: items.length > 0,
    field: 'input',
    onLeave: items.length > 0 ? () => setTyped('') : undefined,
    onChoose: ({ key }) => {
      setMember(key);
      setTyped(memberName(members, key));
    },
  });
  return (
    <SayDialog
      title="Ask somebody into the case"
      about="They see nothing of it before they accept its terms. The reporter sees how many of each part opened it."
      label="Why"
      hint="Those in the case see it."
      confirm="Ask them in"
      wrong={member === undefined ? 'Choose who.' : undefined}
      onClose={onClose}
      onSay={(api, { case: id }, reason) =>
        api.call('PUT /v1/desk/cases/:case/people/:member', {
          params: { case: id, member: member ?? '' },
          body: { part, reason },
        })
      }
    >
      <div>
        <TextField
          {...fieldProps}
          label="Who"
          autoComplete="off"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setMember(undefined);
          }}
        />
        {items.length > 0 && (
          <Listbox list={list} label="People" keyOf={({ key }) => key}>
            {({ key, name, hint }) => (
              <span className="row">
                <Avatar id={key} name={name} size="small" />
                <bdi>{name}</bdi> <span className="meta">{hint}</span>
              </span>
            )}
          </Listbox>
        )}
      </div>
      <RadioGroup<Part>
        label="As"
        value={part}
        onChange={setPart}
        options={PARTS.map((value) => ({ value, label: PART_WORDS[value], hint: PART_HINTS[value] }))}
      />
    </SayDialog>
  );
}
