import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '#platform/clock.ts';
import { type Actor, requireRecentProof } from '../access/access.ts';
import { createAuthentication } from '../authentication.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';

const crew = await openCrew();
const authenticate = createAuthentication(crew.units);
const isRecent = async (token: string): Promise<boolean> => {
  try {
    requireRecentProof((await authenticate(token)) as Actor, crew.now());
    return true;
  } catch (refusal) {
    assert.ok(['access/proof-needed', 'access/device-needed'].includes((refusal as { code: string }).code));
    return false;
  }
};

test('signing in proves who one is for ten minutes; the password proves it once more', async () => {
  const ada = await crew.join('member', 'ada');
  assert.equal(await isRecent(ada.token), true);
  crew.pass(11 * MINUTE_MS);
  assert.equal(await isRecent(ada.token), false);
  await crew.refuses('passwords/wrong', () => crew.call('POST /v1/me/proof', ada.token, { password: 'guessed' }));
  assert.equal(await isRecent(ada.token), false);
  assert.equal((await crew.call('POST /v1/me/proof', ada.token, { password: PASSWORD })).status, 204);
  assert.equal(await isRecent(ada.token), true);
});

test('an API token can prove nothing', async () => {
  const ben = await crew.join('member', 'ben');
  const { secret } = (await crew.call('POST /v1/me/tokens', ben.token, { name: 'script' })).body;
  await crew.refuses('access/device-needed', () => crew.call('POST /v1/me/proof', secret, { password: PASSWORD }));
  assert.equal(await isRecent(secret), false);
});
