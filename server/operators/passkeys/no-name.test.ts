import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConsole, succeeded } from '../testing/testing.ts';

const desk = await openConsole();

test('at an address without a name no operator is asked for a passkey, and the console says why', async () => {
  const { browser } = await desk.enrol('ada');
  assert.deepEqual(succeeded(await browser.call('GET /v1/operator/me')).passkey, { isPossible: false, isReady: false });
  for (const line of ['POST /v1/operator/me/passkey-request', 'POST /v1/operator/me/proof/passkey-request'])
    await desk.refuses('passkeys/not-at-this-address', () => browser.call(line));
});
