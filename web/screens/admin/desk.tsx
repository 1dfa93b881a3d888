/** How strangers reach the team when they found a weakness: what is published, the keys, and what it will say. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { buttonClass } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { wordsFor } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { DeskKeys } from './desk-keys.tsx';
import { DeskPolicyForm } from './desk-policy.tsx';
import { DeskRoster } from './desk-roster.tsx';
import { DeskVersions } from './desk-versions.tsx';
import { DeskWebhooks } from './desk-webhooks.tsx';

const policyKey = ['desk policy'];

export function Desk(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/desk/policy', { signal }),
  });
  const changed = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: policyKey });
    await queries.invalidateQueries({ queryKey: ['desk keys'] });
    await queries.invalidateQueries({ queryKey: ['desk versions'] });
  };
  return (
    <>
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading the security desk" rows={4} shape="lines" />}
      {data && (
        <>
          <Pages version={data.version} />
          <DeskRoster />
          <DeskKeys />
          <DeskWebhooks />
          <DeskPolicyForm key={data.version} published={data} onPublished={changed} />
          {data.version > 0 && <DeskVersions />}
        </>
      )}
    </>
  );
}

function Pages({ version }: { readonly version: number }): JSX.Element {
  const slug = useSelect(({ team }) => team?.slug ?? '');
  const isOpen = version > 0;
  return (
    <Section
      title="Public pages"
      about="Whoever found a weakness in what you make reads there how to tell you. No account is needed."
      actions={isOpen ? <Chip tone="ok">Open</Chip> : <Chip>Not open</Chip>}
    >
      {isOpen ? (
        <p>
          <a className={buttonClass('plain')} href={`/t/${slug}/security`} target="_blank" rel="noreferrer">
            Look at the pages
          </a>
        </p>
      ) : (
        <p className={styles.note}>
          They open with the first policy that you publish below. Then make a key, so that reports can be encrypted.
        </p>
      )}
    </Section>
  );
}
