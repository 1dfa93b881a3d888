import type { JSX } from 'react';
import type { Token } from '#contract/tokens.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Time } from '#parts/time.tsx';
import { toast } from '#parts/toast.tsx';
import { DAY_MS } from '#sync/clock.ts';
import { useMinute } from '../minute.ts';
import { usePlace } from '../place.ts';
import styles from './token.module.css';

const soonMs = 7 * DAY_MS;

/** The scopes, and the networks to which it is bound. */
export function Reach({ token: { scopes, networks } }: { readonly token: Token }): JSX.Element {
  return (
    <span className={styles.two}>
      <span className={styles.names}>
        {scopes === undefined && <Chip tone="warn">Everything: made before scopes</Chip>}
        {scopes?.length === 0 && 'Only who it is'}
        {scopes?.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
      </span>
      {networks.length > 0 && <span className="meta">from {networks.join(', ')}</span>}
    </span>
  );
}

export function Until({ token: { expiresAt } }: { readonly token: Token }): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  if (expiresAt === undefined) return <Chip tone="warn">No end</Chip>;
  const at = Date.parse(expiresAt);
  return (
    <span className={styles.two}>
      <Time at={at} now={now} place={place} form="both" />
      {at - now < soonMs && (
        <span>
          <Chip tone="warn">Ends soon</Chip>
        </span>
      )}
    </span>
  );
}

export function Used({ token: { lastUsedAt, lastUsedNetwork } }: { readonly token: Token }): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  if (lastUsedAt === undefined) return <>Never</>;
  return (
    <span className={styles.two}>
      <Time at={Date.parse(lastUsedAt)} now={now} place={place} form="both" />
      {lastUsedNetwork && <span className="meta">{lastUsedNetwork}</span>}
    </span>
  );
}

/** The secret stands here and nowhere else; the server keeps its hash. */
export function SecretDialog({ secret, onClose }: { readonly secret: string; onClose: () => void }): JSX.Element {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    toast('The secret is copied.');
  };
  return (
    <Dialog
      title="The token is ready"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <Button kind="primary" onClick={() => void copy()}>
            Copy secret
          </Button>
        </>
      }
    >
      <p>Keep its secret where the program finds it. It is shown only now.</p>
      <input
        className={styles.secret}
        aria-label="Secret of the token"
        readOnly
        value={secret}
        onFocus={({ target }) => target.select()}
      />
    </Dialog>
  );
}
