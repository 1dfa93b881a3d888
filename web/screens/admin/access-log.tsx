/** Who came in, who tried to, and for how long that is remembered. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { AccessLog as Log } from '#view/access/access.tsx';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { useTyped } from '#view/typed.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const policyKey = ['access log policy'];

export function AccessLog(): JSX.Element {
  return (
    <>
      <Section title="Attempts" about="Every sign-in and every denied call in the team, so that a stranger is found.">
        <Log ofTeam />
      </Section>
      <Kept />
    </>
  );
}

function Kept(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/access-log-policy', { signal }),
  });
  return (
    <Section title="How long it is kept" about="Long enough to find out how somebody got in, and no longer.">
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data && <KeptForm policy={data} />}
    </Section>
  );
}

function KeptForm({ policy: { keptDays, bounds } }: { readonly policy: Reply<'GET /v1/access-log-policy'> }) {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const days = useTyped(String(keptDays));
  const { fault, isPending, act } = useAct();
  const save = (): Promise<boolean> =>
    act(async () => {
      const body = { keptDays: Number(days.value) };
      await api.call('PUT /v1/access-log-policy', { body });
      await queries.invalidateQueries({ queryKey: policyKey });
      days.forget();
      toast(`The access log is kept for ${counted(body.keptDays, 'day')}. What is older goes tonight.`);
    });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label="Days"
        type="number"
        required
        min={bounds.min}
        max={bounds.max}
        hint={`${bounds.min} to ${bounds.max}; ${bounds.default} unless you say otherwise.`}
        error={fault}
        value={days.value}
        onChange={({ target }) => days.type(target.value)}
      />
      <Button type="submit" pending={isPending} disabled={Number(days.value) === keptDays}>
        Keep it so long
      </Button>
    </form>
  );
}
