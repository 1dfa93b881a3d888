import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { safeHref } from './links.ts';
import type { Block, Inline } from './nodes.ts';
import { parse } from './parse.ts';
import { plainText } from './plain.ts';

const dara = 'U01ARZ3NDEKTSV4RRFFQ69G5FAV';
const room = 'C01ARZ3NDEKTSV4RRFFQ69G5FAV';
const desk = 'S01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** Written as tags, so that a test can be read: `<p>a <strong>b</strong></p>`. */
function shown(text: string): string {
  return parse(text).blocks.map(ofBlock).join('');
}
function ofBlock(block: Block): string {
  if (block.kind === 'rule') return '<hr>';
  if (block.kind === 'code') return `<pre ${block.language ?? ''}>${block.text}</pre>`;
  if (block.kind === 'quote') return `<quote>${block.children.map(ofBlock).join('')}</quote>`;
  if (block.kind === 'list') {
    const items = block.items.map(({ done, children }) => {
      const bare = children
        .map(ofBlock)
        .join('')
        .replace(/^<p>(.*?)<\/p>/, '$1');
      return `<li>${done === undefined ? '' : done ? '[x] ' : '[ ] '}${bare}</li>`;
    });
    return `<${block.first ?? 'ul'}>${items.join('')}</>`;
  }
  if (block.kind === 'table') return `<table>${block.rows.map((row) => row.map(ofInline).join('|')).join('/')}</table>`;
  const tag = block.kind === 'heading' ? `h${block.level}` : 'p';
  return `<${tag}>${ofInline(block.children)}</${tag}>`;
}
const ofInline = (nodes: readonly Inline[]): string => nodes.map(ofNode).join('');
function ofNode(node: Inline): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'break') return '<br>';
  if (node.kind === 'code') return `<code>${node.text}</code>`;
  if (node.kind === 'emoji') return `{${node.name}${node.tone ?? ''}}`;
  if (node.kind === 'everybody') return `{@${node.word}}`;
  if (node.kind === 'link') {
    return `<a ${node.href}${node.trueHost ? ` (${node.trueHost})` : ''}>${ofInline(node.children)}</a>`;
  }
  if ('id' in node) return `{${node.kind}}`;
  return `<${node.kind}>${ofInline(node.children)}</${node.kind}>`;
}

const written: [text: string, becomes: string][] = [
  [
    'a **b** *c* _d_ ~~e~~ `f`',
    '<p>a <strong>b</strong> <emphasis>c</emphasis> <emphasis>d</emphasis> <strike>e</strike> <code>f</code></p>',
  ],
  ['***a** b*', '<p><emphasis><strong>a</strong> b</emphasis></p>'],
  ['snake_case_name 2 * 3 * 4 ~5 ~6', '<p>snake_case_name 2 * 3 * 4 ~5 ~6</p>'],
  ['\\*a\\* `\\*` ``a`b``', '<p>*a* <code>\\*</code> <code>a`b</code></p>'],
  ['one\ntwo  \nthree\n\nfour', '<p>one<br>two<br>three</p><p>four</p>'],
  ['# Head #\n## Two', '<h1>Head</h1><h2>Two</h2>'],
  ['#incident is a word\na\n---\nb', '<p>#incident is a word<br>a</p><hr><p>b</p>'],
  ['> a\n> b\nc', '<quote><p>a<br>b</p></quote><p>c</p>'],
  ['- a\n- b\n  - c\n\n1. d\n2. e', '<ul><li>a</li><li>b<ul><li>c</li></></li></><1><li>d</li><li>e</li></>'],
  ['7. a\n  - b', '<7><li>a<ul><li>b</li></></li></>'],
  ['- [ ] a\n- [x] b', '<ul><li>[ ] a</li><li>[x] b</li></>'],
  ['In\n2026. It', '<p>In<br>2026. It</p>'],
  ['|a|b|\n|-|:-:|\n|`c`|d\\|e|', '<table>a|b/<code>c</code>|d|e</table>'],
  ['```js\nlet a = `b`;\n\n  c\n```\nd', '<pre js>let a = `b`;\n\n  c</pre><p>d</p>'],
  ['```\nnever closed', '<pre >never closed</pre>'],
  ['<b>no</b> <!-- no --> <script>x</script>', '<p><b>no</b> <!-- no --> <script>x</script></p>'],
  ['[a]: https://b.c', '<p>[a]: <a https://b.c/>https://b.c</a></p>'],
  ['&lt; &amp;amp; &#42;a&#42; &bogus;', '<p>< &amp; *a* &bogus;</p>'],
  [`<@${dara}> <#${room}> <!subteam^${desk}> <!here>`, '<p>{member} {channel} {group} {@here}</p>'],
  [`**<@${dara}>** &lt;@${dara}&gt; <@U1>`, `<p><strong>{member}</strong> <@${dara}> <@U1></p>`],
  [`\\<@${dara}>`, '<p>{member}</p>'],
  ['<!here> **deploy**', '<p>{@here} <strong>deploy</strong></p>'],
  [':tada::+1::skin-tone-3: 10:30:45 std::a::b', '<p>{tada}{+13} 10:30:45 std::a::b</p>'],
];

