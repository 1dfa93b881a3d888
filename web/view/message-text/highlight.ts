/** Colours for code; a piece of its own, loaded with the first block whose language is told. */
import { common, createLowlight } from 'lowlight';

export interface Coloured {
  readonly text: string;
  readonly tone: Tone | undefined;
}

type Tone = 'word' | 'value' | 'name' | 'note' | 'added' | 'removed';

const lowlight = createLowlight(common);

const tones: Record<string, Tone> = {
  keyword: 'word',
  built_in: 'word',
  type: 'word',
  literal: 'value',
  string: 'value',
  number: 'value',
  regexp: 'value',
  title: 'name',
  attr: 'name',
  attribute: 'name',
  'selector-class': 'name',
  tag: 'name',
  section: 'name',
  comment: 'note',
  meta: 'note',
  addition: 'added',
  deletion: 'removed',
};

/** The text in order, in pieces; one piece where the language is not known. */
export function highlight(text: string, language: string): readonly Coloured[] {
  if (!lowlight.registered(language)) return [{ text, tone: undefined }];
  const found: Coloured[] = [];
  collect(lowlight.highlight(language, text), undefined, found);
  return found;
}

type Root = ReturnType<typeof lowlight.highlight>;
type Part = Root | Root['children'][number];

function collect(node: Part, tone: Tone | undefined, found: Coloured[]): void {
  if (node.type === 'text') found.push({ text: node.value, tone });
  else if ('children' in node) {
    const names = node.type === 'element' ? node.properties.className : undefined;
    const name = Array.isArray(names) ? String(names[0]).replace(/^hljs-/, '') : '';
    for (const child of node.children) collect(child, tones[name] ?? tone, found);
  }
}
