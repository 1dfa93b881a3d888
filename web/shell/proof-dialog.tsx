/** Asks who sits here to prove it once more, when a deed was refused for want of it; the deed then goes on. */
import { type JSX, useEffect, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { outcome } from '#view/attempt.ts';
import { useFactors } from '#view/factors.ts';
import { useWorkspace } from '#view/workspace.tsx';

type By = 'password' | 'code';

export function ProofDesk(): JSX.Element | null {
  const workspace = useWorkspace();
  const [answer, setAnswer] = useState<(isProven: boolean) => void>();
  useEffect(() => workspace.askedForProof(() => new Promise((resolve) => setAnswer(() => resolve))), [workspace]);
  if (!answer) return null;
  const end = (isProven: boolean): void => {
    setAnswer(undefined);
    answer(isProven);
  };
  return <ProofDialog onEnd={end} />;
}

function ProofDialog({ onEnd }: { readonly onEnd: (isProven: boolean) => void }): JSX.Element {
  const { api } = useWorkspace();
  const hasApp = useFactors().data?.authenticator !== undefined;
  const [by, setBy] = useState<By>('password');
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const prove = async (): Promise<void> => {
    if (isPending || typed === '') return;
    setPending(true);
    const body = by === 'code' ? { code: typed.replaceAll(/\s/g, '') } : { password: typed };
    const why = await outcome(api.call('POST /v1/me/proof', { body }));
    setPending(false);
    if (why === undefined) onEnd(true);
    else setFault(why);
  };
  return (
    <Dialog
      title="Is it you?"
      onClose={() => onEnd(false)}
      onSubmit={() => void prove()}
      actions={
        <>
          <Button onClick={() => onEnd(false)}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            Go on
          </Button>
        </>
      }
    >
      <p>This keeps others from it on a device that was left open. It is asked again after ten minutes.</p>
      {hasApp && (
        <RadioGroup
          label="Prove it by"
          segment
          value={by}
          options={[
            { value: 'password', label: 'Password' },
            { value: 'code', label: 'Code of the app' },
          ]}
          onChange={(chosen: By) => {
            setBy(chosen);
            setTyped('');
            setFault(undefined);
          }}
        />
      )}
      <TextField
        key={by}
        label={by === 'code' ? 'Code of the app' : 'Your password'}
        type={by === 'code' ? 'text' : 'password'}
        inputMode={by === 'code' ? 'numeric' : undefined}
        autoComplete={by === 'code' ? 'one-time-code' : 'current-password'}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        error={fault}
      />
    </Dialog>
  );
}