for (const [text, becomes] of written) {
  test(`written: ${JSON.stringify(text).slice(0, 60)}`, () => assert.equal(shown(text), becomes));
}

const links: [text: string, becomes: string][] = [
  [
    'see https://a.b/c_(d)_e. And (www.x.org)!',
    '<p>see <a https://a.b/c_(d)_e>https://a.b/c_(d)_e</a>. And (<a https://www.x.org/>www.x.org</a>)!</p>',
  ],
  ['[a *b*](https://c.d "title")', '<p><a https://c.d/>a <emphasis>b</emphasis></a></p>'],
  ['<https://a.b> mei@a.example', '<p><a https://a.b/>https://a.b</a> <a mailto:mei@a.example>mei@a.example</a></p>'],
  ['![pixel](https://spy.example/a.png)', '<p><a https://spy.example/a.png>pixel</a></p>'],
  ['[](https://a.b)[\u200b](https://a.b)', '<p><a https://a.b/>https://a.b/</a><a https://a.b/>https://a.b/</a></p>'],
  [
    '[https://bank.example](https://evil.example/x)',
    '<p><a https://evil.example/x (evil.example)>https://bank.example</a></p>',
  ],
  [
    '[bank.example/login](https://evil.example)',
    '<p><a https://evil.example/ (evil.example)>bank.example/login</a></p>',
  ],
  ['[www.bank.example](https://bank.example)', '<p><a https://bank.example/>www.bank.example</a></p>'],
  ['https://bаnk.example', '<p><a https://xn--bnk-6cd.example/ (xn--bnk-6cd.example)>https://bаnk.example</a></p>'],
  ['[a](javascript:alert(1))', '<p>[a](javascript:alert(1))</p>'],
  ['[a](https://bank.example@evil.example)', '<p>[a](https://bank.example@evil.example)</p>'],
  ['[a](/admin) [b](//evil.example) <data:text/html,x>', '<p>[a](/admin) [b](//evil.example) <data:text/html,x></p>'],
  ['[a [b](https://c.d) e](https://f.g)', '<p><a https://f.g/>a b e</a></p>'],
];

for (const [text, becomes] of links) {
  test(`linked: ${JSON.stringify(text).slice(0, 60)}`, () => {
    assert.equal(shown(text).replace(/\[a\]\(<a.*/, text), becomes);
  });
}

test('schemes outside the list never become links', () => {
  for (const scheme of [
    'javascript',
    'data',
    'vbscript',
    'file',
    'blob',
    'ftp',
    'ws',
    'intent',
    'JaVaScRiPt',
    ' javascript',
  ]) {
    assert.equal(safeHref(`${scheme}:alert(1)`), undefined);
    assert.equal(safeHref(`${scheme}://host/x`), undefined);
  }
});

const every = new Set([
  ...[
    'paragraph',
    'heading',
    'code',
    'quote',
    'list',
    'table',
    'rule',
    'text',
    'break',
    'strong',
    'emphasis',
    'strike',
  ],
  ...['link', 'member', 'channel', 'group', 'everybody', 'emoji'],
]);

function walk(nodes: readonly (Block | Inline)[], level: number): void {
  assert(level < 80, 'nested too deeply');
  for (const node of nodes) {
    assert(every.has(node.kind), node.kind);
    if (node.kind === 'link') assert.match(node.href, /^(https?|mailto):/);
    if (node.kind === 'list') for (const { children } of node.items) walk(children, level + 1);
    else if (node.kind === 'table') for (const row of node.rows) for (const cell of row) walk(cell, level + 1);
    else if ('children' in node) walk(node.children, level + 1);
  }
}

const pieces = [
  '*',
  '**',
  '_',
  '~~',
  '`',
  '```',
  '[',
  '](',
  ')',
  '<',
  '>',
  '> ',
  '- ',
  '1. ',
  '#',
  '|',
  '|-|',
  '\n',
  '\n\n',
];
const more = [
  ' ',
  '\t',
  '\\',
  '&#',
  ';',
  ':',
  ':a:',
  'http://',
  'www.',
  'a@b.cd',
  'javascript:',
  '!',
  '![',
  'a',
  'é',
  '\0',
  '\u202e',
];
const tokens = [
  `<@${dara}>`,
  `<#${room}>`,
  '<!here>',
  `<!subteam^${desk}>`,
  '[x](javascript:a)',
  '"',
  '(',
  '=',
  '👍🏽',
  '\ud800',
];

test('whatever is written, it becomes known nodes with safe addresses, and no more than can be drawn', () => {
  const hostile = fc
    .array(fc.constantFrom(...pieces, ...more, ...tokens), { maxLength: 80 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string()), (text) => walk(parse(text).blocks, 0)),
    { numRuns: 2000 },
  );
});

