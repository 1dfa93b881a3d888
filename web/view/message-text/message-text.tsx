/**
 * What a member wrote, as React elements: no string ever becomes markup. Names behind tokens come from functions that
 * are handed in, so that this file knows no replica.
 */
import { createContext, Fragment, type JSX, type MouseEvent, memo, type ReactNode, use } from 'react';
import { Icon } from '#parts/icon.tsx';
import { EmojiSign, useEmojiTable } from '../emoji/emoji.tsx';
import { CodeBlock, Visible } from './code-block.tsx';
import s from './message-text.module.css';
import type { Block, Inline, Link, ListItem } from './nodes.ts';
import { parse } from './parse.ts';

/** Somebody or some place behind a token. Without `href` it is a name and no link. */
export interface Referent {
  readonly name: string;
  readonly href?: string | undefined;
  /** It is the reader, or a group the reader is in. */
  readonly self?: boolean | undefined;
}

/** Keep it the same object as long as it gives the same: every text is drawn anew with another one. */
export interface Lookup {
  /** Undefined for those who are not known here. */
  member(id: string): Referent | undefined;
  channel(id: string): Referent | undefined;
  group(id: string): Referent | undefined;
  /** The address of the image of one of the team's own emoji. */
  emojiImage(name: string): string | undefined;
  /** Follows an address of this workspace without leaving the page; the path with search and fragment. */
  go?(path: string): void;
}

export interface MessageTextProps {
  text: string;
  lookup: Lookup;
  /** Stands behind the last word, such as "(edited)". */
  after?: ReactNode;
}

const Around = createContext<Lookup | undefined>(undefined);

export const MessageText = memo(function MessageText({ text, lookup, after }: MessageTextProps): JSX.Element {
  const { blocks, emojiOnly } = parse(text);
  return (
    <Around value={lookup}>
      <div className={emojiOnly ? `${s.text} ${s.large}` : s.text}>
        <Blocks blocks={blocks} />
        {after}
      </div>
    </Around>
  );
});

// Nothing here moves or is changed in place: the index is what a node is known by.
const keyed = <Node,>(nodes: readonly Node[], draw: (node: Node) => ReactNode): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the above
  nodes.map((node, at) => <Fragment key={at}>{draw(node)}</Fragment>);

const Blocks = ({ blocks }: { blocks: readonly Block[] }): ReactNode =>
  keyed(blocks, (block) => <OneBlock block={block} />);

function OneBlock({ block }: { block: Block }): JSX.Element {
  if (block.kind === 'paragraph') return <p dir="auto">{inlines(block.children)}</p>;
  if (block.kind === 'heading') {
    // The page has its own headings.
    return (
      <p dir="auto" className={block.level < 3 ? `${s.heading} ${s.high}` : s.heading}>
        {inlines(block.children)}
      </p>
    );
  }
  if (block.kind === 'code') return <CodeBlock text={block.text} language={block.language} />;
  if (block.kind === 'rule') return <hr className={s.rule} />;
  if (block.kind === 'quote') {
    return (
      <blockquote className={s.quote}>
        <Blocks blocks={block.children} />
      </blockquote>
    );
  }
  return block.kind === 'list' ? <List block={block} /> : <Table block={block} />;
}

function List({ block: { first, items } }: { block: Block & { kind: 'list' } }): JSX.Element {
  const drawn = keyed(items, (item) => <Item item={item} />);
  if (first === undefined) return <ul className={s.list}>{drawn}</ul>;
  return (
    <ol className={s.list} start={first}>
      {drawn}
    </ol>
  );
}

function Item({ item: { children, done } }: { item: ListItem }): JSX.Element {
  if (done === undefined)
    return (
      <li>
        <Blocks blocks={children} />
      </li>
    );
  return (
    <li className={s.task}>
      <span className={done ? `${s.box} ${s.done}` : s.box}>
        {done && <Icon sign="check" small />}
        <span className="vh">{done ? 'Done: ' : 'To do: '}</span>
      </span>
      <div className="grow">
        <Blocks blocks={children} />
      </div>
    </li>
  );
}

function Table({ block: { align, rows } }: { block: Block & { kind: 'table' } }): JSX.Element {
  const [head = [], ...body] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={s.wide} aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <th key={at} scope="col" style={{ textAlign: align[at] ?? 'start' }}>
                {inlines(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body, (row) => (
            <tr>
              {row.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                <td key={at} style={{ textAlign: align[at] ?? 'start' }}>
                  {inlines(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const inlines = (nodes: readonly Inline[]): ReactNode => keyed(nodes, draw);

function draw(node: Inline): ReactNode {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'break') return <br />;
  if (node.kind === 'strong') return <strong>{inlines(node.children)}</strong>;
  if (node.kind === 'emphasis') return <em>{inlines(node.children)}</em>;
  if (node.kind === 'strike') return <s>{inlines(node.children)}</s>;
  if (node.kind === 'code') {
    return (
      <code className={s.code}>
        <Visible text={node.text} />
      </code>
    );
  }
  if (node.kind === 'link') return <Anchor link={node} />;
  if (node.kind === 'emoji') return <Short {...node} />;
  if (node.kind === 'everybody') return <span className={`${s.mention} ${s.self}`}>@{node.word}</span>;
  return <Named kind={node.kind} id={node.id} />;
}

const unknown = { member: 'somebody', channel: 'private channel', group: 'a group' };

function Named({ kind, id }: { kind: 'member' | 'channel' | 'group'; id: string }): JSX.Element {
  const lookup = use(Around);
  const found = lookup?.[kind](id);
  const look = found?.self ? `${s.mention} ${s.self}` : s.mention;
  const words = (
    <>
      {kind === 'channel' ? '#' : '@'}
      <bdi>{found?.name ?? unknown[kind]}</bdi>
    </>
  );
  if (!found?.href) return <span className={found ? look : `${look} ${s.unknown}`}>{words}</span>;
  return (
    <a href={found.href} className={look} data-id={id} onClick={(event) => stay(event, lookup)}>
      {words}
    </a>
  );
}

function Short({ name, tone, source }: Inline & { kind: 'emoji' }): JSX.Element {
  const table = useEmojiTable();
  const image = table?.named(name) ? undefined : use(Around)?.emojiImage(name);
  return <EmojiSign name={name} tone={tone} image={image} source={source} />;
}

function Anchor({ link: { href, children, trueHost } }: { link: Link }): JSX.Element {
  const lookup = use(Around);
  const here = href.startsWith(`${location.origin}/`);
  const away = here ? {} : { target: '_blank', rel: 'noreferrer noopener' };
  return (
    <>
      <a href={href} className={s.link} {...away} onClick={here ? (event) => stay(event, lookup) : undefined}>
        {inlines(children)}
      </a>
      {trueHost && (
        <span className={s.truth}>
          {' '}
          (leads to <bdi>{trueHost}</bdi>)
        </span>
      )}
    </>
  );
}

/** With a modifier or another button the browser opens it as it opens any other. */
function stay(event: MouseEvent<HTMLAnchorElement>, lookup: Lookup | undefined): void {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!plain || !lookup?.go || event.defaultPrevented) return;
  event.preventDefault();
  const { pathname, search, hash } = new URL(event.currentTarget.href);
  lookup.go(pathname + search + hash);
}

export { type Names, plainText } from './plain.ts';
