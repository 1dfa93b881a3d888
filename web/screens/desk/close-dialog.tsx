/** The end of a case, with the reason that the reporter reads. */
import { type JSX, useState } from 'react';
import { CLOSE_REASONS, type CloseReason } from '#contract/desk-report.ts';
import { isPublished } from '#contract/desk-stage.ts';
import { RadioGroup, Select } from '#parts/field.tsx';
import { useDeskCases } from '#view/desk-cases.ts';
import { SayDialog } from './say-dialog.tsx';
import { useCase } from './use-case.ts';

const REASON_NAMES: Readonly<Record<CloseReason, string>> = {
  published: 'Published',
  'not-a-vulnerability': 'Not a vulnerability',
  'not-security-but-bug': 'A bug without consequences for security',
  duplicate: 'Duplicate',
  'out-of-scope': 'Out of scope',
  'unsupported-version': 'Unsupported version',
  withdrawn: 'Withdrawn',
  spam: 'Spam',
};

export function CloseDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { id, report, release, withdrawnAt } = useCase();
  const { items } = useDeskCases();
  const [reason, setReason] = useState<CloseReason | undefined>(withdrawnAt === undefined ? undefined : 'withdrawn');
  const [other, setOther] = useState('');
  const offered = (Object.keys(CLOSE_REASONS) as CloseReason[]).filter((one) => {
    if (one === 'withdrawn' && withdrawnAt !== undefined) return true;
    // What nobody has judged yet can only be thrown away, and what is valid has to be put off first.
    if (report === 'received') return one === 'spam';
    return report !== 'valid' && (one !== 'published' || isPublished(release));
  });
  const isSpam = reason === 'spam';
  const others = items.filter((card) => card.id !== id && card.you === 'inside');
  return (
    <SayDialog
      title="Close this case?"
      about="A closed case leads nowhere: what was wrong begins anew. The embargo ends with it."
      label={isSpam ? undefined : 'What the reporter reads'}
      confirm="Close the case"
      danger
      most={40_000}
      wrong={
        reason === undefined
          ? 'Choose why.'
          : reason === 'duplicate' && other === ''
            ? 'Say which case was there before.'
            : undefined
      }
      onClose={onClose}
      onSay={(api, params, text) =>
        api.call('POST /v1/desk/cases/:case/closure', {
          params,
          body: {
            ...{ reason: reason ?? 'withdrawn', text: isSpam ? 'Spam' : text },
            ...(reason === 'duplicate' ? { duplicateOf: other } : {}),
          },
        })
      }
    >
      <RadioGroup<CloseReason>
        label="Why"
        value={reason}
        onChange={setReason}
        options={offered.map((value) => ({ value, label: REASON_NAMES[value], hint: CLOSE_REASONS[value] }))}
      />
      {reason === 'duplicate' && (
        <Select
          label="Which case was there before"
          hint="Of those that you are in. The reporter does not learn of it."
          value={other}
          onChange={({ target }) => setOther(target.value)}
          options={[
            { value: '', label: 'Choose a case' },
            ...others.map((card) => ({ value: card.id, label: `${card.name} ${card.title ?? ''}` })),
          ]}
        />
      )}
    </SayDialog>
  );
}
