/** Which emoji were used last on this device, and in which tone: names alone, kept with the settings of the device. */

export interface Recent {
  /** The latest first. */
  names: readonly string[];
  /** 2 to 6, or undefined for the yellow one. */
  tone: number | undefined;
}

const key = 'wardroom.emoji';
const most = 24;
const usual = ['+1', 'white_check_mark', 'eyes', 'tada', 'pray', 'heart', 'joy', 'thinking_face'];

/** What was kept, "tone name name …"; anything else is as if it were not there. */
export function parseRecent(kept: string | null): Recent {
  const [tone = '', ...names] = (kept ?? '').split(' ');
  const known = names.filter((name) => /^[a-z0-9_+'-]{1,64}$/.test(name)).slice(0, most);
  return { names: known.length > 0 ? known : usual, tone: /^[2-6]$/.test(tone) ? Number(tone) : undefined };
}

export const withUsed = ({ names, tone }: Recent, name: string): Recent => ({
  names: [name, ...names.filter((other) => other !== name)].slice(0, most),
  tone,
});

export function readRecent(): Recent {
  try {
    return parseRecent(localStorage.getItem(key));
  } catch {
    return parseRecent(null);
  }
}

export function keepRecent({ names, tone }: Recent): void {
  try {
    localStorage.setItem(key, [tone ?? '-', ...names].join(' '));
  } catch {
    // A browser that keeps nothing shows the usual ones next time.
  }
}
