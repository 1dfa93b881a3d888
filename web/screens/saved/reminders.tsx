/** Reminders: those that are due, which wait to be done or put off, and those to come. */
import { type JSX, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Reminder } from '#contract/time.ts';
import { Button, buttonClass } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Time } from '#parts/time.tsx';
import { messagePath } from '#view/addresses.ts';
import { attempt, wordsFor } from '#view/attempt.ts';
import { KeptMessage } from '#view/kept-message/kept-message.tsx';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { RemindDialog } from '#view/remind/remind.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import s from './reminders.module.css';

export function Reminders(): JSX.Element {
  const workspace = useWorkspace();
  const reminders = useSelect((state) => state.reminders);
  const [isNew, setNew] = useState(false);
  const [fault, setFault] = useState<string>();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again when the button is pressed
  useEffect(() => {
    setFault(undefined);
    workspace.loadReminders().catch((said: unknown) => setFault(wordsFor(said)));
  }, [workspace, tries]);
  const create = (
    <Button kind="primary" sign="plus" onClick={() => setNew(true)}>
      New reminder
    </Button>
  );
  const dialog = isNew && <RemindDialog onClose={() => setNew(false)} />;
  if (!reminders) {
    if (fault === undefined) return <Skeleton label="Loading reminders" rows={3} />;
    return (
      <Empty
        title="Your reminders could not be loaded"
        actions={<Button onClick={() => setTries(tries + 1)}>Try again</Button>}
      >
        {fault} They come at their time all the same.
      </Empty>
    );
  }
  if (reminders.length === 0) {
    return (
      <>
        <Empty title="No reminders" actions={create}>
          Be reminded of a message from its menu, or of anything in your own words.
        </Empty>
        {dialog}
      </>
    );
  }
  return (
    <>
      <div className={s.head}>{create}</div>
      <ul>
        {reminders.map((reminder) => (
          <Item key={reminder.id} reminder={reminder} />
        ))}
      </ul>
      {dialog}
    </>
  );
}

const repeats: Record<string, string> = {
  daily: 'every day',
  weekdays: 'Monday to Friday',
  weekly: 'every week',
  monthly: 'every month',
};

function Item({ reminder }: { reminder: Reminder }): JSX.Element {
  const workspace = useWorkspace();
  const place = usePlace();
  const now = useMinute();
  const [isChanging, setChanging] = useState(false);
  const { id, state, text, message, dueAt, repeat, late } = reminder;
  const isDue = state === 'due';
  const params = { reminder: id };
  const change = async (deed: Promise<unknown>): Promise<void> => {
    if (await attempt(deed)) await workspace.loadReminders();
  };
  return (
    <KeptMessage
      channel={message?.channel}
      deeds={
        <>
          {message && (
            <Link className={buttonClass('plain')} href={messagePath(message.channel, message.ts)}>
              Open message
            </Link>
          )}
          {isDue && (
            <Button
              sign="check"
              kind="primary"
              onClick={() => void change(workspace.api.call('PUT /v1/me/reminders/:reminder/done', { params }))}
            >
              Done
            </Button>
          )}
          <Button sign="clock" onClick={() => setChanging(true)}>
            {isDue ? 'Later' : 'Change'}
          </Button>
          <Button
            kind="quiet"
            onClick={() => void change(workspace.api.call('DELETE /v1/me/reminders/:reminder', { params }))}
          >
            Remove
          </Button>
          {isChanging && <RemindDialog reminder={reminder} onClose={() => setChanging(false)} />}
        </>
      }
    >
      <p className={s.text}>
        <bdi>{text ?? 'A message'}</bdi>
      </p>
      <p className={s.when}>
        {isDue && (
          <Chip tone="warn" sign="bell">
            Due
          </Chip>
        )}
        <Time at={Date.parse(dueAt)} now={now} place={place} form="both" />
        {repeat && <span>· {repeats[repeat] ?? repeat}</span>}
        {late && <span>· late, because the server was away</span>}
      </p>
    </KeptMessage>
  );
}
