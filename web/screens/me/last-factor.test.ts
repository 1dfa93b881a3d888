import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Passkey } from '#contract/passkeys.ts';
import { isLastFactor } from './last-factor.ts';

const passkey = (id: string, otherHost?: string): Passkey =>
  ({ id, name: id, kept: 'synced', addedAt: '', ...(otherHost === undefined ? {} : { otherHost }) }) as Passkey;

test('which factor is the last is judged by the address at which it works', () => {
  const [here, there] = [passkey('here'), passkey('there', 'old.example')];
  const both = [here, there];
  assert.equal(isLastFactor(here, both, false), true, 'the other one works elsewhere alone');
  assert.equal(isLastFactor(there, both, false), false, 'what works here stays');
  assert.equal(isLastFactor(here, [here, passkey('second')], false), false);
  assert.equal(isLastFactor(there, [there], false), true);
  assert.equal(isLastFactor(here, [here], true), false, 'the app is left');
});
