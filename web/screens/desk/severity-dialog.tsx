/** The severity editor: both versions of CVSS metric by metric, or words alone; the kind of weakness; the urgency. */
import { type JSX, useState } from 'react';
import type { RateCase } from '#contract/desk-cases.ts';
import { SEVERITY_LEVELS } from '#contract/desk-clocks.ts';
import {
  type RatedVersion,
  RUBRIC,
  type Scored,
  type SeverityWord,
  scoreOf,
  vectorOf,
} from '#contract/desk-severity.ts';
import { RadioGroup } from '#parts/field.tsx';
import { MetricGroups, ScoreLine } from './metric-groups.tsx';
import { SayDialog } from './say-dialog.tsx';
import s from './severity.module.css';
import { type SsvcChoice, SsvcGroups, whole } from './ssvc-groups.tsx';
import { useCase } from './use-case.ts';
import { WeaknessPicker } from './weakness-picker.tsx';
import { inCapitals } from './words.ts';

type Way = RatedVersion | 'words';
type Chosen = Readonly<Record<string, string>>;

/** What the last rating says, to go on from: its metrics by the version that it used. */
function chosenBefore(vector: string | undefined): { readonly way: Way; readonly chosen: Chosen } | undefined {
  const [prefix = '', ...parts] = (vector ?? '').split('/');
  const way = prefix === 'CVSS:4.0' ? '4.0' : prefix === 'CVSS:3.1' ? '3.1' : undefined;
  return way && { way, chosen: Object.fromEntries(parts.map((part) => part.split(':') as [string, string])) };
}

const HALF_ANSWERED = 'Answer all five questions of the urgency, or none.';

const missingMetrics = (scored: Scored | undefined): string | undefined =>
  scored?.kind === 'incomplete' ? `Choose a value for each metric: ${scored.missing.join(', ')}.` : undefined;

export function SeverityDialog({ onClose }: { onClose(): void }): JSX.Element {
  const last = useCase().ratings.at(-1);
  const before = chosenBefore(last?.vector);
  const [way, setWay] = useState<Way>(before?.way ?? (last ? 'words' : '4.0'));
  const [metrics, setMetrics] = useState<Readonly<Record<RatedVersion, Chosen>>>({
    '4.0': before?.way === '4.0' ? before.chosen : {},
    '3.1': before?.way === '3.1' ? before.chosen : {},
  });
  const [word, setWord] = useState<SeverityWord | undefined>(last?.severity);
  const [weakness, setWeakness] = useState(last?.weakness);
  const [ssvc, setSsvc] = useState<SsvcChoice>(last?.ssvc ?? {});
  const vector = way === 'words' ? undefined : vectorOf(way, metrics[way]);
  const scored = vector === undefined ? undefined : scoreOf(vector);
  const answers = whole(ssvc);
  const hasSomeAnswers = Object.keys(ssvc).length > 0;
  const wrong = missingMetrics(scored) ?? (way === 'words' && word === undefined ? 'Choose a word.' : undefined);
  const isHalfAnswered = hasSomeAnswers && !answers;
  const rated = (explanation: string): RateCase => ({
    ...(vector === undefined ? (word === undefined ? {} : { word }) : { vector }),
    ...(weakness ? { weakness: weakness.id } : {}),
    ...(answers ? { ssvc: answers } : {}),
    explanation,
  });
  return (
    <SayDialog
      title="How severe is it?"
      wide
      label="Why, for the reporter"
      hint="It is sent as a letter, with the score."
      confirm="Rate it, and tell the reporter"
      wrong={wrong ?? (isHalfAnswered ? HALF_ANSWERED : undefined)}
      most={40_000}
      onClose={onClose}
      onSay={(api, params, text) => api.call('POST /v1/desk/cases/:case/ratings', { params, body: rated(text) })}
    >
      <RadioGroup<Way>
        label="By"
        segment
        value={way}
        onChange={setWay}
        options={[
          { value: '4.0', label: 'CVSS 4.0' },
          { value: '3.1', label: 'CVSS 3.1' },
          { value: 'words', label: 'Words' },
        ]}
      />
      {way === 'words' ? (
        <Words word={word} onChoose={setWord} />
      ) : (
        <>
          <MetricGroups
            version={way}
            chosen={metrics[way]}
            onChoose={(metric, value) => setMetrics({ ...metrics, [way]: { ...metrics[way], [metric]: value } })}
          />
          <ScoreLine vector={vector ?? ''} scored={scored} />
        </>
      )}
      <WeaknessPicker chosen={weakness} onChoose={setWeakness} />
      <details className={s.urgency} open={hasSomeAnswers}>
        <summary>Urgency (SSVC)</summary>
        <SsvcGroups chosen={ssvc} onChoose={setSsvc} />
      </details>
    </SayDialog>
  );
}

function Words({
  word,
  onChoose,
}: {
  word: SeverityWord | undefined;
  onChoose(word: SeverityWord): void;
}): JSX.Element {
  return (
    <RadioGroup<SeverityWord>
      label="Severity"
      value={word}
      onChange={onChoose}
      options={[
        ...SEVERITY_LEVELS.map((value) => ({ value, label: inCapitals(value), hint: RUBRIC[value] })),
        { value: 'none', label: 'None', hint: 'It has no consequences for security.' },
      ]}
    />
  );
}
