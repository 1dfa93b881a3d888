/** Where a mail came from and how, in words: each a chip, none of them a verdict on what it says. */
import type { JSX } from 'react';
import type { MailMarks, Verdict } from '#contract/desk-mails.ts';
import { Chip, type ChipProps } from '#parts/chip.tsx';
import s from './mails.module.css';

type Tone = ChipProps['tone'];

const toneOf = (result: Verdict): Tone =>
  result === 'pass'
    ? 'ok'
    : result === 'fail'
      ? 'bad'
      : result === 'softfail' || result === 'permerror'
        ? 'warn'
        : 'plain';

const RESULTS: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  fail: 'failed',
  softfail: 'doubtful',
  neutral: 'says nothing',
  none: 'not set up',
  policy: 'not accepted',
  temperror: 'could not be asked',
  permerror: 'set up wrongly',
  unknown: 'not known',
};

const ENCRYPTION = { all: 'Encrypted for the desk', some: 'Only partly encrypted', none: 'Not encrypted' } as const;

const SIGNATURES = {
  good: 'Signed, and the signature holds',
  'expired-key': 'Signed by a key that has expired',
  'unknown-key': 'Signed by a key that is not known',
  bad: 'The signature does not hold',
} as const;

const signatureTone = (state: keyof typeof SIGNATURES): Tone =>
  state === 'good' ? 'ok' : state === 'bad' ? 'bad' : 'warn';

interface Props {
  readonly marks: MailMarks;
  readonly label: string;
}

export function MarksOfMail({ marks, label }: Props): JSX.Element {
  const { encryption, verdicts, signatures, unread } = marks;
  const dkim = verdicts.dkim.find(({ result }) => result === 'pass') ?? verdicts.dkim[0];
  return (
    <ul className={s.marks} aria-label={label}>
      <li>
        <Chip tone={encryption === 'all' ? 'ok' : encryption === 'some' ? 'bad' : 'plain'} sign="lock">
          {ENCRYPTION[encryption]}
        </Chip>
      </li>
      {signatures.map(({ state, key, fingerprint = '' }) => (
        <li key={`${state} ${fingerprint}`}>
          <Chip tone={signatureTone(state)}>
            {SIGNATURES[state]}
            {state === 'good' && key === 'attached' && ', by a key that came with it'}
          </Chip>
        </li>
      ))}
      <Checked name="DMARC" result={verdicts.dmarc.result} domain={verdicts.dmarc.domain} />
      <Checked name="SPF" result={verdicts.spf.result} domain={verdicts.spf.domain} />
      <Checked name="DKIM" result={dkim?.result ?? 'none'} domain={dkim?.domain} />
      {verdicts.arc.result !== 'none' && <Checked name="ARC" result={verdicts.arc.result} domain={undefined} />}
      {unread.map(({ what, why }) => (
        <li key={`${what} ${why}`}>
          <Chip tone="warn" sign="warn">
            {`Could not be read: ${what}`}
          </Chip>
        </li>
      ))}
    </ul>
  );
}

interface CheckedProps {
  readonly name: string;
  readonly result: Verdict;
  readonly domain: string | undefined;
}

const Checked = ({ name, result, domain }: CheckedProps): JSX.Element => (
  <li>
    <Chip tone={toneOf(result)}>{`${name} ${RESULTS[result]}${domain === undefined ? '' : `, ${domain}`}`}</Chip>
  </li>
);
