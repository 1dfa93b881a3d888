import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog, Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { Copied } from './copied.tsx';
import { useIsOwner } from './sso.ts';

type Claimed = Reply<'GET /v1/claimed-domains'>['domains'][number];

const domainsKey = ['claimed domains'];

const useDomains = () => {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const asked = useQuery({
    queryKey: domainsKey,
    queryFn: ({ signal }) => api.call('GET /v1/claimed-domains', { signal }),
  });
  return { ...asked, changed: (): Promise<void> => queries.invalidateQueries({ queryKey: domainsKey }) };
};

export function ClaimedDomains(): JSX.Element {
  const isOwner = useIsOwner();
  const [open, setOpen] = useState<string>();
  const { data, error, changed } = useDomains();
  const claimed = data?.domains.find(({ domain }) => domain === open);
  return (
    <Section
      title="Domains of the team"
      about="A provider’s word for an address counts only here, so that it cannot make itself anybody elsewhere."
    >
      {error && <p>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data?.domains.length === 0 && <p className={styles.note}>None yet: nobody gets an account by a provider.</p>}
      {data && data.domains.length > 0 && <Domains domains={data.domains} onProve={setOpen} />}
      {isOwner && <AddDomain onAdded={setOpen} />}
      {claimed && <Proof claimed={claimed} onChanged={changed} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

interface DomainsProps {
  readonly domains: readonly Claimed[];
  readonly onProve: (domain: string) => void;
}

function Domains({ domains, onProve }: DomainsProps): JSX.Element {
  const { api } = useWorkspace();
  const { changed } = useDomains();
  const place = usePlace();
  const isOwner = useIsOwner();
  const [leaving, setLeaving] = useState<Claimed>();
  const remove = ({ domain }: Claimed): Promise<string | undefined> =>
    outcome(api.call('DELETE /v1/claimed-domains/:domain', { params: { domain } }).then(changed));
  const proved = ({ provenAt, provenBy }: Claimed): string =>
    provenAt === undefined
      ? 'Not yet'
      : `${fullMoment(Date.parse(provenAt), place)}, by ${provenBy === 'dns' ? 'DNS' : 'mail'}`;
  const deeds = (claimed: Claimed): JSX.Element => (
    <>
      {claimed.provenAt === undefined && (
        <Button kind="quiet" aria-label={`Prove ${claimed.domain}`} onClick={() => onProve(claimed.domain)}>
          Prove
        </Button>
      )}
      <Button kind="quiet" aria-label={`Remove ${claimed.domain}`} onClick={() => setLeaving(claimed)}>
        Remove
      </Button>
    </>
  );
  return (
    <>
      <Table
        caption="Domains"
        rows={domains}
        keyOf={({ domain }) => domain}
        columns={[
          { name: 'domain', head: 'Domain', heads: true, cell: ({ domain }) => <bdi>{domain}</bdi> },
          { name: 'proven', head: 'Proved', cell: proved },
        ]}
        actions={isOwner ? deeds : undefined}
      />
      {leaving && (
        <ConfirmDialog
          title={`Remove ${leaving.domain}?`}
          consequence={
            leaving.provenAt === undefined
              ? 'What was entered to prove it counts no more.'
              : 'A provider’s word for an address there counts no more: nobody gets an account by one, or is ' +
                'found by it, and a directory does not see those whom it does not keep yet. Who is in stays in.'
          }
          wayBack="You can add it again at any time, and prove it anew."
          confirm="Remove"
          danger={leaving.provenAt !== undefined}
          onConfirm={() => remove(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

function AddDomain({ onAdded }: { readonly onAdded: (domain: string) => void }): JSX.Element {
  const { api } = useWorkspace();
  const { changed } = useDomains();
  const [typed, setTyped] = useState('');
  const { fault, isPending, act } = useAct();
  const add = async (): Promise<void> => {
    const domain = typed.trim().toLowerCase().replace(/^@/, '');
    const params = { domain };
    if (!(await act(() => api.call('PUT /v1/claimed-domains/:domain', { params }).then(changed)))) return;
    setTyped('');
    onAdded(domain);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        label="Domain of your organisation"
        required
        error={fault}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button type="submit" pending={isPending}>
        Add the domain
      </Button>
    </form>
  );
}

interface ProofProps {
  readonly claimed: Claimed;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

const mailboxes = ['postmaster', 'hostmaster', 'webmaster', 'admin', 'administrator'] as const;
type Mailbox = (typeof mailboxes)[number];

function Proof({ claimed: { domain, recordName, record }, onChanged, onClose }: ProofProps): JSX.Element {
  const { api } = useWorkspace();
  const [mailbox, setMailbox] = useState<Mailbox>('postmaster');
  const [code, setCode] = useState('');
  const { fault, isPending, act } = useAct();
  const mailing = useAct();
  const params = { domain };
  const prove = async (): Promise<void> => {
    const body = code.trim() === '' ? {} : { code: code.trim() };
    const proved = () => api.call('POST /v1/claimed-domains/:domain/proof', { params, body }).then(onChanged);
    if (await act(proved)) onClose();
  };
  const mail = async (): Promise<void> => {
    const sent = () => api.call('POST /v1/claimed-domains/:domain/code', { params, body: { mailbox } });
    if (await mailing.act(sent)) toast(`A code is on its way to ${mailbox}@${domain}.`);
  };
  return (
    <Dialog
      title={
        <>
          Prove that <bdi>{domain}</bdi> is yours
        </>
      }
      onClose={onClose}
      onSubmit={() => void prove()}
      actions={
        <>
          <Button onClick={onClose}>Later</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            {code.trim() === '' ? 'Look in the DNS' : 'Use the code'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>Add a TXT record, or have a code mailed to who runs the domain’s mail.</p>
        <Copied label="Name of the record" value={recordName} />
        <Copied label="What it says" value={record} />
        <Select
          label="Mailbox"
          value={mailbox}
          onChange={({ target }) => setMailbox(target.value as Mailbox)}
          error={mailing.fault}
          options={mailboxes.map((name) => ({ value: name, label: `${name}@${domain}` }))}
        />
        <div>
          <Button pending={mailing.isPending} onClick={() => void mail()}>
            Mail a code
          </Button>
        </div>
        <TextField
          label="Code from the mail"
          autoComplete="off"
          value={code}
          onChange={({ target }) => setCode(target.value)}
        />
        <Fault>{fault}</Fault>
      </div>
    </Dialog>
  );
}
