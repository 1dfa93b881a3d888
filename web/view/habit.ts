/** Habits of this device, such as the hours of its clock: one word each, and nothing of what anybody wrote. */
import { useSyncExternalStore } from 'react';

export interface Habit<Word extends string> {
  get(): Word;
  set(word: Word): void;
  /** Drawn anew when it changes. */
  use(): Word;
}

/** The first word is the usual one. A browser that keeps nothing has the habit until the page is left. */
export function habit<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Habit<Word> {
  const key = `wardroom.${name}`;
  const listeners = new Set<() => void>();
  let word = words.find((one) => one === kept(key)) ?? words[0];
  const get = (): Word => word;
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get,
    set(next) {
      word = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        // Then it holds until the page is left.
      }
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether the clock goes to 12 or to 24; `language`: as the browser's language has it. */
export const hoursHabit = habit('hours', ['language', 'h23', 'h12']);
/** What Enter does while a message is written. */
export const enterHabit = habit('enter', ['send', 'line']);
/** Whether keys that write a sign do something by themselves (WCAG 2.1.4). */
export const singleKeysHabit = habit('single-keys', ['on', 'off']);
/** Which messages of others a screen reader is told of. */
export const announcementsHabit = habit('announcements', ['all', 'mentions', 'off']);
/** Whether an open window tells of what is meant for one while one looks elsewhere. */
export const windowNoticesHabit = habit('window-notices', ['off', 'on']);
/** Whether lists keep everything that was loaded in the document, for readers that go through it by themselves. */
export const plainListHabit = habit('plain-list', ['off', 'on']);
/** Where the focus is when a conversation opens; on touch it is on the heading. */
export const openingHabit = habit('opening', ['composer', 'heading']);
/** What Esc does where nothing is left to close. */
export const escapeHabit = habit('escape', ['reads', 'nothing']);
