import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog, Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { fullMoment } from '#parts/moments.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';
import { useAct } from '#view/act.ts';
import { outcome } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { Copied } from './copied.tsx';
import { type Provider, useIsOwner, useSso } from './sso.ts';

interface Props {
  readonly provider: Provider;
  readonly onClose: () => void;
}

/** What is to be entered at the provider, and until when the certificates of both sides count. */
export function SsoAddresses({ provider, onClose }: Props): JSX.Element {
  const { name, redirectUri, saml } = provider;
  return (
    <Dialog
      title={
        <>
          Enter this at <bdi>{name}</bdi>
        </>
      }
      onClose={onClose}
      wide
      actions={<Button onClick={onClose}>Done</Button>}
    >
      <div className={styles.stack}>
        <p>
          The provider sends people back to these addresses alone, so that nobody can have them sent to a place of his
          own.
        </p>
        {saml ? (
          <>
            <Copied label="Metadata, and our entity ID" value={saml.metadataUrl} />
            <Copied label="Assertion consumer service (HTTP-POST)" value={redirectUri} />
            <Copied label="Single logout service" value={saml.signOutUrl} />
            <Certificates provider={provider} saml={saml} />
          </>
        ) : (
          <Copied label="Redirect address" value={redirectUri} />
        )}
      </div>
    </Dialog>
  );
}

const soonMs = 30 * DAY_MS;

type Key = NonNullable<Provider['saml']>['keys'][number];
const shortOf = ({ fingerprint }: Pick<Key, 'fingerprint'>): string => fingerprint.slice(0, 16);

function Until({ notAfter, fingerprint }: { readonly notAfter: string; readonly fingerprint: string }): JSX.Element {
  const place = usePlace();
  const leftMs = Date.parse(notAfter) - deviceClock.now();
  return (
    <>
      <code>{shortOf({ fingerprint })}</code> until {fullMoment(Date.parse(notAfter), place)}{' '}
      {leftMs < 0 ? <Chip>Ended</Chip> : leftMs < soonMs && <Chip>Ends soon</Chip>}
    </>
  );
}

function Certificates({
  provider: { id: provider },
  saml,
}: {
  readonly provider: Provider;
  readonly saml: NonNullable<Provider['saml']>;
}): JSX.Element {
  const { api } = useWorkspace();
  const { changed } = useSso();
  const isOwner = useIsOwner();
  const { fault, isPending, act } = useAct();
  const [leaving, setLeaving] = useState<Key>();
  const add = (): Promise<boolean> =>
    act(() => api.call('POST /v1/sso/providers/:provider/keys', { params: { provider } }).then(changed));
  const remove = ({ id: key }: Key): Promise<string | undefined> =>
    outcome(api.call('DELETE /v1/sso/providers/:provider/keys/:key', { params: { provider, key } }).then(changed));
  return (
    <>
      <h3>Our certificates</h3>
      <ul>
        {saml.keys.map((key, at) => (
          <li key={key.id}>
            <Until {...key} /> {at === 0 ? 'signs' : 'follows'}{' '}
            {isOwner && saml.keys.length > 1 && (
              <Button kind="quiet" aria-label={`Remove ${shortOf(key)}`} onClick={() => setLeaving(key)}>
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isOwner && saml.keys.length === 1 && (
        <>
          <p className={styles.note}>
            To replace it without a gap: add the next one, let the provider read our metadata again, then remove this
            one.
          </p>
          <div>
            <Button pending={isPending} onClick={() => void add()}>
              Add the next certificate
            </Button>
          </div>
        </>
      )}
      <Fault>{fault}</Fault>
      {leaving && (
        <ConfirmDialog
          title={`Remove the certificate ${shortOf(leaving)}?`}
          consequence={
            leaving.id === saml.keys[0]?.id
              ? 'We sign with the next one from then on. A provider that has not read our metadata since that was ' +
                'added does not know it: nobody comes in by it then.'
              : 'It is the one that would follow. What signs now goes on signing.'
          }
          wayBack="It does not come back. You can add another one, which the provider has to read first."
          confirm="Remove the certificate"
          danger
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
      <Theirs certificates={saml.certificates} />
    </>
  );
}

function Theirs({ certificates }: Pick<NonNullable<Provider['saml']>, 'certificates'>): JSX.Element {
  return (
    <>
      <h3>Certificates of the provider</h3>
      <ul>
        {certificates.map((certificate) => (
          <li key={certificate.fingerprint}>
            <Until {...certificate} />
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        A new one of the provider is believed after you have read its metadata again, beside the former one.
      </p>
    </>
  );
}
