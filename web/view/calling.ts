/** Which cases of the security desk call for somebody: nobody has answered yet, or a promise is broken. */
import type { CaseCard } from './desk-cases.ts';

const isOverdue = ({ next }: CaseCard, now: number): boolean => next !== undefined && Date.parse(next.dueAt) < now;

export const callingIn = (cards: readonly CaseCard[], now: number): number =>
  cards.filter((card) => card.stage === 'first-touch' || isOverdue(card, now)).length;
