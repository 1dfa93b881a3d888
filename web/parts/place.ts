/** Where something that floats stands: beside its anchor, and always whole within the viewport. */

export interface Box {
  /** CSS pixels from the viewport's upper left corner. */
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Wish {
  side: 'below' | 'above' | 'right';
  align: 'start' | 'end';
}

export interface Spot {
  left: number;
  top: number;
  /** What does not fit scrolls inside. */
  maxHeight: number;
}

const gap = 4;
const margin = 8;

/** On the wished side if it fits there, or else on the side with more room. */
export function place(anchor: Box, size: { width: number; height: number }, view: Box, { side, align }: Wish): Spot {
  const right = view.left + view.width - margin;
  const bottom = view.top + view.height - margin;
  const clampedLeft = (left: number) => Math.max(view.left + margin, Math.min(left, right - size.width));
  if (side === 'right') {
    const beside = anchor.left + anchor.width + gap;
    const left = beside + size.width <= right ? beside : anchor.left - gap - size.width;
    const maxHeight = view.height - 2 * margin;
    const top = Math.max(view.top + margin, Math.min(anchor.top, bottom - Math.min(size.height, maxHeight)));
    return { left: clampedLeft(left), top, maxHeight };
  }
  const left = clampedLeft(align === 'start' ? anchor.left : anchor.left + anchor.width - size.width);
  const under = Math.max(view.top + margin, anchor.top + anchor.height + gap);
  const below = bottom - under;
  const above = anchor.top - gap - (view.top + margin);
  const isBelow = side === 'below' ? size.height <= below || below >= above : size.height > above && below > above;
  if (isBelow) return { left, top: under, maxHeight: Math.max(0, below) };
  return { left, top: anchor.top - gap - Math.min(size.height, Math.max(0, above)), maxHeight: Math.max(0, above) };
}
