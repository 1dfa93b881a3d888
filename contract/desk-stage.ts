/**
 * How far the release of a fix is, and what of all machines together is shown as one stage. The stage is derived and
 * never stored: a case has a report, an embargo, facts and a release, and no one word contains them.
 */
import type { DeskFact } from './desk-facts.ts';
import type { ReportState } from './desk-report.ts';

/** A case begins its release as a draft. */
export const RELEASE_STATES = [
  'draft',
  'checked',
  'approved',
  'notified',
  'frozen',
  'publishing',
  'published',
  'corrected',
  'withdrawn',
] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

const reached = (state: ReleaseState, least: ReleaseState): boolean =>
  RELEASE_STATES.indexOf(state) >= RELEASE_STATES.indexOf(least);

export const isPublished = (release: ReleaseState): boolean => reached(release, 'published');

/** In their order, as the bar of steps shows them. */
export const STAGES = {
  'first-touch': 'First touch',
  'upon-contact': 'Upon contact',
  'fix-the-bug': 'Fix the bug',
  'shipping-it': 'Shipping it',
  release: 'Release',
  announced: 'Announced',
  closed: 'Closed',
} as const;
export type Stage = keyof typeof STAGES;

export interface Standing {
  readonly report: ReportState;
  readonly release: ReleaseState;
  readonly facts: ReadonlySet<DeskFact>;
  /** A person has answered the reporter. */
  readonly isAnswered: boolean;
}

export function stageOf({ report, release, facts, isAnswered }: Standing): Stage {
  if (report === 'closed') return 'closed';
  if (isPublished(release)) return 'announced';
  if (reached(release, 'frozen')) return 'release';
  if (report === 'accepted' || report === 'deferred') return facts.has('fix-ready') ? 'shipping-it' : 'fix-the-bug';
  return isAnswered ? 'upon-contact' : 'first-touch';
}

/** Whether the case runs in the lane for what is public, exploitable by all, or attacked before its release. */
export const isZeroDay = ({ facts, release }: Pick<Standing, 'facts' | 'release'>): boolean =>
  !isPublished(release) && (facts.has('public') || facts.has('exploit-public') || facts.has('attacked'));
