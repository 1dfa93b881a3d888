/** Who answered with which emoji. Each is a switch: pressed when one's own is among them. */
import type { JSX } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Icon } from '#parts/icon.tsx';
import { emojiWord, TeamEmoji } from '../team-emoji.tsx';
import { useSelect } from '../workspace.tsx';
import { useDeeds } from './deeds.tsx';
import s from './reactions.module.css';

const namedMost = 8;

export function Reactions({ message }: { message: Message }): JSX.Element {
  const deeds = useDeeds();
  return (
    <div className={s.reactions}>
      {message.reactions.map((reaction) => (
        <Chip key={reaction.emoji} {...reaction} onPress={deeds && (() => deeds.toggle(message, reaction.emoji))} />
      ))}
      {deeds && (
        <button
          type="button"
          className={s.add}
          aria-label="React"
          title="React"
          aria-haspopup="dialog"
          onClick={({ currentTarget }) => deeds.showPicker(message, currentTarget)}
        >
          <Icon sign="smile" small />
        </button>
      )}
    </div>
  );
}

interface ChipProps {
  emoji: string;
  members: readonly string[];
  onPress?: (() => void) | undefined;
}

function Chip({ emoji, members, onPress }: ChipProps): JSX.Element {
  const me = useSelect((state) => state.me);
  const people = useSelect((state) => state.members);
  const isMine = me !== undefined && members.includes(me);
  const others = members.filter((id) => id !== me);
  const names = [
    ...(isMine ? ['You'] : []),
    ...others.slice(0, namedMost).map((id) => people.get(id)?.name ?? 'Somebody'),
  ];
  const left = members.length - names.length;
  const who = listed(left > 0 ? [...names, `${left} more`] : names);
  const word = emojiWord(emoji);
  return (
    <button
      type="button"
      className={s.chip}
      aria-pressed={isMine}
      aria-disabled={!onPress || undefined}
      aria-label={`${word}, ${members.length}: ${who}`}
      title={`${who} reacted with ${word}`}
      onClick={onPress}
    >
      <TeamEmoji code={emoji} /> {members.length}
    </button>
  );
}

const lists = new Intl.ListFormat('en', { type: 'conjunction' });
const listed = (names: readonly string[]): string => lists.format(names);
