/** `DESK-0147`, `desk 147`, `147`. */
export function numberIn(typed: string): number | undefined {
  const digits = /^\s*(?:desk)?[\s-]*(\d{1,9})\s*$/i.exec(typed)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
