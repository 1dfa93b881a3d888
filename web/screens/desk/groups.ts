/** The groups of the inbox: whose turn it is, and not how old it is. */
import { STAGES, type Stage } from '#contract/desk-stage.ts';
import type { CaseCard } from '#view/desk-cases.ts';

export const GROUPS = {
  'first-reply': 'Needs a first reply',
  us: 'Waiting on us',
  reporter: 'Waiting on the reporter',
} as const;
export type Group = keyof typeof GROUPS;

export const groupOf = ({ stage, isWaiting }: Pick<CaseCard, 'stage' | 'isWaiting'>): Group =>
  stage === 'first-touch' ? 'first-reply' : isWaiting ? 'reporter' : 'us';

export interface Grouped<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly cards: readonly CaseCard[];
}

const grouped = <Name extends string>(
  names: Readonly<Record<Name, string>>,
  cards: readonly CaseCard[],
  of: (card: CaseCard) => Name,
): Grouped<Name>[] => {
  const found = Map.groupBy(cards, of);
  return (Object.keys(names) as Name[]).map((name) => ({ name, label: names[name], cards: found.get(name) ?? [] }));
};

/** All groups in their order; within each, the promise that is due first comes first. */
export const byPromise = (cards: readonly CaseCard[]): Grouped<Group>[] => grouped(GROUPS, cards, groupOf);

/** All stages that an open case can be in, as the columns of the board. */
export const byStage = (cards: readonly CaseCard[]): Grouped<Stage>[] =>
  grouped(STAGES, cards, ({ stage }) => stage).filter(({ name }) => name !== 'closed');

/**
 * What is being read stays where it is while it is asked for again: what was there keeps its order, what is new comes
 * after it, what is gone is gone.
 */
export function inPlace(before: readonly string[], cards: readonly CaseCard[]): CaseCard[] {
  const place = new Map(before.map((id, at) => [id, at]));
  const placeOf = ({ id }: CaseCard): number => place.get(id) ?? before.length;
  return cards.toSorted((one, other) => placeOf(one) - placeOf(other));
}
