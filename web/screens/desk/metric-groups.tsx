/** The base metrics of one version of CVSS, each a row of values that arrows go through, and the score as it stands. */
import type { JSX } from 'react';
import { baseMetrics, type RatedVersion, type Scored } from '#contract/desk-severity.ts';
import { RadioGroup } from '#parts/field.tsx';
import { SeverityChip } from './case-card.tsx';
import panel from './panel.module.css';
import s from './severity.module.css';

/** CVSS 4.0 asks the same three questions of two systems. */
const ofWhich = (short: string): string =>
  /^V[CIA]$/.test(short) ? ' of the system itself' : /^S[CIA]$/.test(short) ? ' of systems after it' : '';

/** The rest is in the specification. */
const firstSentence = (says: string | undefined): string | undefined => says?.replace(/(?<=\w\w\.)\s[\s\S]*$/, '');

interface Props {
  readonly version: RatedVersion;
  readonly chosen: Readonly<Record<string, string>>;
  onChoose(metric: string, value: string): void;
}

export function MetricGroups({ version, chosen, onChoose }: Props): JSX.Element {
  return (
    <div className={s.metrics}>
      {baseMetrics(version).map(({ short, name, values }) => (
        <RadioGroup<string>
          key={`${version} ${short}`}
          label={`${name}${ofWhich(short)} (${short})`}
          segment
          value={chosen[short]}
          onChange={(value) => onChoose(short, value)}
          hint={firstSentence(values.find((value) => value.short === chosen[short])?.says)}
          options={values.map((value) => ({ value: value.short, label: value.name }))}
        />
      ))}
    </div>
  );
}

/** Until all is chosen there is no score: a vector that lacks a metric has none. */
export function ScoreLine({ vector, scored }: { vector: string; scored: Scored | undefined }): JSX.Element {
  return (
    <div className={s.score} role="status">
      {scored?.kind === 'scored' ? (
        <>
          <span className={panel.score}>{scored.score.overall.toFixed(1)}</span>
          <SeverityChip severity={scored.score.word} />
        </>
      ) : (
        <span className="meta">No score yet</span>
      )}
      <span className={panel.mono}>{vector}</span>
    </div>
  );
}
