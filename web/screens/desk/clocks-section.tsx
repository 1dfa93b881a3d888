/** What was promised, and whether one waits for the reporter, which both sides see. */
import type { JSX } from 'react';
import { dueInWords, momentInWords } from '#contract/desk-clocks.ts';
import { Button } from '#parts/button.tsx';
import { Chip, type ChipProps } from '#parts/chip.tsx';
import { Fault } from '#parts/fault.tsx';
import { Section } from '#parts/pane.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import s from './panel.module.css';
import { clocksOf } from './promises.ts';
import { useCase, useCaseDeed } from './use-case.ts';

const STATES: Readonly<Record<string, readonly [tone: ChipProps['tone'], word: string]>> = {
  paused: ['plain', 'stands still'],
  kept: ['ok', 'kept'],
  broken: ['bad', 'broken'],
};

export function ClocksSection(): JSX.Element {
  const { clocks, isWaiting, report } = useCase();
  const { zone } = usePlace();
  const now = useServerMinute();
  const { act, fault, isPending } = useCaseDeed();
  const turn = isWaiting ? 'DELETE' : 'PUT';
  return (
    <Section
      title="Promises"
      about="Clocks that may stand still do so while you wait for the reporter. Both sides see it."
    >
      <dl className={s.pairs}>
        {clocksOf(clocks).map(({ name, number, says, state, dueAt }) => {
          const [tone, word] = STATES[state] ?? [dueAt < now ? 'bad' : 'plain', dueInWords(dueAt, now)];
          return (
            <div key={name} className={s.clock}>
              <dt>
                {says} <span className="vh">({number})</span>
              </dt>
              <dd className={s.line}>
                <Chip tone={tone}>{word}</Chip>
                <span className="meta">{momentInWords(dueAt, zone)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      {report !== 'closed' && (
        <div className={s.deeds}>
          <Button
            pending={isPending}
            onClick={() => void act((api, params) => api.call(`${turn} /v1/desk/cases/:case/waiting`, { params }))}
          >
            {isWaiting ? 'Wait no longer' : 'Wait for the reporter'}
          </Button>
        </div>
      )}
      <Fault>{fault}</Fault>
    </Section>
  );
}
