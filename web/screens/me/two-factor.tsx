import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { factorsKey, useFactors } from '#view/factors.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { AppDialog, CodesDialog, type Secret } from './two-factor-dialogs.tsx';

type Open = { readonly app: Secret } | { readonly codes: readonly string[] } | 'removing';

export function TwoFactor(): JSX.Element {
  const { data, error } = useFactors();
  return (
    <Section
      title="Second factor"
      about="With one, who has your password still does not come in: a phone shows a code for each sign-in."
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading second factors" rows={1} shape="lines" />}
      {data && <Factors factors={data} />}
    </Section>
  );
}

function Factors({ factors }: { readonly factors: Reply<'GET /v1/me/second-factors'> }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const changed = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: factorsKey });
    await queries.invalidateQueries({ queryKey: ['my sessions'] });
  };
  const begin = (): Promise<boolean> => attempt(api.call('PUT /v1/me/authenticator').then((app) => setOpen({ app })));
  const makeCodes = (): Promise<boolean> =>
    attempt(api.call('POST /v1/me/recovery-codes').then(({ codes }) => setOpen({ codes })));
  const added = async (): Promise<void> => {
    toast('The app is added. Your other devices are asked for it when they sign in again.');
    await changed();
    await makeCodes();
  };
  const { authenticator, recoveryCodes } = factors;
  return (
    <>
      <p className={styles.note}>
        {authenticator
          ? `You have an app since ${fullMoment(Date.parse(authenticator.since), place)}. ${left(recoveryCodes.left)}`
          : 'You have none: whoever has your password can act as you.'}
      </p>
      <div className={styles.bar}>
        <Button kind={authenticator ? 'plain' : 'primary'} onClick={() => void begin()}>
          {authenticator ? 'Put another app in its place' : 'Add an authenticator app'}
        </Button>
        {authenticator && <Button onClick={() => void makeCodes()}>New recovery codes</Button>}
        {authenticator && <Button onClick={() => setOpen('removing')}>Remove</Button>}
      </div>
      {open === 'removing' && (
        <ConfirmDialog
          title="Remove your second factor?"
          consequence="The password alone signs in, recovery codes are worthless, other devices are signed out."
          wayBack="You can add an app again at any time."
          confirm="Remove"
          danger
          onConfirm={() => outcome(api.call('DELETE /v1/me/authenticator').then(changed))}
          onClose={close}
        />
      )}
      {typeof open === 'object' && 'app' in open && <AppDialog secret={open.app} onAdded={added} onClose={close} />}
      {typeof open === 'object' && 'codes' in open && (
        <CodesDialog codes={open.codes} onKept={changed} onClose={close} />
      )}
    </>
  );
}

const left = (codes: number): string => {
  if (codes === 0) return 'You have no recovery codes: make some, or a lost phone means a day of waiting.';
  return codes === 1 ? '1 recovery code is left.' : `${codes} recovery codes are left.`;
};
