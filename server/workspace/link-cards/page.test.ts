import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#platform/limits.ts';
import { summaryOf } from './page.ts';

const HTML = 'text/html; charset=utf-8';
const HERE = 'https://a.example/tides/today';
const read = (html: string | Buffer, type = HTML) => summaryOf(Buffer.from(html as string), type, HERE);

test('a page is shown by its Open Graph, else by its own head', () => {
  const own = '<title>Tides &amp; moons</title><meta name=description content="About &quot;water&quot;.">';
  assert.deepEqual(read(`<!doctype html><head>${own}`), {
    title: 'Tides & moons',
    description: 'About "water".',
    site: undefined,
    imageUrl: undefined,
  });
  const graph = `<meta property="og:title" content="Tides"><meta property='og:description' content='Water'>`;
  assert.deepEqual(read(`${own}${graph}<META PROPERTY="OG:SITE_NAME" CONTENT="Sea">`), {
    title: 'Tides',
    description: 'Water',
    site: 'Sea',
    imageUrl: undefined,
  });
});

test('only what stands in the head counts, and only the first of it', () => {
  const html = `<head><script>"<title>no</title>"</script><!-- <title>no</title> --><title>yes</title><title>no</title>
    </head><body><svg><title>no</title></svg><meta property="og:title" content="no"></body>`;
  assert.equal(read(html)?.title, 'yes');
});

test('what is no page, or has no title, gets no card', () => {
  for (const type of ['', 'image/png', 'application/json', 'text/html5', 'text/plain']) {
    assert.equal(read('<title>x</title>', type), undefined, type);
  }
  for (const html of ['', 'words', '<title></title>', '<title> \u200e\u0000 </title>', '<meta property="og:title">']) {
    assert.equal(read(html), undefined, html);
  }
});

test('the label of the answer tells the encoding, else that of the page, else it is UTF-8', () => {
  const latin = Buffer.from('<meta charset=iso-8859-1><title>Ebbe für Züge</title>', 'latin1');
  assert.equal(summaryOf(latin, 'text/html', HERE)?.title, 'Ebbe für Züge');
  assert.equal(summaryOf(latin, 'text/html; charset="windows-1252"', HERE)?.title, 'Ebbe für Züge');
  assert.equal(read('<title>Zürich</title>', 'text/html')?.title, 'Zürich');
  assert.equal(read('<title>Zürich</title>', 'text/html; charset=nonsense')?.title, 'Zürich');
  const japanese = Buffer.from([0x3c, 0x74, 0x69, 0x74, 0x6c, 0x65, 0x3e, 0x93, 0xfa, 0x96, 0x7b]);
  assert.equal(summaryOf(japanese, 'text/html;charset=shift_jis', HERE)?.title, '日本');
});

test('texts are one short line that turns and hides nothing', () => {
  assert.equal(read('<title> a\n\tb\u00a0c\u202edcba\u2066 </title>')?.title, 'a b cdcba');
  const long = read(`<title>${'🌊'.repeat(1_000)}</title>`)?.title ?? '';
  assert.equal([...long].length, limits.linkCards.titleCharactersMax);
  assert.ok(long.endsWith('…') && long.isWellFormed());
});

test('whatever a stranger sends, it is read in bounded lines', () => {
  const piece = fc.constantFrom(
    '<title>',
    '</title>',
    '<meta property="og:title" content="',
    '">',
    '<!--',
    '<script>',
    '&#0;',
    '&lt;',
    '<',
    '"',
    '\u202e',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 40 }), (parts) => {
      const summary = read(parts.join(''));
      for (const text of [summary?.title, summary?.description, summary?.site]) {
        if (text === undefined) continue;
        assert.ok(text.length > 0 && [...text].length <= limits.linkCards.descriptionCharactersMax);
        assert.doesNotMatch(text, /[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Cs}]/u);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('an image is an address on the web, seen from where the page stands', () => {
  const imageOf = (content: string) =>
    read(`<title>x</title><meta property="og:image" content="${content}">`)?.imageUrl;
  for (const [named, address] of [
    ['moon.png', 'https://a.example/tides/moon.png'],
    ['/moon.png', 'https://a.example/moon.png'],
    ['//b.example/moon.png', 'https://b.example/moon.png'],
    [' http://c.example/moon.png?a=1&amp;b=2 ', 'http://c.example/moon.png?a=1&b=2'],
  ] as const)
    assert.equal(imageOf(named), address);
  for (const none of [
    '',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ftp://a.example/moon.png',
    'https://me:secret@a.example/moon.png',
    'http://[',
    `/${'x'.repeat(2_100)}`,
  ])
    assert.equal(imageOf(none), undefined, none);
});