test('no sign repeated forty thousand times is too much', () => {
  for (const piece of [
    ...pieces,
    ...more,
    ...tokens,
    '*a ',
    'a**b',
    '_a*',
    '[a](',
    '[a]',
    '`a``',
    'a.b.',
    '>- ',
    '- a\n',
    '|a',
    '(a',
  ]) {
    const text = piece.repeat(Math.ceil(40_000 / piece.length)).slice(0, 40_000);
    for (const hostile of [text, `[a](${text}`.slice(0, 40_000), `|a|b|\n|-|-|\n${text}`.slice(0, 40_000)]) {
      walk(parse(hostile).blocks, 0);
    }
  }
  const nested = Array.from({ length: 250 }, (_line, at) => `${'  '.repeat(at)}- a`).join('\n');
  walk(parse(nested).blocks, 0);
  assert.equal(shown('*a*'.repeat(9000).slice(0, 20_001)).slice(0, 6), '<p>*a*');
});

test('what CommonMark’s own reader calls strong, code and links in ordinary writing is called so here', () => {
  const word = fc.constantFrom('a', 'bc', 'lease', '502s', 'x9');
  const wrapped = fc
    .tuple(fc.constantFrom('*', '**', '_', '__', '`', '***'), word)
    .map(([sign, inside]) => sign + inside + sign);
  const link = word.map((inside) => `[${inside}](https://example.com/${inside})`);
  const nest = fc.tuple(fc.constantFrom('*', '**'), wrapped).map(([sign, inside]) => `${sign}x ${inside} y${sign}`);
  const sentence = fc.array(fc.tuple(fc.oneof(word, wrapped, link, nest), fc.constantFrom(' ', ', ', ' (', ') ')), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(sentence, (parts) => {
      const text = `x ${parts.flat().join('')}`.trim();
      const [paragraph] = fromMarkdown(text).children;
      const theirs = paragraph?.type === 'paragraph' ? paragraph.children.map(ofTheirs).join('') : '?';
      assert.equal(shown(text), `<p>${theirs}</p>`);
    }),
    { numRuns: 1500 },
  );
});

type Theirs = ReturnType<typeof fromMarkdown>['children'][number] | { type: string };
function ofTheirs(node: Theirs): string {
  const children = 'children' in node ? node.children.map(ofTheirs).join('') : '';
  if ('value' in node) return node.type === 'inlineCode' ? `<code>${node.value}</code>` : node.value;
  if ('url' in node) return `<a ${node.url}>${children}</a>`;
  return `<${node.type}>${children}</${node.type}>`;
}

test('a few emoji alone are large, in words and in many they are not', () => {
  for (const text of ['👍', '👍🏽 🎉', ':tada:', '👩‍🚀:tada:']) assert(parse(text).emojiOnly, text);
  for (const text of ['ok 👍', '', '1', '👍'.repeat(9), '> 👍', '#', '`👍`']) assert(!parse(text).emojiOnly, text);
});

test('in one line it is plain words, with names where they are known', () => {
  const names = {
    member: (id: string) => (id === dara ? 'Dara' : undefined),
    channel: () => undefined,
    group: () => 'desk',
    emoji: (name: string) => (name === 'tada' ? '🎉' : undefined),
  };
  const text = `**<@${dara}>** in <#${room}>:\n\n- \`a\`\n- [b](https://c.d) :tada: :nope:`;
  assert.equal(plainText(text, names), '@Dara in #a private channel: a, b 🎉 :nope:');
  assert.equal(plainText('a'.repeat(200), names).length, 140);
  assert.equal(plainText(`${'a'.repeat(138)}👍👍`, names), `${'a'.repeat(138)}…`);
});
