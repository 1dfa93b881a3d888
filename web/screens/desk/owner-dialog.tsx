/** Cases are handed over, never dropped. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Fault } from '#parts/fault.tsx';
import { Select } from '#parts/field.tsx';
import { wordsFor } from '#view/attempt.ts';
import { memberName } from '#view/conversation-name.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { SayDialog } from './say-dialog.tsx';
import { useCase } from './use-case.ts';

const noOther = 'No other coordinator works at the desk. An owner or admin keeps its list.';

export function OwnerDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { coordinator: owner } = useCase();
  const { api } = useWorkspace();
  const me = useSelect((state) => state.me) ?? '';
  const members = useSelect((state) => state.members);
  const { data, error } = useQuery({
    queryKey: [...deskKey, 'roster'],
    queryFn: ({ signal }) => api.call('GET /v1/desk/roster', { signal }),
  });
  const others = (data?.people ?? []).filter(({ duty, member }) => duty === 'coordinator' && member !== owner);
  const first = others.find(({ member }) => member === me) ?? others[0];
  const [chosen, choose] = useState<string>();
  const coordinator = chosen ?? first?.member ?? '';
  return (
    <SayDialog
      title={owner === undefined ? 'Whose case is it?' : 'Hand the case over'}
      about="It belongs to one coordinator of the desk, who is told of its alarms and is brought into it."
      label="Why"
      hint="Those in the case see it."
      confirm={coordinator === me ? 'Take it' : 'Hand it over'}
      wrong={coordinator === '' ? noOther : undefined}
      onClose={onClose}
      onSay={(server, params, reason) =>
        server.call('PUT /v1/desk/cases/:case/coordinator', { params, body: { coordinator, reason } })
      }
    >
      <Select
        label="Coordinator"
        hint={data && others.length === 0 ? noOther : undefined}
        value={coordinator}
        onChange={({ target }) => choose(target.value)}
        options={others.map(({ member }) => ({
          value: member,
          label: `${memberName(members, member)}${member === me ? ' (you)' : ''}`,
        }))}
      />
      <Fault>{error ? wordsFor(error) : undefined}</Fault>
    </SayDialog>
  );
}
