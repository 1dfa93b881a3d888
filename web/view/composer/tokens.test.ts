import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Directory, idsIn, toField, toWire, unnamed } from './tokens.ts';

const id = (letter: string, last: string): string => `${letter}${'0'.repeat(25)}${last}`;
const DARA = id('U', '1');
const DARA_DOT = id('U', '2');
const OPS = id('S', '3');
const GENERAL = id('C', '4');
const handles = new Map([
  ['dara', DARA],
  ['dara.', DARA_DOT],
  ['ops', OPS],
]);
const channels = new Map([['general', GENERAL]]);
const keyOf = (map: Map<string, string>, value: string) => [...map].find(([, one]) => one === value)?.[0];
const directory: Directory = {
  named: (handle) => handles.get(handle),
  channelNamed: (name) => channels.get(name),
  handleOf: (one) => keyOf(handles, one),
  channelNameOf: (one) => keyOf(channels, one),
};
const wireOf = (text: string): string => toWire(text, directory);

test('names become tokens, also beside punctuation and emphasis', () => {
  assert.equal(wireOf('@dara, look'), `<@${DARA}>, look`);
  assert.equal(wireOf('(@Dara) **@ops** _@dara_'), `(<@${DARA}>) **<!subteam^${OPS}>** _<@${DARA}>_`);
  assert.equal(wireOf('see #general!'), `see <#${GENERAL}>!`);
  assert.equal(wireOf('@here @channel @everyone'), '<!here> <!channel> <!everyone>');
});

test('of several names the longest is meant', () => {
  assert.equal(wireOf('ask @dara.'), `ask <@${DARA_DOT}>`);
  assert.equal(wireOf('ask @ops.'), `ask <!subteam^${OPS}>.`);
});

test('what is no name stays as it is', () => {
  for (const text of [
    'mail me@dara',
    'https://example.org/@dara',
    '@nobody',
    '@daraé',
    '@dara.novak',
    'a#general',
    '# general',
    '\\@dara',
    '`@dara`',
    '```\n@dara #general\n```',
    '```\n@dara',
    '@@dara',
  ])
    assert.equal(wireOf(text), text);
});

test('tokens become names, where these would be read back', () => {
  const wire = `<@${DARA}> and <!subteam^${OPS}>: <!here> in <#${GENERAL}>`;
  assert.equal(toField(wire, directory), '@dara and @ops: @here in #general');
  const unknown = `<@${id('U', '9')}>`;
  assert.equal(toField(unknown, directory), unknown);
  assert.equal(toField(`x<@${DARA}>y`, directory), `x<@${DARA}>y`);
  assert.equal(toField(`<@${DARA}>.`, directory), `<@${DARA}>.`, 'it would name dara. instead');
  assert.equal(toField(`\`<@${DARA}>\``, directory), `\`<@${DARA}>\``);
});

test('a text that was opened and sent unchanged is unchanged', () => {
  const token = fc.constantFrom(`<@${DARA}>`, `<@${DARA_DOT}>`, `<!subteam^${OPS}>`, '<!channel>', `<#${GENERAL}>`);
  const piece = fc.oneof(
    token,
    fc.constantFrom(' ', '\n', '`', '```\n', '_', '.', '**', 'x', '(', '<', '\\'),
    fc.string({ maxLength: 4 }).map((text) => text.replace(/[@#]/g, '')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const wire = pieces.join('');
      assert.equal(toWire(toField(wire, directory), directory), wire);
    }),
    { numRuns: 2_000 },
  );
});

test('the names that a text needs are found', () => {
  assert.deepEqual(idsIn(`<@${DARA}> <!here> <#${GENERAL}> <!subteam^${OPS}>`), [DARA, GENERAL, OPS]);
});

test('names that nobody known has are told, to be asked for', () => {
  assert.deepEqual(unnamed('@Mei, @dara. and @here; me@home `@code` @jonas.', directory), ['mei', 'jonas']);
});
