import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './origin.ts';

test('neighbours are one network', () => {
  const network = (ip: string) => networkOf({ ip });
  assert.equal(network('192.0.2.7'), network('192.0.2.200'));
  assert.equal(network('192.0.2.7'), network('::ffff:192.0.2.9'));
  assert.notEqual(network('192.0.2.7'), network('192.0.3.7'));
  assert.equal(network('2001:db8:1:2::7'), network('2001:db8:1:2:ffff::1'));
  assert.notEqual(network('2001:db8:1:2::7'), network('2001:db8:1:3::7'));
});
