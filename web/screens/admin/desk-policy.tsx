import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { TextArea, TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { attempt } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type Draft, draftOf, durations, policyOf, severities, unreadThanks } from './desk-draft.ts';
import { DeskPreview } from './desk-preview.tsx';

interface Props {
  readonly published: Reply<'GET /v1/desk/policy'>;
  readonly onPublished: () => Promise<void>;
}

export function DeskPolicyForm({ published: { version, policy }, onPublished }: Props): JSX.Element {
  const { api } = useWorkspace();
  const before = draftOf(policy);
  const [draft, setDraft] = useState(before);
  const [isPending, setPending] = useState(false);
  const [isPreview, setPreview] = useState(false);
  const isSame = version > 0 && (Object.keys(before) as (keyof Draft)[]).every((name) => draft[name] === before[name]);
  const publish = async (): Promise<void> => {
    if (unreadThanks(draft)) return;
    setPending(true);
    const done = await attempt(api.call('PUT /v1/desk/policy', { body: { after: version, policy: policyOf(draft) } }));
    setPending(false);
    if (!done) return;
    toast('Published.');
    await onPublished();
  };
  return (
    <Section
      title="Policy"
      about={
        version === 0
          ? 'What we propose. Nothing of it is public until you publish it.'
          : `Version ${version} is public. What you change here is not, until you publish it.`
      }
    >
      <form
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <Fields draft={draft} onChange={(name, text) => setDraft({ ...draft, [name]: text })} />
        <div className={styles.chips}>
          <Button aria-expanded={isPreview} onClick={() => setPreview(!isPreview)}>
            {isPreview ? 'Hide the preview' : 'Show the preview'}
          </Button>
          <Button type="submit" kind="primary" pending={isPending} disabled={isSame}>
            {version === 0 ? 'Publish and open the pages' : 'Publish the next version'}
          </Button>
        </div>
      </form>
      {isPreview && <DeskPreview policy={policyOf(draft)} />}
    </Section>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (name: keyof Draft, text: string) => void;
}

const labels: Readonly<Record<(typeof durations)[number] | (typeof severities)[number], string>> = {
  firstAnswerHours: 'A person answers, in hours',
  triageDays: 'Yes or no, in days',
  updateDays: 'News at least every, in days',
  overallDays: 'All done, in days',
  critical: 'Fix if critical, in days',
  high: 'Fix if high, in days',
  medium: 'Fix if medium, in days',
  low: 'Fix if low, in days',
};
const most = { firstAnswerHours: 720, triageDays: 90, updateDays: 90 } as const;

function Fields({ draft, onChange }: FieldsProps): JSX.Element {
  const unread = unreadThanks(draft);
  const text = (name: keyof Draft) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => onChange(name, target.value),
  });
  const number = (name: keyof typeof labels) => (
    <TextField
      key={name}
      label={labels[name]}
      type="number"
      required
      min={1}
      max={name in most ? most[name as keyof typeof most] : 365}
      {...text(name)}
    />
  );
  return (
    <>
      <TextField
        label="Mail address for reports"
        type="email"
        required
        hint="Somebody has to read it. The next key is made for it."
        {...text('address')}
      />
      <TextField
        label="Languages"
        required
        pattern="\s*[a-z]{2,3}(-[A-Z]{2})?([\s,]+[a-z]{2,3}(-[A-Z]{2})?)*\s*"
        hint="In which you read reports, the preferred one first: en, de"
        {...text('languages')}
      />
      <TextArea label="In scope" hint="A line to each." {...text('inScope')} />
      <TextArea label="Out of scope" hint="A line to each." {...text('outOfScope')} />
      <TextArea label="Please do not" hint="What you ask people not to do, a line to each." {...text('conduct')} />
      <TextArea
        label="Safe harbour"
        hint="Your word to those who keep to the policy. Have a lawyer read it."
        maxLength={5_000}
        {...text('safeHarbour')}
      />
      <fieldset className={styles.promises}>
        <legend>Promises</legend>
        {durations.map(number)}
        {severities.map(number)}
      </fieldset>
      <TextField
        label="Silence until publication, in days"
        type="number"
        required
        min={0}
        max={365}
        hint="What you propose at the start of each case; a shorter wish of the reporter counts."
        {...text('embargoDays')}
      />
      <TextArea
        label="Thanks"
        hint="A line to each, and only those who agreed to it: 2026 Ada Lovelace: a guest read what it should not"
        error={unread && `This line does not begin with a year and a name: ${unread}`}
        {...text('thanks')}
      />
    </>
  );
}
