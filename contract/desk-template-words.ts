/** Replies that a desk writes often: texts with blanks, which a case fills in. */
import type { Template } from './desk-templates.ts';

/** What may stand in a text as `{case}`, and what is written there. */
export const BLANKS = {
  case: 'the case’s name, as in DESK-0147',
  reporter: 'the reporter’s name, or “there” where none was given',
  me: 'the name of who writes',
  team: 'the team’s name',
  policy: 'the address of the published policy',
  fingerprint: 'the fingerprint of the desk’s key',
  'decision-by': 'by when you promised to say whether you confirm it',
  'silence-until': 'the date of the embargo, agreed or proposed',
} as const;
export type Blank = keyof typeof BLANKS;

const BLANK = /\{([a-z-]+)\}/g;

/** The text with its blanks filled; what has no value stays as it is written, and is named in `open`. */
export function filledIn(
  text: string,
  values: Readonly<Partial<Record<Blank, string>>>,
): { readonly text: string; readonly open: string[] } {
  const open = new Set<string>();
  const filled = text.replaceAll(BLANK, (written, name: string) => {
    if (!Object.hasOwn(BLANKS, name)) return written;
    const value = values[name as Blank];
    if (value === undefined) open.add(written);
    return value ?? written;
  });
  return { text: filled, open: [...open] };
}

/** What stands in braces and is no blank: most likely mistyped. */
export const strangeBlanks = (text: string): string[] => [
  ...new Set([...text.matchAll(BLANK)].filter(([, name = '']) => !Object.hasOwn(BLANKS, name)).map(([all]) => all)),
];

/** For a desk that has written none of its own. */
export const proposedTemplates: readonly Template[] = [
  {
    name: 'We have it',
    text:
      'Hello {reporter},\n\nthank you for writing to us. I have read your report, which we call {case}, ' +
      'and I am looking into it now. By {decision-by} you hear from us whether we can confirm it, sooner ' +
      'if I have a question.\n\n{me}, {team}',
  },
  {
    name: 'Steps are missing',
    text:
      'Hello {reporter},\n\nI could not see yet what you describe. Which version did you look at, how was ' +
      'it set up, and which steps led there, one after the other? A request as it was sent, or a small ' +
      'script, helps most.\n\n{me}',
  },
  {
    name: 'Confirmed',
    text:
      'Hello {reporter},\n\nwe see the same: your report is valid. Next we rate it and work on a fix, and ' +
      'you hear from us on the way. Until {silence-until} we ask you to keep it between us; if that does ' +
      'not suit you, propose another date.\n\nHow would you like to be named when it is published, or ' +
      'would you rather not be?\n\n{me}',
  },
  {
    name: 'Please test the fix',
    text:
      'Hello {reporter},\n\nwe have a fix. The patches are on the page of {case}. Could you try whether ' +
      'what you found is gone, and whether you see a way round it?\n\n{me}',
  },
  {
    name: 'Known already',
    text:
      'Hello {reporter},\n\nthank you. We already know of this weakness from somebody else and are working ' +
      'on it, so we close {case} here. I cannot tell you more about that other report before it is ' +
      'published. If what you found goes further, write to us again.\n\n{me}',
  },
  {
    name: 'No weakness',
    text:
      'Hello {reporter},\n\nI have looked into what you describe. It works as it is meant to: …\n\nIf you ' +
      'see it otherwise, you can dispute this on the page of {case}, and somebody else looks at it. What ' +
      'counts for us is written at {policy}.\n\n{me}',
  },
  {
    name: 'Out of scope',
    text:
      'Hello {reporter},\n\nthank you for looking. What you describe lies outside of what we take reports ' +
      'for ({policy}), so we close {case}. That does not mean that it is unimportant.\n\n{me}',
  },
];
