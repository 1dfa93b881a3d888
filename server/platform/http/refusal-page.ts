/** A refusal as a page, for who follows a link in a browser: small, in light and dark, without scripts. */
import { createHash } from 'node:crypto';
import type { Problem } from '../problem.ts';
import { noSuchRoute } from './refusals.ts';

// The colours and sizes of web/parts/tokens.css: this page must stand when nothing else of ours can be loaded.
const STYLE = `
:root{color-scheme:light dark}
body{margin:0;background:light-dark(#f5f4ef,#0f1514);color:light-dark(#17211f,#e7ece9);
font:400 .9375rem/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:4rem 1.5rem}
h1{font:400 1.625rem/1.2 ui-serif,Georgia,serif;margin:.5rem 0 1rem}
p{margin:0 0 1rem}
a{color:light-dark(#0c665d,#5cc9b9)}
a:focus-visible{outline:2px solid;outline-offset:2px}
.brand{font-weight:650}
.meta{color:light-dark(#5a6663,#93a09b);font-size:.75rem}
`;

/** Nothing is loaded and nothing runs; the one style is named by its digest. */
export const REFUSAL_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The first sentence of the title is the heading. Titles are constants of ours; nothing of the request is shown. */
export function refusalPage({ code, title }: Problem, requestId: string): string {
  const end = title.indexOf('. ') + 1;
  const [heading, advice] = end > 0 ? [title.slice(0, end), title.slice(end + 1)] : [title, ''];
  const next = code === noSuchRoute.code ? 'The link may be mistyped, or what it led to is gone.' : advice;
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<meta name="robots" content="noindex"><title>${heading} · Wardroom</title><style>${STYLE}</style></head>` +
    `<body><main><p class="brand">Wardroom</p><h1>${heading}</h1><p>${next}</p>` +
    `<p><a href="/">Go to the entrance</a></p><p class="meta">Reference ${requestId}</p></main></body></html>`
  );
}

/** Whether somebody looks at the answer: a browser that goes to an address asks for HTML, a program does not. */
export const wantsPage = (method: string, accept = ''): boolean => method === 'GET' && /\btext\/html\b/.test(accept);
