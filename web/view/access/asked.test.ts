import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedBy, faultsIn, type Wish } from './asked.ts';

const nothing: Wish = {
  ...{ show: 'attempts', result: 'all', means: '', reason: '', network: '', from: '', until: '', member: '' },
};

test('a day begins and ends at midnight of the member’s own zone, also when the clocks are moved', () => {
  const asked = (from: string, until: string, zone: string) => askedBy({ ...nothing, from, until }, zone);
  assert.deepEqual(asked('2026-11-23', '2026-11-23', 'Asia/Kolkata'), {
    from: '2026-11-22T18:30:00.000Z',
    until: '2026-11-23T18:29:59.999Z',
  });
  assert.deepEqual(asked('2027-03-28', '2027-03-28', 'Europe/Zurich'), {
    from: '2027-03-27T23:00:00.000Z',
    until: '2027-03-28T21:59:59.999Z',
  });
});

test('what is no network is told at its field and not asked for', () => {
  const good = ['192.0.2.7', '192.0.2.0/24', '192.0.2.7/24', '2001:db8::/32', '::1', '2001:db8::1'];
  const bad = [
    '192.0.2',
    '192.0.2.',
    '192.0.2.256',
    '192.0.2.0/33',
    '2001:db8::/129',
    '2001:db8',
    'lamp',
    '1',
    ':',
    '/8',
  ];
  for (const network of [...good, ...bad]) {
    const isGood = good.includes(network);
    assert.equal(faultsIn({ ...nothing, network }).network === undefined, isGood, network);
    assert.deepEqual(askedBy({ ...nothing, network }, 'UTC'), isGood ? { network } : {});
  }
});

test('a last day before the first is told, and not asked for', () => {
  const wish = { ...nothing, from: '2026-11-23', until: '2026-11-22' };
  assert.ok(faultsIn(wish).until);
  assert.deepEqual(Object.keys(askedBy(wish, 'UTC')), ['from']);
});
