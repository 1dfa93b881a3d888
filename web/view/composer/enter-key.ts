/** What Enter does while a message is written. */

interface Stroke {
  readonly shift: boolean;
  readonly ctrl: boolean;
}

/** Ctrl with Enter always sends. In code, and on the keyboard of a phone, Enter is a line. */
export function enterMeans(
  { shift, ctrl }: Stroke,
  { sends, isCode }: { sends: boolean; isCode: boolean },
): 'send' | 'line' {
  if (ctrl) return 'send';
  return sends && !shift && !isCode ? 'send' : 'line';
}
