/**
 * Chooses an emoji: by words, among the latest, among the team's own, or by group. The search has the focus; arrows
 * lead into the grid, and Enter takes the first that was found.
 */
import { type JSX, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import s from './picker.module.css';
import { keepRecent, type Recent, readRecent, withUsed } from './recent.ts';
import { type Emoji, type EmojiTable, findEmoji, useEmojiTable } from './table.ts';

export interface Picked {
  /** As it is sent in a reaction: with its tone, where it has one. */
  name: string;
  /** The sign to write into a text; undefined for the team's own, which are written by name. */
  sign: string | undefined;
}

export interface EmojiPickerProps {
  /** The team's own: name and address of the image. */
  custom: readonly { name: string; image: string }[];
  onPick(picked: Picked): void;
}

const groups = [
  { group: -2, label: 'Latest', sign: '🕘' },
  { group: -1, label: 'Of this team', sign: '⭐' },
  { group: 0, label: 'Faces', sign: '😀' },
  { group: 1, label: 'People', sign: '👋' },
  { group: 3, label: 'Nature', sign: '🌿' },
  { group: 4, label: 'Food', sign: '🍎' },
  { group: 5, label: 'Places', sign: '🚆' },
  { group: 6, label: 'Activities', sign: '⚽' },
  { group: 7, label: 'Objects', sign: '💡' },
  { group: 8, label: 'Signs', sign: '✅' },
  { group: 9, label: 'Flags', sign: '🏁' },
];
const tones = [
  { value: '1', label: '✋' },
  { value: '2', label: '✋🏻' },
  { value: '3', label: '✋🏼' },
  { value: '4', label: '✋🏽' },
  { value: '5', label: '✋🏾' },
  { value: '6', label: '✋🏿' },
] as const;
const foundMax = 90;
const columns = 9;

// What is loaded late is a default export.
// biome-ignore lint/style/noDefaultExport: the above
export default function Picker({ custom, onPick }: EmojiPickerProps): JSX.Element {
  const table = useEmojiTable();
  const [recent, setRecent] = useState(readRecent);
  const [text, setText] = useState('');
  const [group, setGroup] = useState(-2);
  const frame = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLElement>(null);
  // It comes after its popover has been opened.
  useEffect(() => frame.current?.querySelector('input')?.focus(), []);
  const images = useMemo(() => new Map(custom.map(({ name, image }) => [name, image])), [custom]);
  const shown = useMemo(
    () => (table ? entries(table, text, group, [...images.keys()], recent.names) : []),
    [table, text, group, images, recent.names],
  );
  const pick = (entry: Emoji | string) => {
    const next = withUsed(recent, nameOf(entry));
    keepRecent(next);
    setRecent(next);
    onPick(pickedOf(entry, table, recent.tone));
  };
  const onSearchKey = (event: KeyboardEvent) => {
    const [first] = shown;
    if (event.key === 'ArrowDown') grid.current?.querySelector('button')?.focus();
    else if (event.key === 'Enter' && text !== '' && first !== undefined) pick(first);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} className={s.picker}>
      <div className={s.search}>
        <TextField
          label="Search emoji"
          labelHidden
          type="search"
          placeholder="Search emoji"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      <Groups
        current={text === '' ? group : undefined}
        hasOwn={custom.length > 0}
        onChange={(next) => {
          setText('');
          setGroup(next);
        }}
      />
      <section ref={grid} aria-label="Emoji" className={s.grid} onKeyDown={moveInGrid}>
        {!table && <Skeleton label="Loading emoji" shape="lines" rows={4} />}
        {table && shown.length === 0 && <p className={s.none}>None has this name. Try another word.</p>}
        {shown.map((entry, at) => (
          <Choice
            key={typeof entry === 'string' ? entry : entry.sign}
            entry={entry}
            first={at === 0}
            image={typeof entry === 'string' ? images.get(entry) : undefined}
            sign={pickedOf(entry, table, recent.tone).sign}
            onPick={pick}
          />
        ))}
      </section>
      <Tones recent={recent} onChange={setRecent} />
    </div>
  );
}

const nameOf = (entry: Emoji | string): string => (typeof entry === 'string' ? entry : (entry.names[0] ?? ''));

function pickedOf(entry: Emoji | string, table: EmojiTable | undefined, chosen: number | undefined): Picked {
  const name = nameOf(entry);
  if (typeof entry === 'string') return { name, sign: undefined };
  const tone = entry.toned ? chosen : undefined;
  return { name: tone ? `${name}::skin-tone-${tone}` : name, sign: table?.signOf(name, tone) };
}

function Tones({ recent, onChange }: { recent: Recent; onChange(recent: Recent): void }): JSX.Element {
  const options = tones.map(({ value, label }) => ({
    value: value as string,
    label: (
      <span role="img" aria-label={`Tone ${value}`}>
        {label}
      </span>
    ),
  }));
  const choose = (value: string) => {
    const next = { ...recent, tone: value === '1' ? undefined : Number(value) };
    keepRecent(next);
    onChange(next);
  };
  return (
    <div className={s.tones}>
      <RadioGroup
        label="Tone of skin"
        labelHidden
        segment
        value={String(recent.tone ?? 1)}
        options={options}
        onChange={choose}
      />
    </div>
  );
}

function entries(table: EmojiTable, text: string, group: number, own: readonly string[], latest: readonly string[]) {
  if (text !== '') return findEmoji(table, own, text, foundMax);
  if (group === -1) return own;
  if (group >= 0) return table.all.filter((emoji) => emoji.group === group);
  return [...latest.map((name) => (own.includes(name) ? name : table.named(name))), ...own].filter(
    (entry, at, all) => entry !== undefined && all.indexOf(entry) === at,
  ) as (Emoji | string)[];
}

function Groups({
  current,
  hasOwn,
  onChange,
}: {
  current: number | undefined;
  hasOwn: boolean;
  onChange(group: number): void;
}) {
  return (
    <div className={s.groups}>
      {groups
        .filter(({ group }) => group !== -1 || hasOwn)
        .map(({ group, label, sign }) => (
          <button
            key={group}
            type="button"
            aria-pressed={group === current}
            aria-label={label}
            title={label}
            className={s.group}
            onClick={() => onChange(group)}
          >
            {sign}
          </button>
        ))}
    </div>
  );
}

interface ChoiceProps {
  entry: Emoji | string;
  /** The one that Tab leads to. */
  first: boolean;
  image: string | undefined;
  sign: string | undefined;
  onPick(entry: Emoji | string): void;
}

function Choice({ entry, first, image, sign, onPick }: ChoiceProps): JSX.Element {
  const label = typeof entry === 'string' ? entry : entry.label;
  const name = nameOf(entry);
  return (
    <button
      type="button"
      tabIndex={first ? 0 : -1}
      aria-label={label}
      title={`:${name}:`}
      className={s.choice}
      onClick={() => onPick(entry)}
    >
      {image === undefined ? sign : <img src={image} alt="" loading="lazy" />}
    </button>
  );
}

function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll('button')];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  const step = event.key === 'Home' ? -at : event.key === 'End' ? all.length - 1 - at : steps[event.key];
  if (step === undefined || at === -1) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
}
