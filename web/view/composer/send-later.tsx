/** Sending at a time to come: the next mornings by name, any other by its date. */
import { type JSX, useMemo } from 'react';
import { IconButton } from '#parts/button.tsx';
import { Menu } from '#parts/menu.tsx';
import { useMinute } from '../minute.ts';
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
  const minute = useMinute();
  // Not with every key.
  const choices = useMemo(
    () => mornings(minute, place.zone).map((one) => ({ ...one, hint: whenShown(one.wall, place) })),
    [minute, place],
  );
  const items = choices.map(({ label, hint, wall }) => ({ label, hint, disabled, onSelect: () => onChoose(wall) }));
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
