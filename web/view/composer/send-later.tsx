/** Sending at a time to come: the next mornings by name, any other by its date. */
import type { JSX } from 'react';
import { IconButton } from '#parts/button.tsx';
import { Menu } from '#parts/menu.tsx';
import { deviceClock } from '#sync/clock.ts';
import { usePlace } from '../place.ts';
import { whenShown } from '../time-choice/time-choice.tsx';
import { mornings } from '../wall-time.ts';

interface MenuProps {
  readonly disabled: boolean;
  onChoose(wall: string): void;
  onOther(): void;
}

export function SendLaterMenu({ disabled, onChoose, onOther }: MenuProps): JSX.Element {
  const place = usePlace();
  const items = mornings(deviceClock.now(), place.zone).map(({ label, wall }) => ({
    label,
    hint: whenShown(wall, place),
    disabled,
    onSelect: () => onChoose(wall),
  }));
  return (
    <Menu
      label="Send later"
      side="above"
      align="end"
      items={[...items, { label: 'Choose a time…', sign: 'clock', disabled, onSelect: onOther }]}
      trigger={(opens) => <IconButton {...opens} sign="clock" label="Send later" />}
    />
  );
}
