import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mail, multipartMail, NOW, part, parts } from '../testing/mails.ts';
import { decodeText, decodeTransfer, fromQuotedPrintable } from './decoding.ts';
import { decodeWords, valuedOf } from './fields.ts';
import { textOfHtml, unflowed } from './plain.ts';
import type { Answer } from './reading-words.ts';
import { readWhole } from './whole.ts';

/** In this process: what is read here opens nothing. */
const read = async (raw: Buffer): Promise<Answer> =>
  (await readWhole({ own: [], known: [], now: NOW.toISOString(), openedBytesMax: 0, mode: 'closed' }, raw)).answer;
const textsOf = ({ passages }: Answer) => passages.map(({ text }) => text);
const HTML = 'Content-Type: text/html; charset=utf-8';
const PLAIN = 'Content-Type: text/plain; charset=utf-8';

const CHARSETS: readonly (readonly [charset: string, hex: string, text: string])[] = [
  ['utf-8', 'c3a9e282ac', 'é€'],
  ['UTF8', 'c3a9', 'é'],
  ['iso-8859-1', 'e9', 'é'],
  ['iso-8859-2', 'b3', 'ł'],
  ['iso-8859-5', 'bfe0d8d2d5e2', 'Привет'],
  ['iso-8859-7', 'e1', 'α'],
  ['iso-8859-8-i', 'e0', 'א'],
  ['iso-8859-9', 'fe', 'ş'],
  ['iso-8859-15', 'a4', '€'],
  ['windows-1250', 'b3', 'ł'],
  ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
  ['windows-1252', '80', '€'],
  ['cp1252', '80', '€'],
  ['windows-1256', 'c7', 'ا'],
  ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
  ['ibm866', '8f', 'П'],
  ['macintosh', '8e', 'é'],
  ['tis-620', 'a1', 'ก'],
  ['gb2312', 'd6d0cec4', '中文'],
  ['gb18030', 'd6d0cec4', '中文'],
  ['cp936', 'd6d0cec4', '中文'],
  ['big5', 'a4a4a4e5', '中文'],
  ['euc-jp', 'a4b3a4f3', 'こん'],
  ['shift_jis', '82b182f1', 'こん'],
  ['cp932', '82b182f1', 'こん'],
  ['iso-2022-jp', '1b2442243324731b2842', 'こん'],
  ['euc-kr', 'c7d1b1b9', '한국'],
  ['ks_c_5601-1987', 'c7d1b1b9', '한국'],
  ['utf-16le', 'e900ac20', 'é€'],
  ['utf-16be', '00e920ac', 'é€'],
  ['utf-7', '2b414f6b67724130', 'é\u20ac'],
  ['us-ascii', 'c3a9', 'é'],
  ['', 'e9', 'é'],
];

test('text is read in the character set that it names, and one that nobody knows by a guess that is said', async () => {
  for (const [charset, hex, text] of CHARSETS)
    assert.deepEqual(decodeText(Buffer.from(hex, 'hex'), charset), { text, isKnown: true }, charset);
  assert.deepEqual(decodeText(Buffer.from('c3a9', 'hex'), 'x-own'), { text: 'é', isKnown: false });
  const found = await read(mail(['Content-Type: text/plain; charset=x-own'], Buffer.from('c3a9', 'hex')));
  assert.deepEqual([textsOf(found), found.unread], [['é'], [{ what: 'Text in x-own', why: 'unknown-characters' }]]);
});

test('transfer encodings are undone, and what is no code stands for itself', () => {
  const decoded = (text: string) => fromQuotedPrintable(Buffer.from(text)).toString();
  assert.equal(decoded('a=3D=\r\nb=C3=A9 \t\r\nc=ZZ=4'), 'a=bé\r\nc=ZZ=4');
  assert.equal(decoded('soft at the end='), 'soft at the end');
  assert.equal(decoded('=3D\r\nnot soft'), '=\r\nnot soft');
  assert.equal(
    decodeTransfer(Buffer.from('R3L8\r\nw58=\r\n'), 'base64').toString('latin1'),
    Buffer.from('R3L8w58=', 'base64').toString('latin1'),
  );
  assert.equal(decodeTransfer(Buffer.from('YQ==\r\nYmI=\r\nY2Nj\r\n'), 'base64').toString(), 'abbccc');
  assert.equal(decodeTransfer(Buffer.from('x'), 'x-own').toString(), 'x');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const written = [...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
      assert.deepEqual(fromQuotedPrintable(Buffer.from(written)), Buffer.from(bytes));
    }),
  );
});

