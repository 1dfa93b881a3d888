import type { JSX } from 'react';
import { RadioGroup, Switch } from '#parts/field.tsx';
import { keyboard } from '#parts/keyboard.ts';
import { Section } from '#parts/pane.tsx';
import { enterHabit, escapeHabit, singleKeysHabit } from '#view/habit.ts';
import { Keys } from '#view/keys.tsx';

export function Keyboard(): JSX.Element {
  const singleKeys = singleKeysHabit.use();
  const enter = enterHabit.use();
  const escapeDoes = escapeHabit.use();
  return (
    <>
      <Section title="Writing" about="With Ctrl or ⌘, Enter always sends; with Shift it always begins a line.">
        <RadioGroup
          label="Enter, while you write a message"
          value={enter}
          onChange={enterHabit.set}
          options={[
            { value: 'send', label: 'Sends it' },
            { value: 'line', label: 'Begins a new line' },
          ]}
        />
      </Section>
      <Section
        title="Single keys"
        about="Turn them off if you dictate, or press keys by accident. Keys with Ctrl, ⌘ or Alt go on working."
      >
        <Switch
          label="Use single keys, such as / for search"
          checked={singleKeys === 'on'}
          onChange={({ target }) => {
            singleKeysHabit.set(target.checked ? 'on' : 'off');
            keyboard.letters = target.checked;
          }}
        />
      </Section>
      <Section title="Esc" about="It closes what is open: a menu, a dialog, the panel beside a conversation.">
        <Switch
          label="With nothing to close, it marks the conversation as read"
          checked={escapeDoes === 'reads'}
          onChange={({ target }) => escapeHabit.set(target.checked ? 'reads' : 'nothing')}
        />
      </Section>
      <Section
        title="Keys"
        about={`Those of this page. Screens add their own: ${keyboard.written('Ctrl+/')} shows them there.`}
      >
        <Keys level={3} />
      </Section>
    </>
  );
}
