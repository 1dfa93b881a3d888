import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useRef, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { giveBack } from '#parts/focus.ts';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';
import { useAct } from '#view/act.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { usePlace } from '#view/place.ts';
import { momentAt, wallAt } from '#view/wall-time.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

type Policy = Reply<'GET /v1/two-factor-policy'>;
const policyKey = ['two-factor policy'];

export function TwoFactorPolicy(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/two-factor-policy', { signal }),
  });
  return (
    <Section
      title="Two-factor for everybody"
      about="A stolen or guessed password alone then opens no account of the team."
    >
      {error && <p>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data && <PolicyForm policy={data} />}
    </Section>
  );
}

function Standing({ people, lacking, requiredFrom }: Policy): JSX.Element {
  const place = usePlace();
  return (
    <p className={styles.note}>
      {lacking === 0
        ? 'Everybody has a second factor.'
        : `${lacking} of ${counted(people, 'person', 'people')} ${lacking === 1 ? 'has' : 'have'} none yet.`}{' '}
      {requiredFrom ? `Asked from ${fullMoment(Date.parse(requiredFrom), place)} on.` : 'Nobody is asked.'} Before a
      deadline they are reminded: here, and by mail seven, three and one day ahead.
    </p>
  );
}

function PolicyForm({ policy }: { readonly policy: Policy }): JSX.Element {
  const { people, lacking, requiredFrom } = policy;
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const [at, setAt] = useState(() => wallAt(deviceClock.now() + 14 * DAY_MS, place.zone));
  const [isAsked, setAsked] = useState(false);
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: policyKey });
  const moment = at === '' ? Number.NaN : momentAt(at, place.zone);
  const set = (): Promise<string | undefined> => {
    const body = { requiredFrom: new Date(moment).toISOString() };
    return outcome(api.call('PUT /v1/two-factor-policy', { body }).then(changed));
  };
  const { act, isPending } = useAct(toast);
  const form = useRef<HTMLFormElement>(null);
  const end = async (): Promise<void> => {
    const home = form.current?.closest('section') ?? null;
    const ended = async (): Promise<void> => {
      await api.call('DELETE /v1/two-factor-policy');
      toast('Nobody is asked any more. Who has a second factor goes on using it.');
      await changed();
    };
    // The button is gone with what it ended.
    if (await act(ended)) giveBack({ element: null, home });
  };
  return (
    <>
      <Standing {...policy} />
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!Number.isNaN(moment)) setAsked(true);
        }}
      >
        <TextField
          label={requiredFrom ? 'Move the deadline to' : 'Ask everybody from'}
          type="datetime-local"
          required
          value={at}
          onChange={({ target }) => setAt(target.value)}
        />
        <Button type="submit" kind="primary">
          {requiredFrom ? 'Move the deadline' : 'Ask everybody'}
        </Button>
        {requiredFrom && (
          <Button pending={isPending} onClick={() => void end()}>
            Ask nobody any more
          </Button>
        )}
      </form>
      {isAsked && (
        <ConfirmDialog
          title={`Ask everybody, ${counted(people, 'person', 'people')}, for a second factor?`}
          consequence={
            `From ${fullMoment(moment, place)} on, the ${lacking} who have none can only sign in and add one; their ` +
            'API tokens wait for it too. Whoever joins from now on adds one first. Bots are not asked.'
          }
          wayBack="You can move the deadline or take it back at any time; nobody can be locked out by it."
          confirm="Ask everybody"
          onConfirm={set}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
