/** The standard emoji by their names, and how they are found. Loaded once, after everything else. */
import { useSyncExternalStore } from 'react';
import type { EmojiRow } from './rows.ts';
import { toned } from './tone.ts';

export interface Emoji {
  readonly sign: string;
  /** The first is the one that is sent. */
  readonly names: readonly string[];
  readonly label: string;
  readonly words: string;
  readonly group: number;
  readonly toned: boolean;
}

export interface EmojiTable {
  readonly all: readonly Emoji[];
  named(name: string): Emoji | undefined;
  /** The sign of a name, which may bear a tone: `wave`, or `wave::skin-tone-3`. */
  signOf(name: string, tone?: number): string | undefined;
}

export function readTable(rows: readonly EmojiRow[]): EmojiTable {
  const all = rows.map(([sign, names, label, words, group, tone]): Emoji => {
    return { sign, names: names.split(' '), label, words, group, toned: tone === 1 };
  });
  const byName = new Map(all.flatMap((emoji) => emoji.names.map((name) => [name, emoji] as const)));
  return {
    all,
    named: (name) => byName.get(name),
    signOf: (name, tone) => {
      const [bare = '', suffix] = name.split('::skin-tone-');
      const emoji = byName.get(bare);
      const wanted = tone ?? (suffix && /^[2-6]$/.test(suffix) ? Number(suffix) : undefined);
      return emoji && (wanted && emoji.toned ? toned(emoji.sign, wanted) : emoji.sign);
    },
  };
}

/**
 * Those that fit all words, best first: a name that is the text, names and labels that begin with it, words of names,
 * other words. `custom` names come before standard ones that fit as well.
 */
export function findEmoji(
  table: EmojiTable,
  custom: readonly string[],
  text: string,
  most: number,
): (Emoji | string)[] {
  const sought = text
    .trim()
    .toLowerCase()
    .replace(/^:|:$/g, '')
    .split(/[\s_-]+/)
    .filter(Boolean);
  if (sought.length === 0) return [];
  const whole = sought.join('_');
  const found: [rank: number, emoji: Emoji | string][] = [];
  for (const name of custom) {
    const rank = rankOf(whole, sought, [name], '', '');
    if (rank !== undefined) found.push([rank - 0.5, name]);
  }
  for (const emoji of table.all) {
    const rank = rankOf(whole, sought, emoji.names, emoji.label, emoji.words);
    if (rank !== undefined) found.push([rank, emoji]);
  }
  // Sorting keeps the order of those that are equally good.
  return found
    .sort(([one], [other]) => one - other)
    .slice(0, most)
    .map(([, emoji]) => emoji);
}

function rankOf(whole: string, sought: string[], names: readonly string[], label: string, words: string) {
  if (names.includes(whole)) return 0;
  if (names.some((name) => name.startsWith(whole))) return 1;
  const inNames = [...names.flatMap((name) => name.split(/[_-]/)), ...label.toLowerCase().split(/\W+/)];
  if (sought.every((one) => inNames.some((word) => word.startsWith(one)))) return 2;
  const everywhere = [...inNames, ...words.split(' ')];
  if (sought.every((one) => everywhere.some((word) => word.startsWith(one)))) return 3;
  return names.some((name) => name.includes(whole)) ? 4 : undefined;
}

let loaded: EmojiTable | undefined;
let loading: Promise<EmojiTable> | undefined;
const listeners = new Set<() => void>();

/** Comes in a piece of its own; asks again after a failure. */
export function loadEmoji(): Promise<EmojiTable> {
  loading ??= import('./rows.ts').then(
    ({ rows }) => {
      loaded = readTable(rows);
      for (const listener of listeners) listener();
      return loaded;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Undefined until it is there; then everything that needs it is drawn again. */
export function useEmojiTable(): EmojiTable | undefined {
  return useSyncExternalStore(subscribe, () => loaded);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Without it names stand for signs, which is worth another attempt and no alarm.
  if (!loaded) loadEmoji().catch(() => undefined);
  return () => listeners.delete(listener);
}
