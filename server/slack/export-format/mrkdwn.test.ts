import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markdownFromMrkdwn } from './export-format.ts';

const names = {
  member: (id: string) => (id === 'U1' ? 'UNEW' : undefined),
  channel: (id: string) => (id === 'C1' ? 'CNEW' : undefined),
};
const markdown = (mrkdwn: string) => markdownFromMrkdwn(mrkdwn, names);

const examples: Record<string, readonly [mrkdwn: string, markdown: string][]> = {
  'emphasis becomes the emphasis of Markdown': [
    ['*bold* _it_ ~gone~', '**bold** _it_ ~~gone~~'],
    ['*_both_*', '**_both_**'],
    ['("*quoted*")', '("**quoted**")'],
    ['*see <https://a.example|this>*', '**see [this](https://a.example)**'],
  ],
  'a delimiter that encloses nothing stays a character': [
    ['5*4*3', '5\\*4\\*3'],
    ['*open', '\\*open'],
    ['* item', '\\* item'],
    ['**twice**', '\\*\\*twice\\*\\*'],
    ['*a _b* c_', '**a \\_b** c\\_'],
    ['snake_case_name', 'snake_case_name'],
    ['~/folder', '\\~/folder'],
  ],
  'code stays as it was typed, and Markdown does not read it': [
    ['`a *b* &lt;c&gt;`', '`a *b* <c>`'],
    ['before ```x &amp; y\n*z*``` after', 'before \n```\nx & y\n*z*\n```\n after'],
    ['```<https://a.example|label> <@U1|bob>```', '```\nlabel @bob\n```'],
    ['`` a lone fence ```', '\\`\\` a lone fence \\`\\`\\`'],
  ],
  'addresses become links, and only those that may be opened': [
    ['<https://a.example/?x=1&amp;y=2>', '<https://a.example/?x=1&y=2>'],
    ['<https://a.example/(b)|a [b]>', '[a \\[b\\]](https://a.example/%28b%29)'],
    ['<mailto:a@b.example|a@b.example>', '[a@b.example](mailto:a@b.example)'],
    ['<javascript:alert(1)|click>', 'click (javascript:alert(1))'],
    ['look!<https://a.example|here>', 'look\\![here](https://a.example)'],
  ],
  'mentions keep their tokens with the new ids, and become names where there is none': [
    ['<@U1> <@U1|bob> <#C1|general>', '<@UNEW> <@UNEW> <#CNEW>'],
    ['<@U2|carol> <@U2> <#C2|gone>', '@carol @U2 #gone'],
    ['<!here> <!here|@here> <!channel> <!everyone>', '<!here> <!here> <!channel> <!channel>'],
    ['<!subteam^S1|@ops> <!date^1^{date}|1 Jan>', '@ops 1 Jan'],
    ['&lt;@U1&gt;', '\\<@U1>'],
  ],
  'quotes end where they ended in Slack': [
    ['&gt; quoted\nnot', '> quoted\n\nnot'],
    ['&gt;&gt;&gt; all\nof\n\nit', '> all\n> of\n> \n> it'],
    ['a &gt; b', 'a > b'],
  ],
  'what only Markdown would read is escaped': [
    ['# heading', '\\# heading'],
    ['title\n---', 'title\n\\---'],
    ['<b>', '\\<b>'],
    ['[a](b)', '\\[a\\](b)'],
    ['&amp;copy; A&amp;B', '\\&copy; A&B'],
    ['a\\b', 'a\\\\b'],
    ['    four', '\u00a0\u00a0\u00a0\u00a0four'],
    ['- item\n1. first', '- item\n1. first'],
  ],
};

for (const [sentence, pairs] of Object.entries(examples)) {
  test(sentence, () => {
    for (const [from, to] of pairs) assert.equal(markdown(from), to);
  });
}

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(...'*_~`<>|!@#&;\n\\ -=[]()'),
    fc.constantFrom('```', '&gt;', '&lt;', '&amp;', '<@U1', '<http://a', '|b>', '\t', 'word'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ),
  { maxLength: 60 },
);

test('no text makes the conversion fail or grow beyond its bound', () => {
  fc.assert(
    fc.property(hostile, (parts) => {
      const text = parts.join('');
      assert.ok(markdown(text).length <= 8 * text.length + 32);
    }),
    { numRuns: 500 },
  );
});

test('text without any sign of markup passes unchanged', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'word', 'Ü', '日本', '👍', '1', '.', ',', '?'), { maxLength: 30 }),
      (words) => {
        assert.equal(markdown(words.join(' ')), words.join(' '));
      },
    ),
  );
});

test('a long text full of one sign takes a time that grows with its length only', () => {
  for (const sign of [
    '*a ',
    '_x_ ',
    '-',
    '`',
    '<',
    '&',
    '&gt;',
    '>',
    '~',
    '[',
    '*a _b ~c ',
    'x_ y* ',
    '``<http://a|`>',
  ]) {
    const text = sign.repeat(Math.ceil(200_000 / sign.length));
    assert.ok(markdown(`${text}x`).length <= 8 * text.length);
  }
});
