/** Which keys give a text its format; Ctrl is Cmd on a Mac. */
import type { Format } from './format.ts';

export const formats: readonly { readonly kind: Format; readonly label: string; readonly keys: string }[] = [
  { kind: 'bold', label: 'Bold', keys: 'Ctrl+B' },
  { kind: 'italic', label: 'Italic', keys: 'Ctrl+I' },
  { kind: 'strike', label: 'Struck through', keys: 'Ctrl+Shift+X' },
  { kind: 'code', label: 'Code', keys: 'Ctrl+E' },
  { kind: 'link', label: 'Link', keys: 'Ctrl+K' },
  { kind: 'list', label: 'List', keys: 'Ctrl+Shift+8' },
  { kind: 'quote', label: 'Quote', keys: 'Ctrl+Shift+9' },
];
export const previewKeys = 'Ctrl+Shift+P';

interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** By the letter where there is one, by the key's place for digits, which other layouts write with other signs. */
export function formatOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Stroke): Format | 'preview' | undefined {
  if (ctrlKey === metaKey || altKey) return undefined;
  const written = `Ctrl+${shiftKey ? 'Shift+' : ''}${/^Digit\d$/.test(code) ? code.slice(5) : key.toUpperCase()}`;
  if (written === previewKeys) return 'preview';
  return formats.find(({ keys }) => keys === written)?.kind;
}
