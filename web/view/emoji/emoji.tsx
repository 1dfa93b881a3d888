/** Emoji: one by its name, and the picker, which comes with its table when it is first opened. */
import { type JSX, lazy, Suspense } from 'react';
import { Skeleton } from '#parts/skeleton.tsx';
import s from './emoji.module.css';
import type { EmojiPickerProps } from './picker.tsx';
import { useEmojiTable } from './table.ts';

export interface EmojiSignProps {
  /** A short name, or the sign itself. */
  name: string;
  tone?: number | undefined;
  /** Of the team's own emoji. */
  image?: string | undefined;
  /** Shown where there is no such emoji; the name between colons unless told. */
  source?: string | undefined;
}

/** Its name is heard, and shown on hovering. */
export function EmojiSign({ name, tone, image, source }: EmojiSignProps): JSX.Element {
  const table = useEmojiTable();
  const title = `:${name}:`;
  if (image !== undefined) return <img src={image} alt={title} title={title} className={s.image} loading="lazy" />;
  const sign = table?.signOf(name, tone);
  if (sign === undefined) return <>{source ?? (/^[a-z0-9_+'-]+$/.test(name) ? title : name)}</>;
  return (
    <span role="img" aria-label={table?.named(name)?.label ?? name} title={title} className={s.sign}>
      {sign}
    </span>
  );
}

const Picker = lazy(() => import('./picker.tsx'));

/** To choose one; stands in a popover. */
export const EmojiPicker = (props: EmojiPickerProps): JSX.Element => (
  <Suspense fallback={<Skeleton label="Loading emoji" shape="lines" rows={5} />}>
    <Picker {...props} />
  </Suspense>
);

export type { EmojiPickerProps, Picked } from './picker.tsx';
export { type Emoji, type EmojiTable, findEmoji, loadEmoji, useEmojiTable } from './table.ts';
