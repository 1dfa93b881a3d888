import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Element, elementsOf } from './elements.ts';

async function elements(json: string | Buffer, pieceBytes = 3): Promise<Element[]> {
  const bytes = Buffer.from(json);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const read: Element[] = [];
  for await (const element of elementsOf(pieces())) read.push(element);
  return read;
}

test('an array is read element by element, wherever its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(undefined, 2),
      async (values, pieceBytes, indent) => {
        const read = await elements(JSON.stringify(values, undefined, indent), pieceBytes);
        assert.deepEqual(
          read,
          JSON.parse(JSON.stringify(values)).map((value: unknown, index: number) => ({ kind: 'value', index, value })),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a byte order mark is no part of the array', async () => {
  assert.deepEqual(await elements('\ufeff[1]', 64), [{ kind: 'value', index: 0, value: 1 }]);
});

test('an unreadable element does not take the others with it', async () => {
  assert.deepEqual(await elements('[{"a":tru},2]'), [
    { kind: 'unreadable', index: 0 },
    { kind: 'value', index: 1, value: 2 },
  ]);
});

test('an element that is not UTF-8 is unreadable', async () => {
  assert.deepEqual(await elements(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])), [{ kind: 'unreadable', index: 0 }]);
});

test('an element beyond the bound is unreadable and is not kept', async () => {
  const long = `["${'x'.repeat(5 * 1024 * 1024)}",1]`;
  assert.deepEqual(await elements(long, 65_536), [
    { kind: 'unreadable', index: 0 },
    { kind: 'value', index: 1, value: 1 },
  ]);
});

test('what is no whole array is told as broken, after what stands before', async () => {
  for (const json of ['', '{}', '[', '[1', '[1,', '[1,]', '[1]]', '[,1]', '["a', 'null', '[}']) {
    const last = (await elements(json)).at(-1);
    assert.equal(last?.kind, 'broken', json);
  }
  assert.deepEqual((await elements('[1,{"a":'))[0], { kind: 'value', index: 0, value: 1 });
});
