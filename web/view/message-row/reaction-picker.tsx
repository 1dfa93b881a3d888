/** The picker of emoji for reactions: one for all rows of a list, opened beside the row it is for. */
import type { JSX } from 'react';
import { firstFocusable } from '#parts/focus.ts';
import type { Box } from '#parts/place.ts';
import panel from '#parts/popover.module.css';
import { useFloat } from '#parts/popover.tsx';
import { EmojiPicker } from '../emoji/emoji.tsx';
import { useOwnEmoji } from '../team-emoji.tsx';

interface ReactionPicker {
  /** Draw it once, anywhere. */
  panel: JSX.Element;
  show(at: Element | Box): void;
}

/** `onPick` is told the code of the emoji. */
export function useReactionPicker(onPick: (code: string) => void): ReactionPicker {
  const own = useOwnEmoji();
  const float = useFloat({
    kind: 'dialog',
    align: 'end',
    onShown: (shown) => (firstFocusable(shown) ?? shown).focus(),
  });
  return {
    panel: (
      <div {...float.panel} role="dialog" aria-label="Choose an emoji" tabIndex={-1} className={panel.panel}>
        {float.open && (
          <EmojiPicker
            custom={own}
            onPick={({ name }) => {
              float.hide();
              onPick(name);
            }}
          />
        )}
      </div>
    ),
    show: float.show,
  };
}
