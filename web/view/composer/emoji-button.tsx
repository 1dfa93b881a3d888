/** The button that chooses an emoji for the text. */
import { type JSX, memo } from 'react';
import { IconButton } from '#parts/button.tsx';
import { Popover } from '#parts/popover.tsx';
import { EmojiPicker, type Picked } from '../emoji/emoji.tsx';
import { useOwnEmoji } from '../team-emoji.tsx';
import type { Field } from './use-field.ts';

export const EmojiButton = memo(function EmojiButton({ field }: { field: Field }): JSX.Element {
  const custom = useOwnEmoji();
  const write = ({ name, sign }: Picked): void => {
    const { start, end } = field.selected();
    const insert = sign ?? `:${name}:`;
    field.apply({ from: start, to: end, insert, start: start + insert.length, end: start + insert.length });
  };
  return (
    <Popover
      label="Choose an emoji"
      side="above"
      trigger={(opens) => <IconButton {...opens} sign="smile" label="Emoji" />}
    >
      {(close) => (
        <EmojiPicker
          custom={custom}
          onPick={(picked) => {
            // First the focus goes back, then the field takes it.
            close();
            write(picked);
          }}
        />
      )}
    </Popover>
  );
});
