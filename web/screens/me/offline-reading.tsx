import type { JSX } from 'react';
import { Switch } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { attempt } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

/** Off unless the member turns it on: others' words are not left on a device without its owner's knowing. */
export function OfflineReading(): JSX.Element {
  const { keepOffline } = useWorkspace();
  const isKept = useSelect((state) => state.isKeptOffline);
  return (
    <Section
      title="Reading without a network"
      about="As long as this is off, this device keeps no message that you read; only what you have not sent yet."
    >
      <Switch
        label="Keep offline on this device"
        hint="The newest 100 messages of 50 conversations that you open, and names; no files. They are not encrypted:
          whoever can use this browser can read them. They are deleted when you turn this off, when you sign out or are
          signed out, and after 14 days without a connection."
        checked={isKept}
        onChange={({ target }) => void attempt(keepOffline(target.checked))}
      />
    </Section>
  );
}
