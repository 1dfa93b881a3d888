import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { judgeAddress, mayReach, readOpened } from './addresses.ts';
import vectors from './vectors/special-addresses.json' with { type: 'json' };

const opened = (text: string) => readOpened(text) ?? assert.fail(`${text} is not understood`);

test('every range of the registries is judged as a whole: its first and its last address', () => {
  for (const { range, name, verdict, first, last } of vectors.ranges) {
    assert.equal(judgeAddress(first), verdict, `${name}: the first of ${range}`);
    assert.equal(judgeAddress(last), verdict, `${name}: the last of ${range}`);
  }
});

test('what lies just outside is public, and what only looks like an address is none', () => {
  for (const address of vectors.global) assert.equal(judgeAddress(address), 'global', address);
  for (const address of vectors.never) assert.equal(judgeAddress(address), 'never', address);
});

const v4 = fc.ipV4();
const v6 = fc.ipV6();

test('whatever is called public lies in no special range of the registries', () => {
  const ranges = vectors.ranges.map(({ range }) => ipaddr.parseCIDR(range));
  fc.assert(
    fc.property(fc.oneof(v4, v6), (text) => {
      const address = ipaddr.parse(text);
      const special = ranges.some(([net, bits]) => net.kind() === address.kind() && address.match([net, bits]));
      if (judgeAddress(text) === 'global') assert.ok(!special && address.range() === 'unicast', text);
      if (special) assert.notEqual(judgeAddress(text), 'global', text);
    }),
    { numRuns: 5_000 },
  );
});

test('an IPv4 address inside an IPv6 address is never reached, whichever it is', () => {
  fc.assert(
    fc.property(v4, (text) => {
      const hex = ipaddr.IPv4.parse(text)
        .toByteArray()
        .map((byte) => byte.toString(16).padStart(2, '0'));
      const [high, low] = [hex.slice(0, 2).join(''), hex.slice(2).join('')];
      const hiding = [`::ffff:${text}`, `::${text}`, `64:ff9b::${high}:${low}`, `2002:${high}:${low}::1`];
      for (const address of [...hiding, `2001:0:${high}:${low}::`]) {
        assert.ok(!mayReach(address, 443, opened('10.0.0.0/8, 127.0.0.0/8')), address);
      }
    }),
  );
});

test('public addresses are reached on the ports of the web alone', () => {
  for (const port of [80, 443, 8080, 8443]) assert.ok(mayReach('1.1.1.1', port, []));
  for (const port of [0, 22, 25, 587, 3306, 5432, 6379, 9200, 11211, 65535]) assert.ok(!mayReach('1.1.1.1', port, []));
});

test('private addresses are reached only where the operator has opened them, on that port', () => {
  assert.ok(!mayReach('10.1.2.3', 443, []));
  const some = opened('10.1.2.0/24, 10.0.0.5:9000, [fd00::1]:8000,127.0.0.1:3000');
  assert.ok(mayReach('10.1.2.3', 443, some) && !mayReach('10.1.2.3', 9000, some) && !mayReach('10.1.3.3', 443, some));
  assert.ok(mayReach('10.0.0.5', 9000, some) && !mayReach('10.0.0.5', 443, some));
  assert.ok(mayReach('fd00::1', 8000, some) && !mayReach('fd00::2', 8000, some));
  assert.ok(mayReach('127.0.0.1', 3000, some) && !mayReach('::ffff:127.0.0.1', 3000, some));
  assert.deepEqual(opened(''), []);
});

test('what is not wholly private cannot be opened', () => {
  const texts = [
    '8.8.8.8',
    '169.254.169.254',
    '0.0.0.0/0',
    '10.0.0.0/7',
    '::/0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.1/16',
  ];
  const more = ['fe80::1', '::ffff:10.0.0.1', 'fd00:ec2::254', 'intranet', '10.0.0.1:99999999', '10.0.0.0/8/8', '-'];
  for (const text of [...texts, ...more]) assert.equal(readOpened(text), undefined, text);
});
