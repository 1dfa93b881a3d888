import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type Provider, useIsOwner, useSso } from './sso.ts';
import { SsoAddresses } from './sso-addresses.tsx';
import { SsoProviderDialog } from './sso-provider-dialog.tsx';

type Open = { readonly what: 'edit' | 'addresses' | 'remove'; readonly id: string } | { readonly what: 'add' };

export function SsoProviders(): JSX.Element {
  const { data, error } = useSso();
  const isOwner = useIsOwner();
  const [open, setOpen] = useState<Open>();
  return (
    <Section
      title="Providers for signing in"
      about={
        'Members prove who they are where your organisation keeps its accounts: ' +
        'one closed there opens nothing here.'
      }
      actions={isOwner && <Button onClick={() => setOpen({ what: 'add' })}>Add a provider</Button>}
    >
      {error && <p>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data?.providers.length === 0 && (
        <p className={styles.note}>There is none: everybody signs in by a password of this team.</p>
      )}
      {data && data.providers.length > 0 && <Providers providers={data.providers} onOpen={setOpen} />}
      {data && open && <Opened open={open} providers={data.providers} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

interface ProvidersProps {
  readonly providers: readonly Provider[];
  readonly onOpen: (open: Open) => void;
}

function Providers({ providers, onOpen }: ProvidersProps): JSX.Element {
  const { api } = useWorkspace();
  const place = usePlace();
  const isOwner = useIsOwner();
  const { act, pendingOf } = useAct(toast);
  const test = (provider: string): Promise<boolean> =>
    act(async () => {
      const begun = await api.call('POST /v1/sso/providers/:provider/test', { params: { provider } });
      location.assign(begun.location);
    }, provider);
  const read = ({ acceptedAt }: Provider): string =>
    acceptedAt === undefined ? 'Nobody yet' : fullMoment(Date.parse(acceptedAt), place);
  return (
    <Table
      caption="Providers"
      rows={providers}
      keyOf={({ id }) => id}
      columns={[
        { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
        { name: 'kind', head: 'Speaks', cell: ({ saml }) => (saml ? 'SAML 2.0' : 'OpenID Connect') },
        { name: 'state', head: 'State', cell: ({ isOn }) => <Chip>{isOn ? 'On' : 'Off'}</Chip> },
        { name: 'read', head: 'Last read', cell: read },
      ]}
      actions={({ id, name }) => (
        <>
          <Button kind="quiet" pending={pendingOf === id} aria-label={`Test ${name}`} onClick={() => void test(id)}>
            Test
          </Button>
          <Button
            kind="quiet"
            aria-label={`Addresses and certificates of ${name}`}
            onClick={() => onOpen({ what: 'addresses', id })}
          >
            Addresses
          </Button>
          {isOwner && (
            <>
              <Button kind="quiet" aria-label={`Edit ${name}`} onClick={() => onOpen({ what: 'edit', id })}>
                Edit
              </Button>
              <Button kind="quiet" aria-label={`Remove ${name}`} onClick={() => onOpen({ what: 'remove', id })}>
                Remove
              </Button>
            </>
          )}
        </>
      )}
    />
  );
}

interface OpenedProps {
  readonly open: Open;
  readonly providers: readonly Provider[];
  readonly onClose: () => void;
}

function Opened({ open, providers, onClose }: OpenedProps): JSX.Element | null {
  const { api } = useWorkspace();
  const { changed } = useSso();
  if (open.what === 'add') return <SsoProviderDialog onClose={onClose} />;
  const provider = providers.find(({ id }) => id === open.id);
  if (!provider) return null;
  if (open.what === 'edit') return <SsoProviderDialog provider={provider} onClose={onClose} />;
  if (open.what === 'addresses') return <SsoAddresses provider={provider} onClose={onClose} />;
  const params = { provider: provider.id };
  return (
    <ConfirmDialog
      title={`Remove ${provider.name}?`}
      consequence="Nobody signs in by it any more, and it forgets whom it knew. Who came in by it stays signed in."
      wayBack="Added again, it has new addresses and keys, and knows people by their addresses at your domains."
      confirm="Remove"
      danger
      onConfirm={() => outcome(api.call('DELETE /v1/sso/providers/:provider', { params }).then(changed))}
      onClose={onClose}
    />
  );
}
