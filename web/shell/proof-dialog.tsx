/** Asks who sits here to prove it once more, when a deed was refused for want of it; the deed then goes on. */
import { type JSX, useEffect, useState } from 'react';
import type { Proof } from '#contract/second-factors.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import type { Api } from '#sync/api.ts';
import { codeIn } from '#sync/codes.ts';
import { askPasskey, knowsPasskeys } from '#sync/passkeys.ts';
import { outcome } from '#view/attempt.ts';
import { useFactors } from '#view/factors.ts';
import { useWorkspace } from '#view/workspace.tsx';

type By = 'passkey' | 'password' | 'code';

const labels: Readonly<Record<By, string>> = { passkey: 'Passkey', password: 'Password', code: 'Code of the app' };

const proofBy: Readonly<Record<By, (api: Api, typed: string) => Promise<Proof>>> = {
  passkey: async (api) => ({ passkey: await askPasskey(await api.call('POST /v1/me/proof/passkey-request')) }),
  password: async (_api, password) => ({ password }),
  code: async (_api, typed) => ({ code: codeIn(typed) }),
};

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
  const factors = useFactors().data;
  const ways: By[] = [
    ...(factors?.passkey.isReady && knowsPasskeys() ? (['passkey'] as const) : []),
    'password',
    ...(factors?.authenticator ? (['code'] as const) : []),
  ];
  const [chosen, setChosen] = useState<By>();
  const by = chosen ?? ways[0] ?? 'password';
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const prove = async (): Promise<void> => {
    if (isPending || (typed === '' && by !== 'passkey')) return;
    setPending(true);
    const give = async (): Promise<void> => {
      const body = await proofBy[by](api, typed);
      await api.call('POST /v1/me/proof', { body });
    };
    const why = await outcome(give());
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
      {ways.length > 1 && (
        <RadioGroup
          label="Prove it by"
          segment
          value={by}
          options={ways.map((value) => ({ value, label: labels[value] }))}
          onChange={(way: By) => {
            setChosen(way);
            setTyped('');
            setFault(undefined);
          }}
        />
      )}
      {by === 'passkey' && <Fault>{fault}</Fault>}
      {by === 'passkey' ? (
        <p>Your browser asks for the passkey when you go on.</p>
      ) : (
        <SecretField key={by} by={by} value={typed} onType={setTyped} fault={fault} />
      )}
    </Dialog>
  );
}

interface SecretProps {
  readonly by: 'password' | 'code';
  readonly value: string;
  readonly onType: (typed: string) => void;
  readonly fault: string | undefined;
}

const SecretField = ({ by, value, onType, fault }: SecretProps): JSX.Element => (
  <TextField
    label={by === 'code' ? 'Code of the app' : 'Your password'}
    type={by === 'code' ? 'text' : 'password'}
    inputMode={by === 'code' ? 'numeric' : undefined}
    autoComplete={by === 'code' ? 'one-time-code' : 'current-password'}
    value={value}
    onChange={({ target }) => onType(target.value)}
    error={fault}
  />
);
