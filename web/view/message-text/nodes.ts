/** What a message's text is made of. There is nothing else: what is not here is text. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | Wrapped<'strong'>
  | Wrapped<'emphasis'>
  | Wrapped<'strike'>
  | { readonly kind: 'code'; readonly text: string }
  | Link
  | Token<'member'>
  | Token<'channel'>
  | Token<'group'>
  | { readonly kind: 'everybody'; readonly word: 'here' | 'channel' | 'everyone' }
  /** A short name; whether there is such an emoji is known to those who draw it. `tone` is 2 to 6. */
  | { readonly kind: 'emoji'; readonly name: string; readonly tone?: number; readonly source: string };

interface Wrapped<Kind extends string> {
  readonly kind: Kind;
  readonly children: readonly Inline[];
}

/** The id is the public one: `U…`, `C…`, `S…`. */
interface Token<Kind extends string> {
  readonly kind: Kind;
  readonly id: string;
}

export interface Link {
  readonly kind: 'link';
  /** http, https or mailto, in canonical form. */
  readonly href: string;
  readonly children: readonly Inline[];
  /** The true host, where the words look like another one. */
  readonly trueHost?: string;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string; readonly language: string | undefined }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'list'; readonly first: number | undefined; readonly items: readonly ListItem[] }
  | { readonly kind: 'table'; readonly align: readonly Align[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'rule' };

export interface ListItem {
  readonly children: readonly Block[];
  /** Of a task; undefined for other items. */
  readonly done: boolean | undefined;
}

export type Align = 'start' | 'center' | 'end' | undefined;
export type Cell = readonly Inline[];
