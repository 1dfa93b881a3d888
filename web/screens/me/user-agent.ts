/** What a device calls itself, in words. It may say what it likes: this is a help to remember, and proves nothing. */

export interface Agent {
  readonly type: 'Computer' | 'Phone' | 'Tablet' | 'Program';
  /** "Firefox on Windows" */
  readonly words: string;
}

/** The first that fits: most browsers name those they want to be taken for as well. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT)\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Headless)?(Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+ .*Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export function agentOf(said: string): Agent {
  const browser = browsers.find(([sign]) => sign.test(said))?.[1];
  const system = systems.find(([sign]) => sign.test(said))?.[1];
  if (browser === undefined) return { type: 'Program', words: said.split('/')[0]?.trim() || 'Unknown' };
  return { type: typeOf(said), words: system === undefined ? browser : `${browser} on ${system}` };
}

function typeOf(said: string): Agent['type'] {
  if (/\biPad\b|\bTablet\b/.test(said)) return 'Tablet';
  if (/\biPhone\b|\bMobile\b/.test(said)) return 'Phone';
  return /\bAndroid\b/.test(said) ? 'Tablet' : 'Computer';
}
