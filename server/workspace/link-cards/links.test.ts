import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linksIn } from './links.ts';

for (const [text, links] of [
  ['see https://a.example/x?y=1#z.', ['https://a.example/x?y=1#z']],
  ['(https://a.example/x) and <http://b.example>', ['https://a.example/x', 'http://b.example/']],
  ['[words](https://a.example/a_b), https://a.example/a_b', ['https://a.example/a_b']],
  ['https://en.example/wiki/Tide_(sea)', ['https://en.example/wiki/Tide_(sea)']],
  ['**https://a.example**, _https://b.example_', ['https://a.example/', 'https://b.example/']],
  ['HTTPS://A.example/ÄÖ', ['https://a.example/%C3%84%C3%96']],
  ['`https://a.example` ```\nhttps://b.example\n``` ```https://c.example', []],
  ['ftp://a.example javascript://x https:// http://: mailto:a@b.example', []],
  ['https://me:secret@a.example/', []],
  [
    'https://a.example/1 https://a.example/2 https://a.example/3 https://a.example/4',
    [1, 2, 3].map((n) => `https://a.example/${n}`),
  ],
] as const) {
  test(`the links of: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => assert.deepEqual(linksIn(text), links));
}

test('whatever is written, a link is an address of the web without credentials', () => {
  const piece = fc.constantFrom(
    'https://',
    'http://',
    'a.example',
    '/',
    '`',
    '```',
    ' ',
    '\n',
    '@',
    '(',
    ')',
    ':',
    '.',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }), (parts) => {
      for (const link of linksIn(parts.join(''))) {
        const { href, protocol, username, password } = new URL(link);
        assert.equal(href, link);
        assert.match(protocol, /^https?:$/);
        assert.deepEqual([username, password], ['', '']);
      }
    }),
    { numRuns: 1_000 },
  );
});
