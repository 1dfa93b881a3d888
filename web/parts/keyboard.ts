/**
 * Shortcuts of the whole page, in one list that the help screen shows. Ctrl means Cmd on a Mac. Keys that write a sign
 * work only outside of text fields, and can be turned off (WCAG 2.1.4).
 */
import { isTextField } from './focus.ts';

export interface Shortcut {
  /** "Ctrl+K", "Alt+Shift+ArrowDown", "/", "Shift+F10". Of several, each does. */
  keys: string | readonly string[];
  /** What it does, verb first: "Open the switcher". */
  label: string;
  /** The heading it stands under in the help. */
  group: string;
  /** Works while a dialog is open as well. */
  overDialogs?: boolean | undefined;
  /** Where it gives false, it was not its turn, and the next is asked. */
  run(): unknown;
}

/** What is looked at of a KeyboardEvent. */
export interface Stroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

export interface Where {
  inText: boolean;
  inDialog: boolean;
}

export interface Keyboard {
  /** The latest goes first. Gives what takes it away. */
  add(shortcut: Shortcut): () => void;
  /** In the order in which they came. */
  list(): readonly Shortcut[];
  /** Whether single signs do anything. */
  letters: boolean;
  /** True when a shortcut took it. */
  press(stroke: Stroke, where: Where): boolean;
  /** Keys as they are written for this person: "⌘K" or "Ctrl+K". */
  written(keys: string): string;
}

export function createKeyboard(mac: boolean): Keyboard {
  const all: Shortcut[] = [];
  const keyboard: Keyboard = {
    letters: true,
    add: (shortcut) => {
      all.push(shortcut);
      return () => {
        const at = all.lastIndexOf(shortcut);
        if (at !== -1) all.splice(at, 1);
      };
    },
    list: () => all,
    press: (stroke, where) =>
      [...all]
        .reverse()
        .some(
          ({ keys, overDialogs, run }) =>
            (overDialogs || !where.inDialog) &&
            [keys].flat().some((one) => fits(one, stroke, mac) && mayRun(one, where, keyboard.letters)) &&
            run() !== false,
        ),
    written: (keys) => (mac ? keys.replace(/\w+\+?/g, (key) => macNames[key] ?? key) : keys.replace(/Arrow/g, '')),
  };
  return keyboard;
}

const macNames: Record<string, string> = {
  'Ctrl+': '⌘',
  'Alt+': '⌥',
  'Shift+': '⇧',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** A key that writes a sign where text is written. */
const writes = (keys: string): boolean => [...keys.replace(/^Shift\+/, '')].length === 1;

const mayRun = (keys: string, { inText }: Where, letters: boolean): boolean => !writes(keys) || (letters && !inText);

function fits(keys: string, stroke: Stroke, mac: boolean): boolean {
  const wanted = keys.split('+');
  const key = wanted.pop() ?? '';
  const wants = (modifier: string) => wanted.includes(modifier);
  const [command, other] = mac ? [stroke.metaKey, stroke.ctrlKey] : [stroke.ctrlKey, stroke.metaKey];
  // Signs such as ? need Shift on some keyboards and not on others.
  const shiftTells = key.length > 1 || /[a-z]/i.test(key);
  return (
    wants('Ctrl') === command &&
    !other &&
    wants('Alt') === stroke.altKey &&
    (!shiftTells || wants('Shift') === stroke.shiftKey) &&
    keyOf(stroke) === key.toLowerCase()
  );
}

/** Where the layout writes no Latin letters, the place of the key counts. */
function keyOf({ key, code }: Stroke): string {
  const isForeign = key.length === 1 && (key.codePointAt(0) ?? 0) > 0x7f;
  return (isForeign ? code.replace(/^Key|^Digit/, '') : key).toLowerCase();
}

const isMac = typeof navigator === 'object' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The one of this page; `listen` lets it hear. */
export const keyboard: Keyboard = createKeyboard(isMac);

export function listen(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const inDialog = document.querySelector('dialog:modal') !== null;
    if (keyboard.press(event, { inText: isTextField(event.target), inDialog })) event.preventDefault();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
