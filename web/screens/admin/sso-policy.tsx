import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { Checkbox, RadioGroup } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Workspace } from '#sync/workspace.ts';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { useTyped } from '#view/typed.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type Sso, useIsOwner, useSso } from './sso.ts';

type Mode = NonNullable<Sso['mode']>;

export function SsoPolicy(): JSX.Element {
  const { data, error } = useSso();
  return (
    <Section
      title="Who signs in by a provider"
      about="Where it is required, a stolen password opens nothing, and who leaves the organisation is out here too."
    >
      {error && <p>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data && <Form sso={data} />}
      {data && <Share share={data.share} />}
      <p className={styles.note}>
        Owners can always come in by their passwords, or a provider that fails would lock everybody out. Each such
        sign-in stands in the audit log as sso.bypassed.
      </p>
    </Section>
  );
}

const Share = ({ share: { people, by } }: Pick<Sso, 'share'>): JSX.Element => (
  <p className={styles.note}>
    {by} of {people} {people === 1 ? 'member' : 'members'} came in by a provider the last time.
  </p>
);

function Form({ sso }: { readonly sso: Sso }): JSX.Element {
  const { api } = useWorkspace();
  const { changed } = useSso();
  const isOwner = useIsOwner();
  const mode = useTyped<Mode | 'off'>(sso.mode ?? 'off');
  const counts = useTyped(sso.countsAsFactor);
  const [asked, setAsked] = useState<string>();
  const { fault, isPending, act, say } = useAct();
  const wish: Wish = { mode: mode.value, countsAsFactor: counts.value };
  const set = async (): Promise<void> => {
    const { mode: to, countsAsFactor } = wish;
    if (to === 'off') await api.call('DELETE /v1/sso/policy');
    else await api.call('PUT /v1/sso/policy', { body: { mode: to, countsAsFactor } });
    await changed();
    mode.forget();
    counts.forget();
  };
  const ask = (): Promise<boolean> =>
    act(async () => {
      const consequence = await consequenceOf(api, sso, wish);
      if (consequence !== undefined) return setAsked(consequence);
      await set();
      toast('Members may sign in by a provider.');
    });
  const isSame = wish.mode === (sso.mode ?? 'off') && wish.countsAsFactor === sso.countsAsFactor;
  const choose = (to: Mode | 'off'): void => {
    say(undefined);
    mode.type(to);
  };
  return (
    <>
      <div className={styles.stack}>
        <Modes mode={wish.mode} isOwner={isOwner} onChange={choose} />
        <Checkbox
          label="It counts as a second factor"
          hint="Choose this if the provider itself asks for one. Taken back, devices owe a factor at once."
          checked={wish.countsAsFactor}
          disabled={!isOwner || wish.mode === 'off'}
          onChange={({ target }) => counts.type(target.checked)}
        />
        <Fault>{fault}</Fault>
        {isOwner && (
          <div>
            <Button kind="primary" pending={isPending} disabled={isSame} onClick={() => void ask()}>
              Save
            </Button>
          </div>
        )}
      </div>
      {asked !== undefined && (
        <ConfirmDialog
          title="Change how the team signs in?"
          consequence={asked}
          wayBack="You can change it back at any time; owners keep their passwords."
          confirm="Change it"
          danger={wish.mode !== 'off'}
          onConfirm={() => outcome(set())}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

interface Wish {
  readonly mode: Mode | 'off';
  readonly countsAsFactor: boolean;
}

/** What is asked before; undefined where nobody loses anything by it. */
async function consequenceOf(api: Workspace['api'], sso: Sso, { mode, countsAsFactor }: Wish) {
  if (mode === 'off') return 'Nobody signs in by a provider any more. Who came in by one stays signed in.';
  const owed = 'Whoever came in by a provider owes a second factor at once, on every device that gave none.';
  const isTakenBack = sso.countsAsFactor && !countsAsFactor;
  if (mode === 'optional' || mode === sso.mode) return isTakenBack ? owed : undefined;
  const { people, devices, unknown } = await api.call('GET /v1/sso/policy/preview', { query: { mode } });
  const are = people === 1 ? 'is' : 'are';
  const told =
    `${counted(people, 'person', 'people')} ${are} signed out on ${counted(devices, 'device')}, for not having come ` +
    `in by a provider. Of those whom it binds, ${unknown} ${unknown === 1 ? 'is' : 'are'} known to no provider yet: ` +
    'who is not needs an address at a domain that you proved.';
  return isTakenBack ? `${told} ${owed}` : told;
}

interface ModesProps {
  readonly mode: Mode | 'off';
  readonly isOwner: boolean;
  readonly onChange: (mode: Mode | 'off') => void;
}

function Modes({ mode, isOwner, onChange }: ModesProps): JSX.Element {
  const modes = [
    { value: 'off', label: 'Off' },
    { value: 'optional', label: 'Optional', hint: 'Passwords work as well.' },
    { value: 'required', label: 'Required', hint: 'For all but owners.' },
    { value: 'required-but-guests', label: 'Required for all but guests', hint: 'Guests may keep passwords.' },
  ] as const;
  return (
    <RadioGroup<Mode | 'off'>
      label="Signing in by a provider is"
      value={mode}
      onChange={onChange}
      options={modes.map((one) => ({ ...one, disabled: !isOwner }))}
    />
  );
}
