/** A message in one line of plain words: for notices, titles, and labels that are only heard. */
import type { Block, Inline } from './nodes.ts';
import { parse } from './parse.ts';

/** Gives the names behind tokens; undefined for what is not known here. */
export interface Names {
  member(id: string): string | undefined;
  channel(id: string): string | undefined;
  group(id: string): string | undefined;
  /** The sign of a standard emoji. */
  emoji(name: string): string | undefined;
}

/** At most `charactersMax` characters, with an ellipsis where there were more. */
export function plainText(text: string, names: Names, charactersMax = 140): string {
  const line = ofBlocks(parse(text).blocks, names).replace(/\s+/g, ' ').trim();
  if (line.length <= charactersMax) return line;
  // Not in the midst of a pair of surrogates.
  return `${line.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

const ofBlocks = (blocks: readonly Block[], names: Names): string =>
  blocks.map((block) => ofBlock(block, names)).join(' ');

function ofBlock(block: Block, names: Names): string {
  if (block.kind === 'rule') return '';
  if (block.kind === 'code') return block.text;
  if (block.kind === 'quote') return ofBlocks(block.children, names);
  if (block.kind === 'list') return block.items.map(({ children }) => ofBlocks(children, names)).join(', ');
  if (block.kind === 'table') {
    return block.rows.map((row) => row.map((cell) => ofInline(cell, names)).join(', ')).join('; ');
  }
  return ofInline(block.children, names);
}

const ofInline = (nodes: readonly Inline[], names: Names): string => nodes.map((node) => ofNode(node, names)).join('');

function ofNode(node: Inline, names: Names): string {
  if (node.kind === 'text' || node.kind === 'code') return node.text;
  if (node.kind === 'break') return ' ';
  if (node.kind === 'member') return `@${names.member(node.id) ?? 'somebody'}`;
  if (node.kind === 'channel') return `#${names.channel(node.id) ?? 'a private channel'}`;
  if (node.kind === 'group') return `@${names.group(node.id) ?? 'a group'}`;
  if (node.kind === 'everybody') return `@${node.word}`;
  if (node.kind === 'emoji') return names.emoji(node.name) ?? node.source;
  return ofInline(node.children, names);
}
