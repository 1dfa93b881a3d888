/** The embargo of a case as it crossed the wire, for the machine that judges its moves. */
import type { Embargo } from '#contract/desk-embargo.ts';
import type { DeskCase } from './use-case.ts';

export const embargoOf = ({ state, until, proposedBy, proposedUntil }: DeskCase['embargo']): Embargo => ({
  state,
  until: until === undefined ? undefined : Date.parse(until),
  proposal:
    proposedBy === undefined || proposedUntil === undefined
      ? undefined
      : { by: proposedBy, until: Date.parse(proposedUntil) },
});
