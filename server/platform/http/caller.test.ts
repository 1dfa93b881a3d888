import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createNetworkTest } from '../networks.ts';
import { callerOf } from './caller.ts';

const isProxy = createNetworkTest(['127.0.0.1/32', '10.0.0.0/8']);
const from = (remoteAddress: string, forwarded?: string): string =>
  callerOf(
    {
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    } as never as IncomingMessage,
    isProxy,
  );

test('who calls directly is who it is, whatever it writes', () => {
  assert.equal(from('203.0.113.7'), '203.0.113.7');
  assert.equal(from('203.0.113.7', '198.51.100.1'), '203.0.113.7');
});

test('behind our own proxies it is the first address from the right that is none of them', () => {
  assert.equal(from('127.0.0.1', '203.0.113.7'), '203.0.113.7');
  assert.equal(from('127.0.0.1', '198.51.100.66, 203.0.113.7, 10.1.2.3'), '203.0.113.7');
  assert.equal(from('::ffff:127.0.0.1', '[2001:db8::7]'), '2001:db8::7');
  assert.equal(from('127.0.0.1', '[2001:db8::7]:51234'), '2001:db8::7');
  assert.equal(from('127.0.0.1', '203.0.113.7:51234, 10.1.2.3:443'), '203.0.113.7');
  assert.equal(from('127.0.0.1', '2001:db8::7:51234'), '2001:db8::7:51234');
  assert.equal(from('127.0.0.1'), '127.0.0.1');
  assert.equal(from('127.0.0.1', ''), '127.0.0.1');
});
