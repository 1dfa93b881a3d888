/** Text for people: of HTML what can be read in it, of flowed text its paragraphs. Nothing of it is ever markup. */
import { Parser } from 'htmlparser2';

const DROPPED = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'object', 'svg', 'math']);
const BLOCKS = new Set([
  ...['address', 'article', 'aside', 'blockquote', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figure', 'footer', 'form'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section', 'table'],
  ...['tr', 'ul'],
]);
const VISITED = /^(?:https?:|mailto:)/i;

/**
 * What stands in the HTML, hidden or not, and where its links lead. Nothing is loaded; an image is its text. Stops at
 * so many characters.
 */
export function textOfHtml(html: string, charactersMax: number): string {
  const pieces: string[] = [];
  let [dropped, kept, length] = [0, 0, 0];
  let link = { href: '', from: 0 };
  const add = (text: string): void => {
    if (length > charactersMax) return;
    length += text.length;
    pieces.push(text);
  };
  const parser = new Parser({
    onopentag(name, { href = '', alt = '' }) {
      if (DROPPED.has(name)) dropped++;
      if (dropped > 0) return;
      if (name === 'pre') kept++;
      if (name === 'br' || BLOCKS.has(name)) add('\n');
      if (name === 'li') add('- ');
      if (name === 'td' || name === 'th') add(' ');
      if (name === 'img' && alt.trim() !== '') add(`[${alt.trim()}]`);
      if (name === 'a') link = { href: VISITED.test(href.trim()) ? href.trim() : '', from: pieces.length };
    },
    ontext(text) {
      if (dropped > 0) return;
      const flat = text.replaceAll(/\s+/g, ' ');
      add(kept > 0 ? text : pieces.at(-1)?.endsWith('\n') ? flat.trimStart() : flat);
    },
    onclosetag(name) {
      if (DROPPED.has(name)) dropped = Math.max(0, dropped - 1);
      if (dropped > 0) return;
      if (name === 'pre') kept = Math.max(0, kept - 1);
      if (BLOCKS.has(name)) add('\n');
      if (name !== 'a') return;
      // Only what leads elsewhere than it says.
      if (link.href !== '' && pieces.slice(link.from).join('').trim() !== link.href) add(` <${link.href}>`);
      link = { href: '', from: 0 };
    },
  });
  parser.end(html.slice(0, charactersMax * 4));
  return tidied(pieces.join(''));
}

const tidied = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();

/** Lines that flow are joined to paragraphs, each depth of quotation for itself (RFC 3676). */
export function unflowed(text: string, deletesBlank: boolean): string {
  const lines: string[] = [];
  let flowing: string | undefined;
  for (const line of text.split('\n')) {
    const quotes = /^>*/.exec(line)?.[0] ?? '';
    const content = line.slice(quotes.length).replace(/^ /, '');
    const isSignature = content === '-- ';
    const flows = content.endsWith(' ') && !isSignature;
    const kept = flows && deletesBlank ? content.slice(0, -1) : content;
    const mark = quotes === '' ? '' : `${quotes} `;
    if (flowing === quotes && !isSignature) lines.push(`${lines.pop() ?? ''}${kept}`);
    else lines.push(`${mark}${kept}`);
    flowing = flows ? quotes : undefined;
  }
  return lines.join('\n');
}

/** Line feeds alone, and no other control character but the tab. */
export const cleaned = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd');
