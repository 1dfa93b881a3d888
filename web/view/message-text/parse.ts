/**
 * The text of a message, read once and kept. Whatever a member writes becomes the nodes of `nodes.ts` and nothing else,
 * within bounds: what is too long or too finely cut to be drawn is shown as the plain text that it is.
 */
import { readBlocks } from './blocks.ts';
import type { Block, Inline } from './nodes.ts';

export interface Parsed {
  readonly blocks: readonly Block[];
  /** Nothing but a few emoji, which are drawn large. */
  readonly emojiOnly: boolean;
}

const charactersMax = 40_000;
const nodesMax = 6000;
const keptMax = 500;
const largeMax = 8;

const kept = new Map<string, Parsed>();

export function parse(text: string): Parsed {
  const known = kept.get(text);
  if (known) return known;
  const parsed = read(text);
  // The oldest goes: rows that are drawn again are the latest ones.
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
  kept.set(text, parsed);
  return parsed;
}

function read(text: string): Parsed {
  if (text.length > charactersMax) return plainly(text);
  const blocks = readBlocks(text);
  return count(blocks) > nodesMax ? plainly(text) : { blocks, emojiOnly: isEmojiOnly(blocks) };
}

const plainly = (text: string): Parsed => ({
  blocks: [{ kind: 'paragraph', children: [{ kind: 'text', text }] }],
  emojiOnly: false,
});

function count(nodes: readonly (Block | Inline)[]): number {
  let found = nodes.length;
  for (const node of nodes) {
    if (node.kind === 'list') for (const { children } of node.items) found += 1 + count(children);
    else if (node.kind === 'table') for (const row of node.rows) for (const cell of row) found += 1 + count(cell);
    else if ('children' in node) found += count(node.children);
  }
  return found;
}

const emoji = /^\p{RGI_Emoji}$/v;
/** Told at once, where the sequences of the former are gone through one by one, for each message that is shown. */
const mayBeEmoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u{20e3}/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function isEmojiOnly(blocks: readonly Block[]): boolean {
  const [only] = blocks;
  if (blocks.length !== 1 || only?.kind !== 'paragraph') return false;
  let found = 0;
  for (const node of only.children) {
    if (node.kind === 'emoji') found++;
    else if (node.kind !== 'text' || node.text.length > 200) return false;
    else
      for (const { segment } of graphemes.segment(node.text)) {
        if (mayBeEmoji.test(segment) && emoji.test(segment)) found++;
        else if (segment.trim() !== '') return false;
      }
  }
  return found > 0 && found <= largeMax;
}
