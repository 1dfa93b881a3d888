import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Checkbox, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { attempt, wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

type Policy = Reply<'GET /v1/token-policy'>;
const policyKey = ['token policy'];

export function TokenRules({ onChanged }: { readonly onChanged: () => void }): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/token-policy', { signal }),
  });
  return (
    <Section title="Rules" about="A token that ends by itself cannot be found years later and still open the team.">
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading rules" rows={1} shape="lines" />}
      {data && <RulesForm key={`${data.membersMay} ${data.longestDays}`} policy={data} onChanged={onChanged} />}
    </Section>
  );
}

function RulesForm({ policy, onChanged }: { readonly policy: Policy; readonly onChanged: () => void }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { min, max } = policy.bounds;
  const [membersMay, setMembersMay] = useState(policy.membersMay);
  const [days, setDays] = useState(policy.longestDays === null ? '' : String(policy.longestDays));
  const longestDays = days === '' ? null : Number(days);
  const save = async (): Promise<void> => {
    const set = api.call('PUT /v1/token-policy', { body: { membersMay, longestDays } });
    if (!(await attempt(set))) return;
    const { shortened = 0 } = await set;
    toast(shortened === 0 ? 'Kept. No token ends sooner by it.' : `Kept. ${shortened} tokens end sooner by it.`);
    await queries.invalidateQueries({ queryKey: policyKey });
    onChanged();
  };
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Checkbox
        label="Members make tokens of their own"
        hint="Owners and admins always may. Tokens that members have stay until they end or are revoked."
        checked={membersMay}
        onChange={({ target }) => setMembersMay(target.checked)}
      />
      <TextField
        label="Longest time, in days"
        type="number"
        min={min}
        max={max}
        hint={`${min} to ${max} days, or empty: without an end. Tokens in use that would last longer end then.`}
        value={days}
        onChange={({ target }) => setDays(target.value)}
      />
      <div>
        <Button type="submit" disabled={membersMay === policy.membersMay && longestDays === policy.longestDays}>
          Set the rules
        </Button>
      </div>
    </form>
  );
}
