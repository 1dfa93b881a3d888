/** What is asked of everybody who signs in, and who does not meet it yet. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

type Policy = Reply<'GET /v1/two-factor-policy'>;
const policyKey = ['two-factor policy'];
const lackingKey = ['two-factor lacking'];
const resetsKey = ['second-factor resets'];

export function SignIn(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/two-factor-policy', { signal }),
  });
  return (
    <>
      <Section
        title="Two-factor for everybody"
        about="A stolen or guessed password alone then opens no account of the team."
      >
        {error && <p>{wordsFor(error)}</p>}
        {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
        {data && <PolicyForm key={data.requiredFrom} policy={data} />}
      </Section>
      <Lacking />
      <Resets />
    </>
  );
}

function PolicyForm({ policy: { people, lacking, requiredFrom } }: { readonly policy: Policy }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const [at, setAt] = useState(() => localInput(deviceClock.now() + 14 * DAY_MS));
  const [isAsked, setAsked] = useState(false);
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: policyKey });
  const moment = Date.parse(at);
  const set = (): Promise<string | undefined> => {
    const body = { requiredFrom: new Date(moment).toISOString() };
    return outcome(api.call('PUT /v1/two-factor-policy', { body }).then(changed));
  };
  const end = async (): Promise<void> => {
    if (!(await attempt(api.call('DELETE /v1/two-factor-policy')))) return;
    toast('Nobody is asked any more. Who has a second factor goes on using it.');
    await changed();
  };
  return (
    <>
      <p className={styles.note}>
        {lacking === 0 ? 'Everybody has a second factor.' : `${lacking} of ${people} people have none yet.`}{' '}
        {requiredFrom ? `Asked from ${fullMoment(Date.parse(requiredFrom), place)} on.` : 'Nobody is asked.'} Before a
        deadline they are reminded: here, and by mail seven, three and one day ahead.
      </p>
      <form
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
        {requiredFrom && <Button onClick={() => void end()}>Ask nobody any more</Button>}
      </form>
      {isAsked && (
        <ConfirmDialog
          title={`Ask all ${people} people for a second factor?`}
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

function Lacking(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: lackingKey,
    queryFn: ({ signal, pageParam }) =>
      api.call('GET /v1/two-factor-policy/lacking', { signal, query: { ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const members = data?.pages.flatMap((page) => page.members) ?? [];
  return (
    <Section title="Who has none yet" about="Whom the deadline concerns.">
      {error && <p>{wordsFor(error)}</p>}
      {data && members.length === 0 && <p className={styles.note}>Everybody has a second factor.</p>}
      {members.length > 0 && (
        <Table
          caption="People without a second factor"
          rows={members}
          keyOf={({ id }) => id}
          columns={[
            { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
            { name: 'handle', head: 'Short name', cell: ({ handle }) => `@${handle}` },
            { name: 'role', head: 'Role', cell: ({ role }) => role },
          ]}
        />
      )}
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more</Button>}
    </Section>
  );
}

function Resets(): JSX.Element | null {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const place = usePlace();
  const { data } = useQuery({
    queryKey: resetsKey,
    queryFn: ({ signal }) => api.call('GET /v1/second-factor-resets', { signal }),
  });
  if (!data || data.resets.length === 0) return null;
  const stop = async (member: string): Promise<void> => {
    const params = { member };
    if (!(await attempt(api.call('DELETE /v1/members/:member/second-factor-reset', { params })))) return;
    await queries.invalidateQueries({ queryKey: resetsKey });
  };
  return (
    <Section title="Lost factors" about="Resets that were begun. The member can stop one, and so can you.">
      <Table
        caption="Resets under way"
        rows={data.resets}
        keyOf={({ member }) => member.id}
        columns={[
          { name: 'name', head: 'Name', heads: true, cell: ({ member }) => <bdi>{member.name}</bdi> },
          { name: 'due', head: 'Removed on', cell: ({ dueAt }) => fullMoment(Date.parse(dueAt), place) },
        ]}
        actions={({ member }) => (
          <Button kind="quiet" aria-label={`Stop the reset of ${member.name}`} onClick={() => void stop(member.id)}>
            Stop
          </Button>
        )}
      />
    </Section>
  );
}

/** For `<input type=datetime-local>`: minutes, in the zone of this device. */
function localInput(ms: number): string {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
