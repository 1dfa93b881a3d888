/** How severe it is, how that was reached, and how it came to be otherwise. */
import { type JSX, lazy, Suspense, useState } from 'react';
import { URGENCIES } from '#contract/desk-urgency.ts';
import { Button } from '#parts/button.tsx';
import { Section } from '#parts/pane.tsx';
import { Time } from '#parts/time.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { MemberName } from '#view/member.tsx';
import { usePlace } from '#view/place.ts';
import { SeverityChip } from './case-card.tsx';
import { useDeedKey } from './case-keys.ts';
import s from './panel.module.css';
import { type DeskCase, useCase, useMayDecide } from './use-case.ts';
import { inCapitals } from './words.ts';

type Rating = DeskCase['ratings'][number];

/** The calculators are fetched when somebody rates. */
const SeverityDialog = lazy(async () => ({ default: (await import('./severity-dialog.tsx')).SeverityDialog }));

export function SeveritySection(): JSX.Element {
  const { ratings } = useCase();
  const mayDecide = useMayDecide();
  const [isRating, setRating] = useState(false);
  useDeedKey('S', 'Rate the severity', () => (mayDecide ? setRating(true) : false));
  const [now, before] = [ratings.at(-1), ratings.at(-2)];
  return (
    <Section
      title="Severity"
      actions={mayDecide && <Button onClick={() => setRating(true)}>{now ? 'Rate it anew' : 'Rate it'}</Button>}
    >
      {now ? <Rated now={now} before={before} /> : <p className={s.text}>Nobody has rated it yet.</p>}
      {isRating && (
        <Suspense>
          <SeverityDialog onClose={() => setRating(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function Rated({ now, before }: { now: Rating; before: Rating | undefined }): JSX.Element {
  const place = usePlace();
  const minute = useServerMinute();
  return (
    <>
      <p className={s.line}>
        {now.score !== undefined && <span className={s.score}>{now.score.toFixed(1)}</span>}
        <SeverityChip severity={now.severity} />
        {before && <span className="meta">was {before.score?.toFixed(1) ?? inCapitals(before.severity)}</span>}
      </p>
      {now.vector && <p className={s.mono}>{now.vector}</p>}
      {(now.weakness || now.urgency) && (
        <dl className={s.pairs}>
          {now.weakness && (
            <>
              <dt>{now.weakness.id}</dt>
              <dd>{now.weakness.name}</dd>
            </>
          )}
          {now.urgency && (
            <>
              <dt>Urgency</dt>
              <dd>{URGENCIES[now.urgency]}</dd>
            </>
          )}
        </dl>
      )}
      <p className="meta">
        <MemberName id={now.by} />, <Time at={Date.parse(now.at)} now={minute} place={place} form="both" />
      </p>
    </>
  );
}
