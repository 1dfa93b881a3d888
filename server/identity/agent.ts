/** What a device says of itself, in words. It may say what it likes: this is a help to remember, and proves nothing. */
import Bowser from 'bowser';
import type { Agent } from '#contract/access.ts';

const TYPES: Readonly<Record<string, Agent['type']>> = {
  desktop: 'desktop',
  mobile: 'phone',
  tablet: 'tablet',
  tv: 'desktop',
  bot: 'bot',
};
const SHORTER: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Samsung Internet for Android': 'Samsung Internet',
  'Chrome OS': 'ChromeOS',
};
const PROGRAM_CHARACTERS_MAX = 60;
const KNOWN_MAX = 2_000;
const known = new Map<string, Agent>();

/** A browser is named with its system, a program by what stands before its version. */
export function agentOf(said: string): Agent {
  const before = known.get(said);
  if (before) return before;
  const agent = read(said);
  const [oldest] = known.keys();
  if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  known.set(said, agent);
  return agent;
}

function read(said: string): Agent {
  const { browser, os, platform } = said === '' ? nothing : Bowser.parse(said);
  const name = shorter(browser.name);
  if (name === undefined) return { type: 'program', words: programOf(said) };
  const type = TYPES[platform.type ?? 'desktop'] ?? 'desktop';
  const system = shorter(platform.model === 'iPhone' || platform.model === 'iPad' ? platform.model : os.name);
  if (system === undefined) return { type, browser: name, words: name };
  return { type, browser: name, system, words: `${name} on ${system}` };
}

const nothing: Pick<ReturnType<typeof Bowser.parse>, 'browser' | 'os' | 'platform'> = {
  browser: {},
  os: {},
  platform: {},
};

const shorter = (name: string | undefined): string | undefined => (name ? (SHORTER[name] ?? name) : undefined);

const programOf = (said: string): string =>
  said.split('/')[0]?.trim().slice(0, PROGRAM_CHARACTERS_MAX).trim() || 'Unknown';
