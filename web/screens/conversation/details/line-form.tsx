/** One line about a channel, which can be changed: topic, purpose, name. */
import { type JSX, useState } from 'react';
import type { Channel } from '#contract/workspace.ts';
import { Button } from '#parts/button.tsx';
import { TextField } from '#parts/field.tsx';
import { outcome } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './details.module.css';

type What = 'topic' | 'purpose' | 'name';

const words: Record<What, { label: string; empty: string; most: number; hint?: string }> = {
  topic: { label: 'Topic', empty: 'No topic yet', most: 250, hint: 'What is going on here now.' },
  purpose: { label: 'Purpose', empty: 'No purpose yet', most: 250, hint: 'What this channel is for.' },
  name: { label: 'Name', empty: '', most: 80, hint: 'Lower-case letters, digits, hyphens and underscores.' },
};

export function LineForm({
  channel,
  what,
  disabled,
}: {
  channel: Channel;
  what: What;
  disabled: boolean;
}): JSX.Element {
  const { api } = useWorkspace();
  const { label, most, hint } = words[what];
  const now = channel[what] ?? '';
  const [typed, setTyped] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [pending, setPending] = useState(false);
  const save = async (): Promise<void> => {
    if (typed === undefined || pending) return;
    setPending(true);
    const deed = api.call('PATCH /v1/channels/:channel', {
      params: { channel: channel.id },
      body: { [what]: typed.trim() },
    });
    const found = await outcome(deed);
    setPending(false);
    setFault(found);
    if (found === undefined) setTyped(undefined);
  };
  if (typed === undefined) return <Line {...{ what, now, disabled }} onChange={() => setTyped(now)} />;
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={label}
        hint={hint}
        error={fault}
        value={typed}
        maxLength={most}
        onChange={(event) => setTyped(event.target.value)}
        autoFocus
      />
      <div className="row">
        <Button type="submit" kind="primary" pending={pending}>
          Save
        </Button>
        <Button
          onClick={() => {
            setTyped(undefined);
            setFault(undefined);
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface LineProps {
  what: What;
  now: string;
  disabled: boolean;
  onChange(): void;
}

function Line({ what, now, disabled, onChange }: LineProps): JSX.Element {
  const { label, empty } = words[what];
  return (
    <div className={s.line}>
      <div className="grow">
        <h3 className={s.name}>{label}</h3>
        <p className={now === '' ? 'meta' : undefined}>{now === '' ? empty : <bdi>{now}</bdi>}</p>
      </div>
      {!disabled && (
        <Button kind="quiet" aria-label={`Change the ${what}`} onClick={onChange}>
          Change
        </Button>
      )}
    </div>
  );
}
