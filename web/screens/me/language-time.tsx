import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useMemo, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { Listbox, useListbox } from '#parts/listbox.tsx';
import { fullMoment, timeOfDay } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt } from '#view/attempt.ts';
import { hoursHabit } from '#view/habit.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { findZones, knownZones, offsetOf, zoneHere } from './zones.ts';

const shownMax = 50;

export function LanguageTime(): JSX.Element {
  return (
    <>
      <TimeZone />
      <Hours />
      <Language />
    </>
  );
}

function TimeZone(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const now = useMinute();
  const place = usePlace();
  const ids = useMemo(knownZones, []);
  const me = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.call('GET /v1/me', { signal }) });
  const zone = me.data?.member.timeZone ?? place.zone;
  const here = useMemo(zoneHere, []);
  const zones = useMemo(() => (typed.trim() === '' ? [] : findZones(ids, typed, now, shownMax)), [ids, typed, now]);
  const choose = async (timeZone: string): Promise<void> => {
    setTyped('');
    const change = api.call('PATCH /v1/me', { body: { timeZone } }).then((kept) => queries.setQueryData(['me'], kept));
    if (await attempt(change)) toast(`Your time zone is ${timeZone.replaceAll('_', ' ')}.`);
  };
  const isOpen = typed.trim() !== '';
  const { fieldProps, list } = useListbox({
    items: zones,
    onChoose: ({ id }) => void choose(id),
    onLeave: () => setTyped(''),
    open: isOpen,
    field: 'input',
  });
  return (
    <Section title="Time zone" about="Quiet hours, reminders and “tomorrow at 9:00” are reckoned in it.">
      <p>
        <b>{zone.replaceAll('_', ' ')}</b>, {offsetOf(zone, now)}: it is {timeOfDay(now, { ...place, zone })}.
      </p>
      {here !== zone && (
        <div className={styles.bar}>
          <Button onClick={() => void choose(here)}>Use {here.replaceAll('_', ' ')}, as this device does</Button>
        </div>
      )}
      <div className={styles.form}>
        <TextField
          label="Find another zone"
          hint="A city, a continent, or hours such as UTC+2."
          type="search"
          autoComplete="off"
          maxLength={60}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          {...fieldProps}
        />
        {isOpen && zones.length === 0 && (
          <p className={styles.note} role="status">
            No zone is called so. Zones are named after a large city, which may not be yours.
          </p>
        )}
        {zones.length > 0 && (
          <div className={styles.zones}>
            <Listbox list={list} label="Time zones" keyOf={({ id }) => id}>
              {({ name, offset }) => (
                <>
                  <span className="grow">{name}</span> <span className="meta">{offset}</span>
                </>
              )}
            </Listbox>
          </div>
        )}
      </div>
    </Section>
  );
}

function Hours(): JSX.Element {
  const hours = hoursHabit.use();
  const now = useMinute();
  const { hours: _, ...place } = usePlace();
  return (
    <Section title="Clock" about="On this device.">
      <RadioGroup
        label="Hours of the day"
        value={hours}
        onChange={hoursHabit.set}
        options={[
          { value: 'language', label: 'As the language has it', hint: timeOfDay(now, place) },
          { value: 'h23', label: '24 hours', hint: timeOfDay(now, { ...place, hours: 'h23' }) },
          { value: 'h12', label: '12 hours', hint: timeOfDay(now, { ...place, hours: 'h12' }) },
        ]}
      />
    </Section>
  );
}

function Language(): JSX.Element {
  const now = useMinute();
  const place = usePlace();
  return (
    <Section
      title="Language"
      about="The words of the workspace are English. Days and dates are written in the first language of this browser."
    >
      <p>
        {new Intl.DisplayNames([place.locale], { type: 'language' }).of(place.locale)}: {fullMoment(now, place)}
      </p>
    </Section>
  );
}
