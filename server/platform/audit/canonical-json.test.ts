import { strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from './canonical-json.ts';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';

test('members are sorted by UTF-16 code units, numbers and strings are written as RFC 8785 says', () => {
  const value: Json = {
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
    string: '\u20ac$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  strictEqual(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  strictEqual(canonicalJson(names), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
});

test('whatever JSON cannot carry is refused', () => {
  const deep = JSON.parse('['.repeat(66) + ']'.repeat(66)) as Json;
  const refused: unknown[] = [
    undefined,
    () => 1,
    1n,
    NaN,
    Infinity,
    '\ud800',
    new Date(0),
    [undefined],
    { a: undefined },
  ];
  for (const value of [...refused, { '\udc00': 1 }, deep]) throws(() => canonicalJson(value as Json), TypeError);
});

test('every value has one text, and it reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), (value) => {
      const text = canonicalJson(value as Json);
      const read = parseCanonicalJson(text);
      strictEqual(read === undefined ? undefined : canonicalJson(read), text);
    }),
  );
});

test('a text that is not the canonical one is not read', () => {
  const texts = [
    '',
    '{',
    '{"a":1, "b":2}',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '1.0',
    '1e2',
    '"\\u0041"',
    ' 1',
    '1\n',
    '1e400',
  ];
  for (const text of [...texts, '"\\ud800"']) strictEqual(parseCanonicalJson(text), undefined, text);
});
