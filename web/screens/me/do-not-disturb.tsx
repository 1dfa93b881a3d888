import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Section } from '#parts/pane.tsx';
import { Time } from '#parts/time.tsx';
import { attempt, outcome } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { TimeDialog } from '#view/time-choice/time-choice.tsx';
import { momentAt, soon } from '#view/wall-time.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

/** Words for what `soon` offers, when it is the end of something. */
const lasting = (label: string): string =>
  label.startsWith('In ')
    ? label.replace(/^In /, 'For ')
    : `Until ${label.replace(/^(Today|Tomorrow)/, (day) => day.toLowerCase())}`;

export function DoNotDisturb({ until }: { until: string | undefined }): JSX.Element {
  const { doNotDisturb } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const [isChoosing, setChoosing] = useState(false);
  const end = until === undefined ? 0 : Date.parse(until);
  const rest = (wall: string): Promise<void> =>
    doNotDisturb(new Date(momentAt(wall, place.zone)).toISOString().replace(/\.\d+/, ''));
  return (
    <Section
      title="Do not disturb"
      about="Nothing is pushed or mailed to you meanwhile. It waits, and counts as unread."
    >
      {end > now && (
        <div className={styles.bar} role="status">
          <p>
            You are left in peace until{' '}
            <b>
              <Time at={end} now={now} place={place} form="both" />
            </b>
            .
          </p>
          <Button onClick={() => void attempt(doNotDisturb(undefined))}>Be told again</Button>
        </div>
      )}
      <div className={styles.bar}>
        {soon(now, place.zone).map(({ label, wall }) => (
          <Button key={label} onClick={() => void attempt(rest(wall))}>
            {lasting(label)}
          </Button>
        ))}
        <Button kind="quiet" onClick={() => setChoosing(true)}>
          Until another time …
        </Button>
      </div>
      {isChoosing && (
        <TimeDialog
          title="Do not disturb"
          about="Until then nothing is pushed or mailed to you. It counts as unread, and you can end it at any time."
          confirm="Leave me in peace"
          onChoose={(wall) => outcome(rest(wall))}
          onClose={() => setChoosing(false)}
        />
      )}
    </Section>
  );
}
