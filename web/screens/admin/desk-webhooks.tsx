/** Programs of the team that hear of activity at the desk: that there is some, in which case, and nothing of it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { DeskWebhook } from '#contract/desk-webhooks.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Fault } from '#parts/fault.tsx';
import { TextField } from '#parts/field.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { copied } from '#view/copied.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const webhooksKey = ['desk webhooks'];

export function DeskWebhooks(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const { data, error } = useQuery({
    queryKey: webhooksKey,
    queryFn: ({ signal }) => api.call('GET /v1/desk/webhooks', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: webhooksKey });
  return (
    <Section
      title="Webhooks"
      about="Your own programs hear that something happened in a case, with its name and nothing of it."
      actions={
        <Button sign="plus" onClick={() => setAdding(true)}>
          Add a webhook
        </Button>
      }
    >
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading webhooks" rows={1} shape="lines" />}
      {data && <List webhooks={data.webhooks} onChanged={changed} />}
      {isAdding && (
        <AddDialog
          onAdded={async (made) => {
            setAdding(false);
            setSecret(made);
            await changed();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Section>
  );
}

interface ListProps {
  readonly webhooks: readonly DeskWebhook[];
  onChanged(): Promise<void>;
}

function List({ webhooks, onChanged }: ListProps): JSX.Element {
  const { api } = useWorkspace();
  const place = usePlace();
  const { act, fault, pendingOf } = useAct();
  if (webhooks.length === 0) return <Empty title="There is none yet">Nobody but the people of the desk is told.</Empty>;
  const deed = (id: string, what: (params: { webhook: string }) => Promise<unknown>): void =>
    void act(async () => {
      await what({ webhook: id });
      await onChanged();
    }, id);
  return (
    <>
      <Table
        caption="Webhooks of the security desk"
        rows={webhooks}
        keyOf={({ id }) => id}
        columns={[
          { name: 'url', head: 'Address', heads: true, cell: ({ url }) => <span className={styles.head}>{url}</span> },
          { name: 'state', head: 'State', cell: (hook) => <State hook={hook} /> },
          {
            name: 'last',
            head: 'Last message',
            cell: ({ last }) => (last ? `${fullMoment(Date.parse(last.at), place)}: ${last.outcome}` : 'None yet'),
          },
        ]}
        actions={({ id, url, on }) => (
          <>
            <Button
              kind="quiet"
              aria-label={`Try it: ${url}`}
              pending={pendingOf === id}
              onClick={() =>
                deed(id, async (params) => {
                  const { outcome } = await api.call('POST /v1/desk/webhooks/:webhook/test', { params });
                  toast(`The test: ${outcome}.`);
                })
              }
            >
              Try it
            </Button>
            <Button
              kind="quiet"
              aria-label={`Switch ${on ? 'off' : 'on'} ${url}`}
              onClick={() =>
                deed(id, (params) => api.call('PATCH /v1/desk/webhooks/:webhook', { params, body: { on: !on } }))
              }
            >
              {on ? 'Switch off' : 'Switch on'}
            </Button>
            <Button
              kind="quiet"
              aria-label={`Remove ${url}`}
              onClick={() => deed(id, (params) => api.call('DELETE /v1/desk/webhooks/:webhook', { params }))}
            >
              Remove
            </Button>
          </>
        )}
      />
      <Fault>{fault}</Fault>
    </>
  );
}

function State({ hook: { on, failures } }: { hook: DeskWebhook }): JSX.Element {
  if (!on) return <Chip>{failures > 0 ? `Off after ${failures} failures` : 'Off'}</Chip>;
  return failures > 0 ? <Chip tone="warn">{failures} failed in a row</Chip> : <Chip tone="ok">On</Chip>;
}

interface AddProps {
  onAdded(secret: string): Promise<void>;
  onClose(): void;
}

function AddDialog({ onAdded, onClose }: AddProps): JSX.Element {
  const { api } = useWorkspace();
  const [url, setUrl] = useState('');
  const { act, fault, isPending } = useAct();
  const add = (): Promise<boolean> =>
    act(async () => {
      const { secret } = await api.call('POST /v1/desk/webhooks', { body: { url: url.trim() } });
      await onAdded(secret);
    });
  return (
    <Dialog
      title="Add a webhook"
      onClose={onClose}
      onSubmit={() => void add()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending} disabled={!/^https:\/\/\S+$/.test(url.trim())}>
            Add it
          </Button>
        </>
      }
    >
      <TextField
        label="Address"
        type="url"
        placeholder="https://"
        hint="It hears that there are cases, and when something happens in one. Choose what only your desk can read."
        value={url}
        onChange={({ target }) => setUrl(target.value)}
      />
      <Fault>{fault}</Fault>
    </Dialog>
  );
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      title="The webhook is added"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <Button kind="primary" onClick={() => copied(secret, 'The secret is copied.')}>
            Copy the secret
          </Button>
        </>
      }
    >
      <p>
        With this secret your program checks that a message is ours, as Standard Webhooks describe. It is shown only
        now.
      </p>
      <input
        className={styles.link}
        aria-label="Secret of the webhook"
        readOnly
        value={secret}
        onFocus={(event) => event.target.select()}
      />
    </Dialog>
  );
}
