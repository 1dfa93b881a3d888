/**
 * The embargo of a case: what desk and reporter agreed on, and what is proposed. After the embargo management model of
 * CERT/CC's Vultron protocol. An agreed embargo stays in force while a change of it is proposed; an ended one never
 * returns. Pure: the answer to a move is the next embargo, or nothing.
 */

export type EmbargoState = 'none' | 'proposed' | 'active' | 'revising' | 'ended';
export type EmbargoMove = 'propose' | 'reject' | 'accept' | 'terminate';

interface Move {
  readonly from: EmbargoState;
  readonly to: EmbargoState;
}

export const EMBARGO_MOVES: Readonly<Record<EmbargoMove, readonly Move[]>> = {
  propose: [
    { from: 'none', to: 'proposed' },
    { from: 'proposed', to: 'proposed' },
    { from: 'active', to: 'revising' },
    { from: 'revising', to: 'revising' },
  ],
  reject: [
    { from: 'proposed', to: 'none' },
    { from: 'revising', to: 'active' },
  ],
  accept: [
    { from: 'proposed', to: 'active' },
    { from: 'revising', to: 'active' },
  ],
  terminate: [
    { from: 'active', to: 'ended' },
    { from: 'revising', to: 'ended' },
  ],
};

/** Where the move leads from this state; undefined: it is not allowed. */
export const embargoAfter = (state: EmbargoState, move: EmbargoMove): EmbargoState | undefined =>
  EMBARGO_MOVES[move].find(({ from }) => from === state)?.to;

/** The two sides of the table. */
export type Side = 'desk' | 'reporter';

export interface Proposal {
  readonly by: Side;
  /** Until when nothing is published; milliseconds since 1970. */
  readonly until: number;
}

export interface Embargo {
  readonly state: EmbargoState;
  /** What is in force; kept when it has ended, to tell what was agreed. */
  readonly until?: number | undefined;
  /** What waits for the other side. */
  readonly proposal?: Proposal | undefined;
}

export const NO_EMBARGO: Embargo = { state: 'none' };

/** Whether it binds those who know of the case. */
export const isInForce = ({ state }: Embargo): boolean => state === 'active' || state === 'revising';

/**
 * One side names a date. While nothing is agreed, the other side's standing proposal and this one settle it: who
 * proposes the longer time has agreed to the shorter one, so the shorter is in force at once, and the longer stays as a
 * revision that the other side may accept. In a revision, a new proposal takes the place of the standing one.
 */
export function proposeEmbargo(embargo: Embargo, proposal: Proposal): Embargo | undefined {
  const state = embargoAfter(embargo.state, 'propose');
  if (state === undefined) return undefined;
  const standing = embargo.proposal;
  if (embargo.state !== 'proposed' || standing === undefined || standing.by === proposal.by) {
    return { ...embargo, state, proposal };
  }
  if (standing.until === proposal.until) return { state: 'active', until: proposal.until };
  const [shorter, longer] = standing.until < proposal.until ? [standing, proposal] : [proposal, standing];
  return { state: 'revising', until: shorter.until, proposal: longer };
}

/** The other side agrees; nobody accepts what they proposed themselves. */
export function acceptEmbargo(embargo: Embargo, by: Side): Embargo | undefined {
  const state = embargoAfter(embargo.state, 'accept');
  const { proposal } = embargo;
  return state === undefined || proposal === undefined || proposal.by === by
    ? undefined
    : { state, until: proposal.until };
}

/** The other side says no, or the one who proposed takes it back. What was agreed before stays in force. */
export function rejectEmbargo(embargo: Embargo): Embargo | undefined {
  const state = embargoAfter(embargo.state, 'reject');
  return state === undefined ? undefined : { state, until: embargo.until };
}

/** It is over for good. */
export function terminateEmbargo(embargo: Embargo): Embargo | undefined {
  const state = embargoAfter(embargo.state, 'terminate');
  return state === undefined ? undefined : { state, until: embargo.until };
}
