/** A policy in the words in which it is published; the editor's preview and the page show the same ones. */
import type { DeskPolicy } from './desk-policy.ts';

export interface PolicySection {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly items: readonly string[];
}

export interface PromiseLine {
  readonly what: string;
  readonly within: string;
  /** Which of the measured times tells whether it is kept. */
  readonly measure?: 'answer' | 'decision' | 'publication';
}

/** What is proposed to a team that published nothing yet. */
export const proposedPolicy = (address: string): DeskPolicy => ({
  address,
  languages: ['en'],
  inScope: ['Everything that we publish and run, in its supported versions'],
  outOfScope: [
    'Versions that we do not support any more',
    'Services of others that we only use',
    'Findings of a scanner without a way to use them',
  ],
  conduct: [
    'Read, change or keep what belongs to others; stop at the first sign of it',
    'Make a service slow or unavailable',
    'Deceive, bribe or threaten people to get in',
    'Publish before the date that we agree on',
  ],
  safeHarbour:
    'Who looks for weaknesses in good faith and keeps to this policy has our permission for it. We will not take ' +
    'legal action over such work, nor ask others to, and if somebody else does, we will say in public that it was ' +
    'done with our permission.\n\n' +
    'If you are not sure whether something is allowed, ask first. A mistake made in good faith and told to us at ' +
    'once is no breach of this policy.',
  promises: {
    firstAnswerHours: 48,
    triageDays: 7,
    updateDays: 5,
    fixDays: { critical: 7, high: 30, medium: 90, low: 90 },
    overallDays: 90,
  },
  embargoDays: 90,
  thanks: [],
});

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
/** `12 hours`, `2 days`. */
export const hoursInWords = (count: number): string =>
  count % 24 === 0 ? counted(count / 24, 'day') : counted(count, 'hour');

/** The promises in short, for a table. */
export function promiseLines({ promises: { fixDays, ...other } }: DeskPolicy): PromiseLine[] {
  const line = (what: string, within: string, measure?: PromiseLine['measure']): PromiseLine => ({
    ...{ what, within },
    ...(measure === undefined ? {} : { measure }),
  });
  return [
    line('A person answers', hoursInWords(other.firstAnswerHours), 'answer'),
    line('We say whether we confirm it', counted(other.triageDays, 'day'), 'decision'),
    line('You hear from us at least every', counted(other.updateDays, 'day')),
    line('Fix of a critical weakness', counted(fixDays.critical, 'day')),
    line('Fix of a high one', counted(fixDays.high, 'day')),
    line('Fix of a medium one', counted(fixDays.medium, 'day')),
    line('Fix of a low one', counted(fixDays.low, 'day')),
    line('All is done and published', counted(other.overallDays, 'day'), 'publication'),
  ];
}

export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll('\n', ' ').trim())
    .filter((paragraph) => paragraph !== '');

const embargoWords = (days: number): string =>
  days === 0
    ? 'We propose no time of silence: what is confirmed may be published.'
    : `From your report on we propose to keep it between us for ${counted(days, 'day')}, or until the fix is out if ` +
      'that is sooner. If you propose less, the shorter time counts.';

/** The policy by its sections; one without a word in it is left out. */
export function policySections(policy: DeskPolicy): PolicySection[] {
  const { inScope, outOfScope, conduct, safeHarbour, embargoDays, address } = policy;
  const section = (id: string, title: string, paragraphs: readonly string[], items: readonly string[] = []) => ({
    ...{ id, title, paragraphs, items },
  });
  return [
    section('scope', 'In scope', [], inScope),
    section('out-of-scope', 'Out of scope', [], outOfScope),
    section('conduct', 'Please do not', [], conduct),
    section('safe-harbour', 'Safe harbour', paragraphsOf(safeHarbour)),
    section('reports', 'How to report', [
      `Use the form on these pages, or write to ${address}. Say what is affected, in which version, what somebody ` +
        'can do with it, and the steps that show it. If you are not sure whether it matters, write all the same.',
      'The form encrypts by itself where it may run its script; encrypt mail to the key on these pages if you can. ' +
        'We do not ask who you are.',
    ]),
    section(
      'promises',
      'What we promise',
      ['Counted from the moment your report arrives. An automatic receipt is not an answer.'],
      promiseLines(policy).map(({ what, within }) => `${what}: ${within}`),
    ),
    section('embargo', 'Until publication', [
      embargoWords(embargoDays),
      'Silence ends at once for both sides when the weakness or a way to use it is public.',
    ]),
    section('credit', 'Credit', [
      'We name you where we publish, in the words you choose, if you agree to it; otherwise we name nobody.',
    ]),
  ].filter(({ paragraphs, items }) => paragraphs.length + items.length > 0);
}
