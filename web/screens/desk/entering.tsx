/** Before the first byte of a case: the terms of its embargo, and why one needs to be in it. */
import { type JSX, useState } from 'react';
import { EMBARGO_TERMS } from '#contract/desk-terms.ts';
import { Button } from '#parts/button.tsx';
import { Fault } from '#parts/fault.tsx';
import { Checkbox, TextArea } from '#parts/field.tsx';
import { Icon } from '#parts/icon.tsx';
import { PaneBody } from '#parts/pane.tsx';
import s from './room.module.css';
import { useCaseDeed } from './use-case.ts';

interface Props {
  /** DESK-0147, where it is known. */
  readonly name: string;
  /** One was asked in, so it is known why. */
  readonly wasAsked: boolean;
}

export function Entering({ name, wasAsked }: Props): JSX.Element {
  const [reason, setReason] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const { act, say, fault, isPending } = useCaseDeed();
  const enter = async (): Promise<void> => {
    if (!isAccepted) return say('Accept the terms first.');
    if (!wasAsked && reason.trim() === '') return say('Say why you need to be in this case.');
    const body = { terms: EMBARGO_TERMS.version, ...(wasAsked ? {} : { reason: reason.trim() }) };
    await act((api, params) => api.call('PUT /v1/desk/cases/:case/entry', { params, body }));
  };
  return (
    <PaneBody narrow padded>
      <form
        className={s.entering}
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <p className="meta">{name}</p>
        <h1 data-called={name}>Enter this case</h1>
        <p>
          Nothing of it is shown before you accept the terms of its embargo. That you entered is written down in it.
        </p>
        <section className={s.terms} aria-label="Terms of the embargo">
          <h2>
            <Icon sign="lock" small /> Terms of the embargo
          </h2>
          <ol>
            {EMBARGO_TERMS.says.map((term) => (
              <li key={term}>{term}</li>
            ))}
          </ol>
        </section>
        {!wasAsked && (
          <TextArea
            label="Why you need to be in it"
            hint="Everybody in the case sees this with your name."
            maxLength={4_000}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
        <Checkbox
          label="I accept these terms"
          checked={isAccepted}
          onChange={({ target }) => setAccepted(target.checked)}
        />
        <Fault>{fault}</Fault>
        <p>
          <Button type="submit" kind="primary" pending={isPending}>
            Enter the case
          </Button>
        </p>
      </form>
    </PaneBody>
  );
}
