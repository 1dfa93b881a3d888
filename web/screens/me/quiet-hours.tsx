import type { JSX } from 'react';
import type { QuietHours as Hours } from '#contract/notifications.ts';
import { Button } from '#parts/button.tsx';
import { Checkbox, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { useKept } from '#view/kept.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

/** Monday is 1, as in ISO 8601; 5 January 2026 is one. */
const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, at: Date.UTC(2026, 0, 4 + day) }));
const evenings: Hours = { days: [1, 2, 3, 4, 5], from: '19:00', to: '08:00' };
const weekend: Hours = { days: [6, 7], from: '00:00', to: '00:00' };

export function QuietHours({ stored }: { stored: readonly Hours[] }): JSX.Element {
  const { changeNotifications } = useWorkspace();
  const { zone } = usePlace();
  const [hours, keep] = useKept(stored, (to) => changeNotifications({ quietHours: [...to] }));
  return (
    <Section
      title="Quiet hours"
      about={`Each week, in ${zone.replaceAll('_', ' ')}. An end not later than its beginning is on the next day.`}
    >
      {hours.map((one, at) => (
        <Week
          // They have nothing of their own but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: the above
          key={at}
          number={at + 1}
          hours={one}
          onChange={(next) => keep(hours.with(at, next))}
          onRemove={() => keep(hours.toSpliced(at, 1))}
        />
      ))}
      <div className={styles.bar}>
        <Button onClick={() => keep([...hours, evenings])}>Add evenings</Button>
        <Button onClick={() => keep([...hours, weekend])}>Add weekends</Button>
      </div>
    </Section>
  );
}

interface Props {
  readonly number: number;
  readonly hours: Hours;
  readonly onChange: (hours: Hours) => void;
  readonly onRemove: () => void;
}

function Week({ number, hours, onChange, onRemove }: Props): JSX.Element {
  const { locale } = usePlace();
  const named = (at: number, weekday: 'short' | 'long'): string =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(at);
  const toggle = (day: number): void => {
    const next = hours.days.includes(day)
      ? hours.days.filter((one) => one !== day)
      : [...hours.days, day].toSorted((a, b) => a - b);
    // Hours on no day are none.
    if (next.length === 0) onRemove();
    else onChange({ ...hours, days: next });
  };
  return (
    <fieldset className={styles.hours}>
      <legend className="vh">Quiet hours {number}</legend>
      <div className={styles.days}>
        {days.map(({ day, at }) => (
          <Checkbox
            key={day}
            label={<abbr title={named(at, 'long')}>{named(at, 'short')}</abbr>}
            checked={hours.days.includes(day)}
            onChange={() => toggle(day)}
          />
        ))}
      </div>
      <div className={styles.bar}>
        <TextField
          label="From"
          type="time"
          value={hours.from}
          onChange={({ target }) => target.value !== '' && onChange({ ...hours, from: target.value })}
        />
        <TextField
          label="To"
          type="time"
          value={hours.to.replace('24:00', '00:00')}
          onChange={({ target }) => target.value !== '' && onChange({ ...hours, to: target.value })}
        />
        <Button kind="quiet" className={styles.low} aria-label={`Remove quiet hours ${number}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
    </fieldset>
  );
}
