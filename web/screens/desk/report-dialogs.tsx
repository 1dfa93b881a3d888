/** The moves of a report. */
import { type JSX, useState } from 'react';
import { RadioGroup } from '#parts/field.tsx';
import { SayDialog } from './say-dialog.tsx';

interface Props {
  onClose(): void;
}

const charactersMax = 40_000;

export const ValidDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Is this report valid?"
    about="The reporter sees that it is. From now on it can be taken on, and the fix has a date once it is."
    label="Why"
    hint="For the desk alone."
    confirm="It is valid"
    onClose={onClose}
    onSay={(api, params, reason) => api.call('POST /v1/desk/cases/:case/validation', { params, body: { reason } })}
  />
);

export const InvalidDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Is this report not valid?"
    about="The reporter reads why, and that this can be disputed before another coordinator."
    label="Why, for the reporter"
    confirm="It is not valid"
    danger
    onClose={onClose}
    onSay={(api, params, reason) => api.call('POST /v1/desk/cases/:case/invalidation', { params, body: { reason } })}
  />
);

export const AcceptDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Take this report on?"
    about="The fix is due by its severity from now on. The case needs an owner and a rating before."
    confirm="Take it on"
    onClose={onClose}
    onSay={(api, params) => api.call('POST /v1/desk/cases/:case/acceptance', { params })}
  />
);

export const DeferDialog = ({ onClose }: Props): JSX.Element => (
  <SayDialog
    title="Put this report off?"
    about="The reporter sees that it is put off. Write to them yourself what that means."
    label="Why"
    hint="For the desk alone."
    confirm="Put it off"
    onClose={onClose}
    onSay={(api, params, reason) => api.call('POST /v1/desk/cases/:case/deferral', { params, body: { reason } })}
  />
);

export function DisputeDialog({ onClose }: Props): JSX.Element {
  const [decision, setDecision] = useState<'upheld' | 'rejected'>();
  return (
    <SayDialog
      title="Decide the dispute"
      about="If you agree with the reporter, the report counts as valid; a closed case begins anew as one of its own."
      label="Why, for the reporter"
      confirm="Decide"
      most={charactersMax}
      wrong={decision === undefined ? 'Choose who is right.' : undefined}
      onClose={onClose}
      onSay={(api, params, text) =>
        api.call('POST /v1/desk/cases/:case/dispute-decision', {
          params,
          body: { upheld: decision === 'upheld', text },
        })
      }
    >
      <RadioGroup<'upheld' | 'rejected'>
        label="Who is right"
        value={decision}
        onChange={setDecision}
        options={[
          { value: 'upheld', label: 'The reporter is' },
          { value: 'rejected', label: 'The decision stands' },
        ]}
      />
    </SayDialog>
  );
}
