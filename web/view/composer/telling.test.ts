import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserGroup } from '#contract/user-groups.ts';
import { callsMany, isMany, tellingOf } from './telling.ts';

const OPS = `S${'0'.repeat(26)}`;
const people = { members: new Set(['U1', 'U2', 'U3']), isAll: true };
const userGroups = new Map([[OPS, { memberCount: 40 } as UserGroup]]);
const telling = (wire: string) => tellingOf(wire, people, { me: 'U1', userGroups });

test('everybody but oneself is counted, and never more than there are', () => {
  assert.deepEqual(telling('<!channel> look'), { whom: 'channel', count: 2, isExact: true });
  assert.deepEqual(telling('<!here>'), { whom: 'here', count: 2, isExact: true });
  assert.deepEqual(telling(`<!subteam^${OPS}>`), { whom: 'group', count: 2, isExact: true });
  assert.equal(telling('<@U2>'), undefined);
});

test('only what calls many has to be counted', () => {
  assert.equal(callsMany('<!everyone>'), true);
  assert.equal(callsMany('<@U2> and here'), false);
});

test('more than twenty are asked about', () => {
  const of = (count: number) => ({ whom: 'channel' as const, count, isExact: true });
  assert.deepEqual([isMany(of(20)), isMany(of(21))], [false, true]);
});
