import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askingAt, matching } from './completing.ts';

const asking = (marked: string) => askingAt(marked.replace('|', ''), marked.indexOf('|'));

test('a sign at the beginning of a word asks for a name', () => {
  assert.deepEqual(asking('@|'), { sign: '@', query: '', from: 0 });
  assert.deepEqual(asking('hi @Da|'), { sign: '@', query: 'da', from: 3 });
  assert.deepEqual(asking('(#op|)'), { sign: '#', query: 'op', from: 1 });
  assert.deepEqual(asking('so :th|'), { sign: ':', query: 'th', from: 3 });
});

test('addresses, times and code ask for nothing', () => {
  for (const marked of ['mail@da|', 'at 10:30|', ':t|', 'https://x/@da|', '`@da|`', '```\n@da|', '@da |', ':: th|'])
    assert.equal(asking(marked), undefined, marked);
});

test('short names come before long ones, those of the conversation before others', () => {
  const people = [
    { names: ['mdara', 'Mona Dara'], isNear: true },
    { names: ['dana', 'Dana Álvarez'], isNear: false },
    { names: ['dara', 'Dara Novak'], isNear: true },
    { names: ['zed', 'Zed Adams'], isNear: true },
  ];
  const found = (query: string): string[] => matching(people, query, 3).map(({ names }) => names[0] ?? '');
  assert.deepEqual(found('da'), ['dara', 'mdara', 'dana']);
  assert.deepEqual(found('alv'), ['dana']);
  assert.deepEqual(found('nov'), ['dara']);
  assert.equal(found('').length, 3);
});
