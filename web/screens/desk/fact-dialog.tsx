/** What is known out in the world: stated once, with evidence, and never taken back. */
import { type JSX, useState } from 'react';
import { type DeskFact, FACT_NAMES, FACTS } from '#contract/desk-facts.ts';
import { RadioGroup } from '#parts/field.tsx';
import { SayDialog } from './say-dialog.tsx';
import { useCase, usePart } from './use-case.ts';

const endsWords =
  'The embargo ends at once and for good, the case goes into the lane for zero days, and the coordinators are told. ' +
  'It cannot be taken back.';

interface Props {
  /** The one that is meant, at first. */
  readonly fact?: DeskFact;
  onClose(): void;
}

/** What follows from patches and tests is stated there. */
const STATED_ELSEWHERE: readonly DeskFact[] = ['fix-ready'];
const FOR_COORDINATORS: readonly DeskFact[] = ['aware', 'fix-deployed'];
const ENDS_EMBARGO: readonly DeskFact[] = ['public', 'exploit-public'];

export function FactDialog({ fact: meant, onClose }: Props): JSX.Element {
  const { facts } = useCase();
  const part = usePart();
  const known = facts.map(({ fact }) => fact);
  const offered = FACT_NAMES.filter(
    (one) =>
      !known.includes(one) &&
      !STATED_ELSEWHERE.includes(one) &&
      (part === 'coordinator' || !FOR_COORDINATORS.includes(one)),
  );
  const [fact, setFact] = useState<DeskFact | undefined>(meant);
  const endsIt = fact !== undefined && ENDS_EMBARGO.includes(fact);
  return (
    <SayDialog
      title={meant === 'public' ? 'Is this public?' : 'State a fact'}
      about={endsIt ? endsWords : 'A fact is stated once and stays. The reporter sees it.'}
      label="How you know"
      hint="A link, a log, who said it."
      confirm={endsIt ? 'Yes, it is public' : 'State it'}
      danger={endsIt}
      wrong={fact === undefined ? 'Choose what is known.' : undefined}
      onClose={onClose}
      onSay={(api, { case: id }, evidence) =>
        api.call('PUT /v1/desk/cases/:case/facts/:fact', {
          params: { case: id, fact: fact ?? '' },
          body: { evidence },
        })
      }
    >
      <RadioGroup<DeskFact>
        label="What is known"
        value={fact}
        onChange={setFact}
        options={offered.map((value) => ({ value, label: FACTS[value].says }))}
      />
    </SayDialog>
  );
}
