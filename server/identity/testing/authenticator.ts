/** An authenticator app in the hand of a test. */
import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { SECOND_MS } from '#platform/clock.ts';
import type { Crew } from './testing.ts';

const STEP_MS = 30 * SECOND_MS;

/** What an app with this secret shows at a time. */
export const codeAt = (secret: string, now: Date): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now.getTime() });

/** A code that is none of the present steps'. */
export function wrongCodeAt(secret: string, now: Date): string {
  const right = new Set([-1, 0, 1].map((step) => codeAt(secret, new Date(now.getTime() + step * STEP_MS))));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.has(code)) ?? assert.fail();
}

/** Adds an app on the device with this token; returns its secret. The clock moves on to a fresh code. */
export async function enrol(crew: Crew, token: string): Promise<string> {
  const begun = await crew.call('PUT /v1/me/authenticator', token);
  assert.equal(begun.status, 200, JSON.stringify(begun.body));
  const { secret } = begun.body;
  const code = codeAt(secret, crew.now());
  const { status, body } = await crew.call('POST /v1/me/authenticator/confirmation', token, { code });
  assert.equal(status, 204, JSON.stringify(body));
  crew.pass(STEP_MS);
  return secret;
}

/** New recovery codes that count. */
export async function recoveryCodes(crew: Crew, token: string): Promise<string[]> {
  const { codes } = (await crew.call('POST /v1/me/recovery-codes', token)).body;
  const given = { recoveryCode: codes[0] };
  assert.equal((await crew.call('POST /v1/me/recovery-codes/confirmation', token, given)).status, 204);
  return codes;
}
