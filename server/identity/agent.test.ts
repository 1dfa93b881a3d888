import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agentOf } from './agent.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';

const cases: readonly (readonly [said: string, type: string, words: string])[] = [
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0', 'desktop', 'Firefox on Windows'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'desktop',
    'Edge on Windows',
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${blink} HeadlessChrome/142.0.0.0 Safari/537.36`, 'desktop', 'Chrome on Linux'],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/142.0.0.0 Safari/537.36`, 'desktop', 'Chrome on ChromeOS'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Safari/605.1.15`, 'desktop', 'Safari on macOS'],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Mobile/15E148 Safari/604.1`,
    'phone',
    'Safari on iPhone',
  ],
  [`Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${webKit} Mobile/15E148 Safari/604.1`, 'tablet', 'Safari on iPad'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/142.0.0.0 Mobile Safari/537.36`, 'phone', 'Chrome on Android'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/142.0.0.0 Safari/537.36`, 'tablet', 'Chrome on Android'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot', 'Googlebot'],
  ['curl/8.14.1', 'program', 'curl'],
  ['Night watch/2', 'program', 'Night watch'],
  ['', 'program', 'Unknown'],
];

test('devices are called by their browser and system, and programs by their name', () => {
  for (const [said, type, words] of cases) {
    const agent = agentOf(said);
    assert.deepEqual([agent.type, agent.words], [type, words], said);
  }
});

test('whatever is said, there are words for it, and not many', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (said) => {
      const { words } = agentOf(said);
      assert.ok(words.length > 0 && words.length <= 200);
    }),
  );
});
