/** How far a case is; on a phone in one line. */
import type { JSX } from 'react';
import { dueInWords } from '#contract/desk-clocks.ts';
import { STAGES, type Stage } from '#contract/desk-stage.ts';
import { useServerMinute } from '#view/desk-cases.ts';
import { nextPromise } from './promises.ts';
import s from './room.module.css';
import { useCase } from './use-case.ts';

const names = Object.keys(STAGES) as Stage[];

export function StepBar(): JSX.Element {
  const { stage, clocks } = useCase();
  const now = useServerMinute();
  const at = names.indexOf(stage);
  const next = nextPromise(clocks);
  const due = next && `${next.says}: ${dueInWords(next.dueAt, now)}`;
  return (
    <>
      <ol className={s.steps} aria-label="Progress">
        {names.map((name, index) => (
          <li key={name} data-done={index < at || undefined} aria-current={index === at ? 'step' : undefined}>
            {STAGES[name]}
            {index === at && due && <span>{due}</span>}
          </li>
        ))}
      </ol>
      <p className={s.step}>
        <b>
          Step {at + 1} of {names.length}: {STAGES[stage]}
        </b>{' '}
        <span className="meta">{due}</span>
      </p>
    </>
  );
}
