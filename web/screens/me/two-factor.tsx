import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { knowsPasskeys, makePasskey } from '#sync/passkeys.ts';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { factorsKey, useFactors } from '#view/factors.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { PasskeyTable } from './passkeys.tsx';
import { AppDialog, CodesDialog, type Secret } from './two-factor-dialogs.tsx';

type FactorsReply = Reply<'GET /v1/me/second-factors'>;
type Place = ReturnType<typeof usePlace>;
const nameCharactersMax = 60;
type Open = { readonly app: Secret } | { readonly codes: readonly string[] } | 'removing';

export function TwoFactor(): JSX.Element {
  const { data, error } = useFactors();
  return (
    <Section
      title="Passkeys and second factor"
      about="With one, who has your password still does not come in: a passkey or a code of your phone is needed too."
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading second factors" rows={1} shape="lines" />}
      {data && <Factors factors={data} />}
    </Section>
  );
}

function Factors({ factors }: { readonly factors: FactorsReply }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const changed = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: factorsKey });
    await queries.invalidateQueries({ queryKey: ['my sessions'] });
  };
  const { act, pendingOf } = useAct(toast);
  const beginApp = (): Promise<boolean> =>
    act(() => api.call('PUT /v1/me/authenticator').then((app) => setOpen({ app })), 'app');
  const makeCodes = (): Promise<boolean> =>
    act(() => api.call('POST /v1/me/recovery-codes').then(({ codes }) => setOpen({ codes })), 'codes');
  const { authenticator, passkey, passkeys, recoveryCodes } = factors;
  const hasOne = authenticator !== undefined || passkey.isReady;
  const added = async (what: string): Promise<void> => {
    toast(hasOne ? what : `${what} Your other devices are asked for it when they sign in again.`);
    await changed();
    if (!hasOne || recoveryCodes.left === 0) await makeCodes();
  };
  const addPasskey = async (): Promise<void> => {
    const make = async (): Promise<void> => {
      const made = await makePasskey(await api.call('POST /v1/me/passkey-request'));
      const { sessions } = await api.call('GET /v1/me/sessions');
      await api.call('POST /v1/me/passkeys', { body: { name: deviceName(sessions), passkey: made } });
    };
    if (await act(make, 'passkey')) await added('The passkey is added.');
  };
  const canAdd = passkey.isPossible && knowsPasskeys();
  return (
    <>
      <p className={styles.note}>
        {stateOf(factors, place)} {!canAdd && NOT_HERE}
      </p>
      {passkeys.length > 0 && (
        <PasskeyTable passkeys={passkeys} hasApp={authenticator !== undefined} onChanged={changed} />
      )}
      <div className={styles.bar}>
        {canAdd && (
          <Button
            kind={hasOne ? 'plain' : 'primary'}
            pending={pendingOf === 'passkey'}
            onClick={() => void addPasskey()}
          >
            {passkeys.length > 0 ? 'Add another passkey' : 'Add a passkey'}
          </Button>
        )}
        <Button
          kind={hasOne || canAdd ? 'plain' : 'primary'}
          pending={pendingOf === 'app'}
          onClick={() => void beginApp()}
        >
          {authenticator ? 'Put another app in its place' : 'Add an authenticator app'}
        </Button>
        {hasOne && (
          <Button pending={pendingOf === 'codes'} onClick={() => void makeCodes()}>
            New recovery codes
          </Button>
        )}
        {authenticator && <Button onClick={() => setOpen('removing')}>Remove the app</Button>}
      </div>
      {open === 'removing' && <RemoveApp hasPasskey={passkey.isReady} onRemoved={changed} onClose={close} />}
      {typeof open === 'object' && <Shown open={open} onAdded={added} onKept={changed} onClose={close} />}
    </>
  );
}

interface ShownProps {
  readonly open: Exclude<Open, 'removing'>;
  onAdded(what: string): Promise<void>;
  onKept(): Promise<void>;
  onClose(): void;
}

/** What is shown once. */
function Shown({ open, onAdded, onKept, onClose }: ShownProps): JSX.Element {
  return 'app' in open ? (
    <AppDialog secret={open.app} onAdded={() => onAdded('The app is added.')} onClose={onClose} />
  ) : (
    <CodesDialog codes={open.codes} onKept={onKept} onClose={onClose} />
  );
}

interface RemoveAppProps {
  /** A passkey is left, which signs in. */
  readonly hasPasskey: boolean;
  readonly onRemoved: () => Promise<void>;
  readonly onClose: () => void;
}

function RemoveApp({ hasPasskey, onRemoved, onClose }: RemoveAppProps): JSX.Element {
  const { api } = useWorkspace();
  return (
    <ConfirmDialog
      title="Remove the authenticator app?"
      consequence={
        hasPasskey
          ? 'Its codes count no more. A sign-in asks for a passkey.'
          : 'The password alone signs in, recovery codes are worthless, other devices are signed out.'
      }
      wayBack="You can add an app again at any time."
      confirm="Remove"
      danger
      onConfirm={() => outcome(api.call('DELETE /v1/me/authenticator').then(onRemoved))}
      onClose={onClose}
    />
  );
}

const NOT_HERE = 'Passkeys need a browser that knows them, and a server with a name and TLS.';

/** What was added is called after the device on which it was, until it is named. */
function deviceName(sessions: Reply<'GET /v1/me/sessions'>['sessions']): string {
  const here = sessions.find(({ current }) => current)?.agent.words ?? 'a browser';
  return `Added with ${here}`.slice(0, nameCharactersMax).trim();
}

function stateOf({ authenticator, passkey, recoveryCodes }: FactorsReply, place: Place): string {
  if (!authenticator && !passkey.isReady) return 'You have none: whoever has your password can act as you.';
  const app = authenticator && `You have an app since ${fullMoment(Date.parse(authenticator.since), place)}.`;
  return [passkey.isReady && 'A passkey signs you in alone.', app, left(recoveryCodes.left)].filter(Boolean).join(' ');
}

const left = (codes: number): string => {
  if (codes === 0) return 'You have no recovery codes: make some, or a lost device means a day of waiting.';
  return codes === 1 ? '1 recovery code is left.' : `${codes} recovery codes are left.`;
};
