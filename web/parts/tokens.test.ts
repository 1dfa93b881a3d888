import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The colours of tokens.css by name: light, dark. */
const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const colours = new Map<string, readonly [light: string, dark: string]>();
for (const [, name = '', light = '', dark = ''] of css.matchAll(/--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/g)) {
  colours.set(name, [light, dark]);
}
for (const [, name = '', both = ''] of css.matchAll(/--([\w-]+):\s*(#\w{6});/g)) colours.set(name, [both, both]);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['canvas', 'surface', 'surface-2', 'raised', 'sunken', 'hover'];
const soft = ['ok-soft', 'warn-soft', 'bad-soft', 'info-soft', 'accent-soft'];
const tints = [1, 2, 3, 4, 5, 6, 7, 8].map((tint) => `av-${tint}`);

/** What is written, and on what. */
const texts: [ink: string, grounds: string[]][] = [
  ['ink', [...surfaces, 'hover-sunken', ...soft, ...tints]],
  ['ink-2', [...surfaces, 'hover-sunken', 'accent-soft', 'warn-soft']],
  ['ink-3', [...surfaces, 'hover-sunken', 'accent-soft', 'warn-soft']],
  ['accent', [...surfaces, 'accent-soft', 'warn-soft']],
  ['on-accent', ['accent-fill', 'accent-fill-h']],
  ['on-bad', ['bad-fill']],
  ['rail-ink', ['rail', 'rail-on']],
  ['rail-ink-on', ['rail', 'rail-on']],
  // Short words at the edge of the page are written the other way round.
  ['surface', ['ink']],
  ...['ok', 'warn', 'bad', 'info'].map((hue): [string, string[]] => [`${hue}-ink`, [...surfaces, `${hue}-soft`]]),
];
/** Edges of controls, dots, rings of the focus. */
const shapes: [shape: string, grounds: string[]][] = [
  ['line-strong', ['canvas', 'surface', 'surface-2', 'raised', 'sunken']],
  ['accent', ['surface', 'sunken', 'raised']],
  ['accent-fill', ['surface', 'raised']],
  ['on-accent', ['accent-fill']],
  ...['ok', 'warn', 'bad', 'info'].map((hue): [string, string[]] => [
    `${hue}-line`,
    ['surface', 'canvas', `${hue}-soft`],
  ]),
];

function tooFaint(pairs: typeof texts, least: number): string[] {
  return pairs.flatMap(([ink, grounds]) =>
    grounds.flatMap((ground) =>
      [0, 1].flatMap((theme) => {
        const [front, back] = [colours.get(ink)?.[theme], colours.get(ground)?.[theme]];
        assert(front && back, `${ink} on ${ground} is no pair of colours`);
        const found = contrast(front, back);
        return found < least ? [`${ink} on ${ground}, ${theme === 0 ? 'light' : 'dark'}: ${found.toFixed(2)}`] : [];
      }),
    ),
  );
}

test('what is written can be read in both themes: 4.5 to 1', () => assert.deepEqual(tooFaint(texts, 4.5), []));

test('what must be seen to be used can be seen: 3 to 1', () => assert.deepEqual(tooFaint(shapes, 3), []));

test('the measure of contrast is the known one', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});
