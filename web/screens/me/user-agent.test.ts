import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentOf } from './user-agent.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';

const cases: readonly (readonly [said: string, type: string, words: string])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Computer',
    'Firefox on Windows',
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'Computer',
    'Edge on Windows',
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${blink} HeadlessChrome/142.0.0.0 Safari/537.36`, 'Computer', 'Chrome on Linux'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Safari/605.1.15`, 'Computer', 'Safari on macOS'],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Mobile/15E148 Safari/604.1`,
    'Phone',
    'Safari on iPhone',
  ],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/142.0.0.0 Mobile Safari/537.36`, 'Phone', 'Chrome on Android'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/142.0.0.0 Safari/537.36`, 'Tablet', 'Chrome on Android'],
  ['curl/8.14.1', 'Program', 'curl'],
  ['Night watch/2', 'Program', 'Night watch'],
  ['', 'Program', 'Unknown'],
];

test('devices are called by their browser and system, and programs by their name', () => {
  for (const [said, type, words] of cases) assert.deepEqual(agentOf(said), { type, words }, said);
});
