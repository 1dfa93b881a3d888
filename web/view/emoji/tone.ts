/** The sign in a tone, 2 (light) to 6 (dark): for those of one person, who comes first. */
export function toned(sign: string, tone: number): string {
  const [first = '', ...rest] = sign;
  const after = rest[0] === '\ufe0f' ? rest.slice(1) : rest;
  return first + String.fromCodePoint(0x1f3f9 + tone) + after.join('');
}
