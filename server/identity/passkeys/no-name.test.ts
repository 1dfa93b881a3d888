import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCrew } from '../testing/testing.ts';

const crew = await openCrew();

test('at an address without a name no passkey is asked for, and the server says why', async () => {
  const { token } = await crew.join('member', 'ada');
  const { passkey } = (await crew.call('GET /v1/me/second-factors', token)).body;
  assert.deepEqual(passkey, { isPossible: false, isReady: false });
  for (const line of ['POST /v1/me/passkey-request', 'POST /v1/me/proof/passkey-request'])
    await crew.refuses('passkeys/not-at-this-address', () => crew.call(line, token));
  await crew.refuses('passkeys/not-at-this-address', () =>
    crew.call('POST /v1/sign-in/passkey-request', undefined, { team: crew.slug }),
  );
});
