import { type JSX, useState } from 'react';
import type { Member } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { RadioGroup } from '#parts/field.tsx';
import { outcome } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { type Role, roles } from './roles.ts';

interface Props {
  readonly member: Member;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function RoleDialog({ member: { id, name, role: before }, onClose, onChanged }: Props): JSX.Element {
  const { api } = useWorkspace();
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  const [role, setRole] = useState(before as Role);
  const [fault, setFault] = useState<string>();
  const change = async (): Promise<void> => {
    const why = await outcome(api.call('PUT /v1/members/:member/role', { params: { member: id }, body: { role } }));
    setFault(why);
    if (why !== undefined) return;
    onChanged();
    onClose();
  };
  return (
    <Dialog
      title={
        <>
          What <bdi>{name}</bdi> may do
        </>
      }
      onClose={onClose}
      onSubmit={() => void change()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={role === before}>
            Change role
          </Button>
        </>
      }
    >
      <RadioGroup<Role>
        label="Role"
        value={role}
        onChange={setRole}
        error={fault}
        options={roles.map((one) => ({ ...one, disabled: one.value === 'owner' && !isOwner }))}
      />
      <p className="meta">It holds at once, on all their devices.</p>
    </Dialog>
  );
}
