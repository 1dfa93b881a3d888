import { type JSX, useState } from 'react';
import { RadioGroup } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { type Look, readLook, setLook } from '#parts/theme.ts';

export function Appearance(): JSX.Element {
  const [look, setShown] = useState(readLook);
  const change = (part: Partial<Look>): void => {
    const next = { ...look, ...part };
    setLook(next);
    setShown(next);
  };
  return (
    <>
      <Section title="Colours" about="Contrast is the same in both.">
        <RadioGroup
          label="Theme"
          value={look.theme}
          onChange={(theme) => change({ theme })}
          options={[
            { value: 'system', label: 'As the system', hint: 'Changes with the setting of this device.' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Section>
      <Section title="Density" about="How much stands on one screen. Text keeps its size.">
        <RadioGroup
          label="Rows"
          value={look.density}
          onChange={(density) => change({ density })}
          options={[
            { value: 'comfortable', label: 'Comfortable', hint: 'Room between messages and rows.' },
            { value: 'compact', label: 'Compact', hint: 'More messages at a glance.' },
          ]}
        />
      </Section>
    </>
  );
}
