/** The five questions of CERT/CC's SSVC for suppliers, and how soon a fix must be made by their answers. */
import type { JSX } from 'react';
import { SSVC_POINTS, type SsvcAnswers, URGENCIES, urgencyOf } from '#contract/desk-urgency.ts';
import { Button } from '#parts/button.tsx';
import { RadioGroup } from '#parts/field.tsx';
import s from './severity.module.css';
import { inCapitals } from './words.ts';

type Point = keyof typeof SSVC_POINTS;
export type SsvcChoice = Partial<SsvcAnswers>;

const POINT_WORDS: Readonly<Record<Point, string>> = {
  exploitation: 'Exploitation',
  automatable: 'Automatable',
  valueDensity: 'Value density',
  technicalImpact: 'Technical impact',
  publicSafety: 'Public safety impact',
};
const points = Object.keys(POINT_WORDS) as Point[];

/** Undefined until all are answered. */
export const whole = (chosen: SsvcChoice): SsvcAnswers | undefined =>
  points.every((point) => chosen[point] !== undefined) ? (chosen as SsvcAnswers) : undefined;

interface Props {
  readonly chosen: SsvcChoice;
  onChoose(chosen: SsvcChoice): void;
}

export function SsvcGroups({ chosen, onChoose }: Props): JSX.Element {
  const answers = whole(chosen);
  return (
    <>
      <div className={s.metrics}>
        {points.map((point) => (
          <RadioGroup<string>
            key={point}
            label={POINT_WORDS[point]}
            segment
            value={chosen[point]}
            onChange={(value) => onChoose({ ...chosen, [point]: value })}
            options={Object.keys(SSVC_POINTS[point]).map((value) => ({
              value,
              label: value === 'public-poc' ? 'Public PoC' : inCapitals(value),
            }))}
          />
        ))}
      </div>
      <div className={s.score}>
        <span className="grow" role="status">
          {answers ? URGENCIES[urgencyOf(answers)] : 'The urgency follows from all five answers.'}
        </span>
        {Object.keys(chosen).length > 0 && (
          <Button kind="quiet" onClick={() => onChoose({})}>
            Leave it open
          </Button>
        )}
      </div>
    </>
  );
}
