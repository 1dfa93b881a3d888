import { limits } from '#platform/limits.ts';

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const LINK = /https?:\/\/[^\s<>"'`|\\^{}\p{C}]+/giu;
const AFTER = /[.,;:!?*_~\])]+$/;

/** The first web addresses of a Markdown text, each once and outside of code, in their canonical form. */
export function linksIn(text: string): string[] {
  if (!text.includes('://')) return [];
  const found = new Set<string>();
  for (const [raw] of text.replace(CODE, ' ').matchAll(LINK)) {
    const link = canonical(raw);
    if (link !== undefined) found.add(link);
    if (found.size >= limits.linkCards.perMessageMax) break;
  }
  return [...found];
}

function canonical(raw: string): string | undefined {
  // A bracket that the address opened itself belongs to it, what follows a sentence does not.
  const bare = raw.includes('(') ? raw.replace(/[.,;:!?*_~\]]+$/, '') : raw.replace(AFTER, '');
  if (bare.length > limits.egress.urlCharactersMax || !URL.canParse(bare)) return undefined;
  const { href, username, password } = new URL(bare);
  return username === '' && password === '' ? href : undefined;
}
