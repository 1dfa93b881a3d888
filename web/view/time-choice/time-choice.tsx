/** One of some times by name, or any other: what a clock on the wall of the member's zone will show. */
import { type JSX, useState } from 'react';
import { RadioGroup } from '#parts/field.tsx';
import { dayAndTime } from '#parts/moments.ts';
import { momentAt, type Preset } from '../wall-time.ts';
import { WallField, type WallFieldProps } from './wall-field.tsx';

export { TimeDialog } from './time-dialog.tsx';
export { WallField, wallFault, whenShown } from './wall-field.tsx';

export interface TimeChoiceProps extends WallFieldProps {
  readonly presets: readonly Preset[];
}

const other = 'other';

export function TimeChoice({ label, presets, wall, onChange, place, now, fault }: TimeChoiceProps): JSX.Element {
  const isPreset = presets.some((preset) => preset.wall === wall);
  const [isOther, setOther] = useState(!isPreset);
  const options = [
    ...presets.map((preset) => ({
      value: preset.wall,
      label: preset.label,
      hint: dayAndTime(momentAt(preset.wall, place.zone), now, place),
    })),
    { value: other, label: presets.length > 0 ? 'Another time' : 'At a time' },
  ];
  const choose = (value: string): void => {
    setOther(value === other);
    if (value !== other) onChange(value);
  };
  const field = (
    <WallField label="Date and time" wall={wall} onChange={onChange} place={place} now={now} fault={fault} />
  );
  if (presets.length === 0) return field;
  return (
    <>
      <RadioGroup label={label} options={options} value={isOther ? other : wall} onChange={choose} />
      {isOther && field}
    </>
  );
}
