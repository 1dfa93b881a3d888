import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Box, place } from './place.ts';

const view: Box = { left: 0, top: 0, width: 800, height: 600 };
const button: Box = { left: 100, top: 100, width: 32, height: 32 };
const size = { width: 200, height: 150 };

test('it stands below its anchor, at its start or its end', () => {
  assert.deepEqual(place(button, size, view, { side: 'below', align: 'start' }), {
    left: 100,
    top: 136,
    maxHeight: 456,
  });
  const right = { ...button, left: 700 };
  assert.equal(place(right, size, view, { side: 'below', align: 'end' }).left, 532);
});

test('where there is no room below it stands above, and the other way round', () => {
  const low = { ...button, top: 550 };
  assert.equal(place(low, size, view, { side: 'below', align: 'start' }).top, 550 - 4 - 150);
  assert.equal(place({ ...button, top: 10 }, size, view, { side: 'above', align: 'start' }).top, 46);
});

test('beside its anchor it turns to the other side at the edge', () => {
  assert.equal(place(button, size, view, { side: 'right', align: 'start' }).left, 136);
  assert.equal(place({ ...button, left: 700 }, size, view, { side: 'right', align: 'start' }).left, 496);
});

test('what floats is always within the viewport when it is narrower than that', () => {
  const pixels = (min: number, max: number) => fc.integer({ min, max });
  fc.assert(
    fc.property(
      fc.record({ left: pixels(0, 780), top: pixels(0, 580), width: pixels(1, 200), height: pixels(1, 60) }),
      fc.record({ width: pixels(1, 780), height: pixels(1, 2000) }),
      fc.constantFrom('below' as const, 'above' as const, 'right' as const),
      fc.constantFrom('start' as const, 'end' as const),
      (anchor, panel, side, align) => {
        const spot = place(anchor, panel, view, { side, align });
        assert(spot.left >= 8 && spot.left + panel.width <= 792, JSON.stringify(spot));
        assert(spot.top >= 8 || spot.maxHeight === 0, JSON.stringify(spot));
        assert(spot.top + Math.min(panel.height, spot.maxHeight) <= 652, JSON.stringify(spot));
      },
    ),
  );
});
