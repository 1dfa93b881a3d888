import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetworkTest, readNetwork } from './networks.ts';

test('an address or a network is read and written in one way', () => {
  const read: [string, string | undefined][] = [
    ['203.0.113.7', '203.0.113.7/32'],
    [' 203.0.113.7/24 ', '203.0.113.0/24'],
    ['2001:DB8:0:0::7', '2001:db8::7/128'],
    ['2001:db8:1:2:3::/48', '2001:db8:1::/48'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ...['', 'harbour', '203.0.113', '0x7f.1', '203.0.113.7/33', '2001:db8::/129', '203.0.113.7/-1', '10.0.0.0/8/8'].map(
      (text) => [text, undefined] as [string, undefined],
    ),
  ];
  for (const [text, network] of read) assert.equal(readNetwork(text), network, text);
});

test('an address lies in a network of its own kind alone', () => {
  const lies = createNetworkTest(['203.0.113.0/24', '2001:db8::/32']);
  for (const inside of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8:ffff::1']) assert.equal(lies(inside), true);
  for (const outside of ['203.0.114.9', '2001:db9::1', '::1', '', 'x', '203.0.113']) assert.equal(lies(outside), false);
  assert.equal(createNetworkTest([])('203.0.113.9'), false);
});
