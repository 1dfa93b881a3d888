/** The buttons below the field. What they do to the text can be done by keys as well, which their menu tells. */
import { type JSX, memo } from 'react';
import { IconButton } from '#parts/button.tsx';
import { keyboard } from '#parts/keyboard.ts';
import { Menu } from '#parts/menu.tsx';
import { enterHabit } from '../habit.ts';
import { type Format, format } from './format.ts';
import { formats, previewKeys } from './format-keys.ts';
import s from './tools.module.css';
import type { Field } from './use-field.ts';

interface Props {
  readonly field: Field;
  readonly isPreview: boolean;
  onPreview(): void;
}

export const Tools = memo(function Tools({ field, isPreview, onPreview }: Props): JSX.Element {
  const sends = enterHabit.use() === 'send';
  const give = (kind: Format): void => field.apply(format(kind, field.selected()));
  const insert = (text: string): void => {
    const { text: whole, start, end } = field.selected();
    const lead = /^$|\s/.test(whole[start - 1] ?? '') ? '' : ' ';
    const at = start + lead.length + text.length;
    field.apply({ from: start, to: end, insert: lead + text, start: at, end: at });
  };
  const items = [
    ...formats.map(({ kind, label, keys }) => ({
      label,
      keys: keyboard.written(keys),
      onSelect: () => give(kind),
    })),
    {
      label: 'Enter sends',
      hint: 'Otherwise Ctrl+Enter does',
      checked: sends,
      apart: true,
      onSelect: () => enterHabit.set(sends ? 'line' : 'send'),
    },
  ];
  return (
    <>
      <IconButton sign="at" label="Mention someone" onClick={() => insert('@')} />
      <IconButton sign="code" label="Code" className={s.wide} onClick={() => give('code')} />
      <Menu
        label="Format"
        side="above"
        items={items}
        trigger={(opens) => <IconButton {...opens} sign="more" label="Format" />}
      />
      <IconButton
        sign="eye"
        label={`Preview (${keyboard.written(previewKeys)})`}
        pressed={isPreview}
        onClick={onPreview}
      />
    </>
  );
});
