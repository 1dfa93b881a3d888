import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { Fault } from '#parts/fault.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { useTyped } from '#view/typed.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const policyKey = ['session policy'];
type Policy = Reply<'GET /v1/session-policy'>;

export function SessionLimits(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.call('GET /v1/session-policy', { signal }),
  });
  return (
    <Section
      title="How long devices stay signed in"
      about="A device that was left behind is then no open door for ever."
    >
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading" rows={1} shape="lines" />}
      {data && <LimitsForm policy={data} />}
    </Section>
  );
}

const units = { minutes: 1, hours: 60, days: 24 * 60 } as const;
type Unit = keyof typeof units;

/** As it is typed. */
interface Span {
  readonly count: string;
  readonly unit: Unit;
}

/** In the largest unit in which it is a whole number. */
function spanOf(minutes: number): Span {
  const unit = (['days', 'hours'] as const).find((one) => minutes % units[one] === 0) ?? 'minutes';
  return { count: String(minutes / units[unit]), unit };
}

const minutesIn = ({ count, unit }: Span): number => Math.round(Number(count) * units[unit]);

function inWords(minutes: number): string {
  const { count, unit } = spanOf(minutes);
  return counted(Number(count), unit.slice(0, -1));
}

function LimitsForm({ policy: { idleMinutes, lifetimeMinutes, bounds } }: { readonly policy: Policy }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [idle, lifetime] = [useTyped(spanOf(idleMinutes)), useTyped(spanOf(lifetimeMinutes))];
  const { fault, isPending, act } = useAct();
  const wish = { idleMinutes: minutesIn(idle.value), lifetimeMinutes: minutesIn(lifetime.value) };
  const save = (): Promise<boolean> =>
    act(async () => {
      const { ended = 0 } = await api.call('PUT /v1/session-policy', { body: wish });
      await queries.invalidateQueries({ queryKey: policyKey });
      idle.forget();
      lifetime.forget();
      const out = ended === 0 ? 'Nobody was' : `${counted(ended, 'device')} ${ended === 1 ? 'was' : 'were'}`;
      toast(`Kept. ${out} signed out by it.`);
    });
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Duration label="Without use" span={idle.value} bounds={bounds.idle} onChange={idle.type} />
      <Duration label="At most" span={lifetime.value} bounds={bounds.lifetime} onChange={lifetime.type} />
      <p className={styles.note}>
        What is signed in already is measured by it at once. Use is noted every five minutes, so a device may be signed
        out that much early.
      </p>
      <Fault>{fault}</Fault>
      <div>
        <Button
          type="submit"
          pending={isPending}
          disabled={wish.idleMinutes === idleMinutes && wish.lifetimeMinutes === lifetimeMinutes}
        >
          Set the limits
        </Button>
      </div>
    </form>
  );
}

interface DurationProps {
  readonly label: string;
  readonly span: Span;
  readonly bounds: { readonly min: number; readonly max: number; readonly default: number };
  readonly onChange: (span: Span) => void;
}

const Duration = ({ label, span, bounds, onChange }: DurationProps): JSX.Element => (
  <div className={styles.form}>
    <TextField
      label={label}
      type="number"
      required
      min={1}
      hint={`${inWords(bounds.min)} to ${inWords(bounds.max)}; ${inWords(bounds.default)} unless you say otherwise.`}
      value={span.count}
      onChange={({ target }) => onChange({ ...span, count: target.value })}
    />
    <Select
      label={`${label}: unit`}
      labelHidden
      value={span.unit}
      onChange={({ target }) => onChange({ ...span, unit: target.value as Unit })}
      options={Object.keys(units).map((value) => ({ value, label: value }))}
    />
  </div>
);
