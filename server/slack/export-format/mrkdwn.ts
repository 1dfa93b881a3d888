/**
 * Slack's mrkdwn as Markdown that shows the same. mrkdwn has few rules: `*bold*`, `_italic_`, `~struck~`, code in
 * one or three backticks, `>` quotes, and in angle brackets whatever is no plain text; `&`, `<` and `>` are
 * entities. Everything else is plain, so what Markdown would read as markup is escaped. A line that begins like a
 * list with `-` or a number stays one, and a line break stays a single one. Every pass is linear in the text.
 */
import { escapedLineStart, type Piece, pieceMarkdown } from './markdown-text.ts';

export interface MrkdwnNames {
  /** The id to put in place of a Slack member's, or undefined to show the name as text. */
  member(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Never throws, and returns at most eight times the length of the text, ids and a few bytes aside. */
export function markdownFromMrkdwn(mrkdwn: string, names: MrkdwnNames): string {
  const parts = mrkdwn.replaceAll('\r\n', '\n').split('```');
  if (parts.length % 2 === 0) {
    // The last fence has no partner and is text.
    const tail = parts.pop() ?? '';
    parts[parts.length - 1] += `\`\`\`${tail}`;
  }
  const last = parts.length - 1;
  return parts
    .map((part, at) => {
      if (at % 2 === 1) return fenced(part, names);
      return prose(trimmedBreaks(part, at > 0, at < last), names);
    })
    .filter((part) => part !== '')
    .join('\n');
}

const trimmedBreaks = (text: string, before: boolean, after: boolean): string =>
  text.slice(before && text.startsWith('\n') ? 1 : 0, after && text.length > 1 && text.endsWith('\n') ? -1 : undefined);

function fenced(code: string, names: MrkdwnNames): string {
  const content = codeText(trimmedBreaks(code, true, true), names);
  // A label may bring backticks of its own.
  const longest = (content.match(/`{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${content}\n${fence}`;
}

/** Nothing is markup within code: addresses and mentions are written as the text that Slack would show. */
const codeText = (code: string, names: MrkdwnNames): string =>
  code.replace(/<([^<>\n]*)>|&(?:lt|gt|amp);/g, (whole, inner: string | undefined) => {
    if (inner === undefined) return decoded(whole);
    const piece = pieceOf(inner, names);
    return decoded(piece.kind === 'text' ? piece.text : (piece.code ?? piece.markdown));
  });

function prose(text: string, names: MrkdwnNames): string {
  const out: string[] = [];
  // Three signs quote all that follows.
  let quotesRest = false;
  let quotedBefore = false;
  for (const line of text.split('\n')) {
    const marker = quotesRest ? '' : (/^(?:(?:&gt;|>){3}|&gt;|>) ?/.exec(line)?.[0] ?? '');
    const quoted = quotesRest || marker !== '';
    quotesRest ||= /^(?:&gt;|>){3}/.test(marker);
    const content = inline(line.slice(marker.length), names);
    // Without a blank line Markdown would count the line after a quote into it.
    if (quotedBefore && !quoted && content !== '') out.push('');
    out.push(quoted ? `> ${content}` : content);
    quotedBefore = quoted;
  }
  return out.join('\n');
}

function inline(line: string, names: MrkdwnNames): string {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of line.matchAll(/(?<!`)`([^`]+)`(?!`)|<([^<>]*)>/g)) {
    pieces.push({ kind: 'text', text: decoded(line.slice(at, found.index)) });
    const [whole, code, angle] = found;
    pieces.push(code === undefined ? pieceOf(angle ?? '', names) : { kind: 'markup', markdown: codeSpan(code, names) });
    at = found.index + whole.length;
  }
  pieces.push({ kind: 'text', text: decoded(line.slice(at)) });
  return escapedLineStart(pieceMarkdown(pieces));
}

function codeSpan(code: string, names: MrkdwnNames): string {
  const text = codeText(code, names);
  // Markdown drops one space at both ends where there is one at both.
  return text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '' ? `\` ${text} \`` : `\`${text}\``;
}

const decoded = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&');

/** What stands between angle brackets: `@U1|name`, `#C1|name`, `!here`, `!date^…|fallback`, `https://…|label`. */
function pieceOf(inner: string, names: MrkdwnNames): Piece {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? '' : decoded(inner.slice(bar + 1));
  if (target.startsWith('@')) return mention('@', target.slice(1), label, names.member);
  if (target.startsWith('#')) return mention('#', target.slice(1), label, names.channel);
  if (target.startsWith('!')) return command(target.slice(1), label);
  return link(decoded(target), label);
}

function mention(sign: '@' | '#', id: string, label: string, mapped: MrkdwnNames['member']): Piece {
  const shown = `${sign}${label.replace(/^[@#]/, '') || id}`;
  const ours = mapped(id);
  return ours === undefined ? text(shown) : { kind: 'markup', markdown: `<${sign}${ours}>`, code: shown };
}

function command(name: string, label: string): Piece {
  if (name === 'here') return { kind: 'markup', markdown: '<!here>', code: '@here' };
  // `everyone` is the general channel; `group` is the old word for private channels.
  if (name === 'channel' || name === 'everyone' || name === 'group') {
    return { kind: 'markup', markdown: '<!channel>', code: '@channel' };
  }
  return text(label || `@${name.replace(/^subteam\^/, '')}`);
}

function link(address: string, label: string): Piece {
  if (!/^(?:https?:\/\/|mailto:)[^\s]/i.test(address)) {
    return text(label === '' || label === address ? `<${address}>` : `${label} (${address})`);
  }
  const shown = label === '' ? address.replace(/^mailto:/i, '') : label;
  if (shown === address) {
    return { kind: 'markup', markdown: `<${address.replace(/[\s<>\p{Cc}]/gu, percent)}>`, code: shown };
  }
  const target = address.replace(/[\s<>()\\\p{Cc}]/gu, percent).replace(/&(?=#?\w{1,32};)/g, '&amp;');
  return { kind: 'markup', markdown: `[${pieceMarkdown([text(shown)], false)}](${target})`, code: shown };
}

const text = (shown: string): Piece => ({ kind: 'text', text: shown });

const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
