import type { MemberId } from '#contract/ids.ts';

/** What one connection shows of people, and where it has told of typing just now. */
export interface Shows {
  /** Whom it asked for; of these it hears whom it may see. */
  watched: readonly MemberId[];
  /** Another look has to follow the one that is under way. */
  again: boolean;
  readonly typing: Map<string, () => void>;
}

export const showsNobody = (): Shows => ({ watched: [], again: false, typing: new Map() });