test('words and parameters of a head are read as they were meant', () => {
  for (const [written, meant] of [
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_von?= Ada', 'Grüße von Ada'],
    ['=?UTF-8?B?w6k=?= =?UTF-8?B?w6k=?=', 'éé'],
    ['=?utf-8?B?w6nD?=\r\n =?utf-8?B?qQ==?=', 'éé'],
    ['=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=', 'こん'],
    ['=?utf-8*de?Q?=C3=A9?=', 'é'],
    ['=?x-own?Q?a?= =?utf-8?X?b?=', 'a =?utf-8?X?b?='],
    ['plain =?', 'plain =?'],
  ] as const)
    assert.equal(decodeWords(written.replaceAll('\r\n', '')), meant);
  for (const [field, name, value] of [
    ['attachment; filename="a b.txt"', 'filename', 'a b.txt'],
    ['attachment; filename=a.txt; size=3', 'filename', 'a.txt'],
    ["attachment; filename*=utf-8'de'Gr%C3%BC%C3%9Fe.txt", 'filename', 'Grüße.txt'],
    ['attachment; filename="old.txt"; filename*=iso-8859-1\'\'n%E9.txt', 'filename', 'né.txt'],
    ['attachment; filename*1="two.txt"; filename*0="one"', 'filename', 'onetwo.txt'],
    ['attachment; filename*0*=utf-8\'\'%C3%A9; filename*1="=?.txt"', 'filename', 'é=?.txt'],
    ['attachment; filename="=?utf-8?Q?=C3=A9.txt?="', 'filename', 'é.txt'],
    ['attachment; filename="a\\"b.txt"', 'filename', 'a"b.txt'],
    ['multipart/mixed; boundary="a;b=c"; x=y', 'boundary', 'a;b=c'],
  ] as const)
    assert.equal(valuedOf(field).params.get(name), value, field);
});

test('HTML is text: nothing of it runs, loads or hides', async () => {
  const hostile = `<html><head><title>T</title><style>p{}</style></head><body onload="x()">
<script>alert(1)</script><p style="display:none">Hidden   words</p><p>One<br>two &lt;b&gt; &amp; &euro;</p>
<img src="https://evil.example/p.png" alt="a picture"><a href="https://evil.example/x">https://bank.example</a>
<a href="javascript:alert(1)">click</a> <a href="https://same.example">https://same.example</a>
<ul><li>first<li>second</ul><pre>  kept
  as it is</pre><svg><text>drawn</text></svg><iframe src="https://evil.example"></iframe><!-- gone --></body></html>`;
  const text = [
    ...['Hidden words', '', 'One', 'two <b> & €'],
    '[a picture]https://bank.example <https://evil.example/x> click https://same.example',
    ...['', '- first', '', '- second', '', '  kept', '  as it is'],
  ].join('\n');
  assert.deepEqual((await read(mail([HTML], hostile))).passages, [{ text, wasEncrypted: false, wasHtml: true }]);
  assert.ok(textOfHtml('<div>x'.repeat(100_000), 1_000).length < 5_000, 'it stops');
});

test('of several forms of one text the plain one is taken, and the files of all', async () => {
  const image = part(['Content-Type: image/png; name="i.png"', 'Content-ID: <i>'], 'x');
  const rich = part(['Content-Type: multipart/related; boundary="r"'], parts('r', part([HTML], '<p>Rich.</p>'), image));
  const both = await read(multipartMail('alternative', part([PLAIN], 'Plain.'), rich));
  assert.deepEqual([textsOf(both), both.files.map(({ name }) => name)], [['Plain.'], ['i.png']]);
  const empty = await read(multipartMail('alternative', part([PLAIN], ' \r\n'), rich));
  assert.deepEqual([textsOf(empty), empty.passages[0]?.wasHtml], [['Rich.'], true]);
});

