/** What is known of the weakness in the world. */
import { type JSX, useState } from 'react';
import { FACTS } from '#contract/desk-facts.ts';
import { Button } from '#parts/button.tsx';
import { Section } from '#parts/pane.tsx';
import { Time } from '#parts/time.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import { Hand } from './event-line.tsx';
import { FactDialog } from './fact-dialog.tsx';
import s from './panel.module.css';
import { useCase } from './use-case.ts';

export function FactsSection(): JSX.Element {
  const { facts, report } = useCase();
  const [isStating, setStating] = useState(false);
  const place = usePlace();
  const now = useServerMinute();
  return (
    <Section
      title="Facts"
      actions={report !== 'closed' && <Button onClick={() => setStating(true)}>State a fact</Button>}
    >
      {facts.length === 0 && <p className={s.text}>Nothing is known of it outside.</p>}
      <ul className={s.list}>
        {facts.map(({ fact, side, by, evidence, at }) => (
          <li key={fact}>
            <b>{FACTS[fact].says}</b>
            <span className={s.text}>{evidence}</span>
            <span className="meta">
              <Hand side={side} by={by} />, <Time at={Date.parse(at)} now={now} place={place} form="both" />
            </span>
          </li>
        ))}
      </ul>
      {isStating && <FactDialog onClose={() => setStating(false)} />}
    </Section>
  );
}