test('lines that flow are joined, each depth of quotation for itself', () => {
  assert.equal(unflowed('One \ntwo \nthree.\nFour.\n', false), 'One two three.\nFour.\n');
  assert.equal(unflowed('> said \n> more.\n>> older \nmine ', false), '> said more.\n>> older \nmine ');
  assert.equal(unflowed('Text \n-- \nAda', false), 'Text \n-- \nAda');
  assert.equal(unflowed('zusam \nmen', true), 'zusammen');
  assert.equal(unflowed(' >not a quote', false), '>not a quote');
});

test('a multipart is cut where its delimiters are lines, also where the last one is missing', async () => {
  const raw = mail(
    ['Content-Type: multipart/mixed; boundary="b"'],
    'Preamble.\n--bb\n\nNo delimiter.\n--b  \nContent-Type: text/plain\n\nOne --b\n --b\n--b-\n--b\n\nTwo.\n--b',
  );
  assert.deepEqual(textsOf(await read(raw)), ['One --b\n --b\n--b-', 'Two.']);
  assert.deepEqual(textsOf(await read(mail(['Content-Type: multipart/mixed'], 'No boundary.'))), ['No boundary.']);
  assert.deepEqual(textsOf(await read(mail(['Content-Type: multipart/mixed; boundary=b'], 'No parts.'))), [
    'No parts.',
  ]);
  assert.deepEqual(textsOf(await read(Buffer.from('\r\nOnly a body.'))), ['Only a body.']);
  assert.deepEqual((await read(Buffer.alloc(0))).passages, []);
});

test('a head that is too long is read to its bound, and a text that is too long is a file', async () => {
  const long = await read(mail([`X-Long: ${'x'.repeat(300_000)}`, 'Subject: Behind'], 'Text.'));
  assert.deepEqual(
    [textsOf(long), long.head.subject, long.unread],
    [['Text.'], '', [{ what: 'The end of a head', why: 'too-much' }]],
  );
  const { passages, files } = await read(mail([PLAIN], 'x'.repeat(2 * 1024 * 1024)));
  assert.deepEqual([passages, files.map(({ name, bytes }) => [name, bytes])], [[], [['text.txt', 2 * 1024 * 1024]]]);
});

test('whatever the bytes, reading ends, and soon', { timeout: 60_000 }, async () => {
  const words = [
    'Content-Type: multipart/mixed; boundary=b\r\n',
    '\r\n',
    '--b\r\n',
    '--b--\r\n',
    'text/html',
    '<a href=',
    '=?utf-8?q?',
    '"',
    ';',
    '(',
    '-----BEGIN PGP MESSAGE-----\n',
    '-----END PGP MESSAGE-----\n',
    '\0',
    'é',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 60 }), async (pieces) => {
      const { head, passages } = await read(Buffer.from(pieces.join('')));
      assert.equal(typeof head.subject, 'string');
      for (const { text } of passages) assert.doesNotMatch(text, /[^\P{Cc}\n\t]/u);
    }),
    { numRuns: 500 },
  );
  for (const heavy of [
    '(',
    ' ',
    '\t\n',
    '=?',
    ';a="',
    '>',
    '<a>',
    '&',
    '-----BEGIN PGP SIGNED MESSAGE-----\n',
    '--b\n',
    '\r',
  ])
    for (const type of ['text/plain; format=flowed', 'text/html', 'multipart/mixed; boundary=b'])
      await read(
        mail(
          [`Content-Type: ${type}`, `X: ${heavy.repeat(20_000)}`, `Content-Disposition: ${heavy.repeat(20_000)}`],
          heavy.repeat(200_000),
        ),
      );
});
