/** Texts between field and wire, for others that let somebody write, and what is wrong with one, in words. */
import type { State } from '#sync/state.ts';
import { directoryOf } from './directory.ts';
import { charactersMax, cleaned, type Judgement, judge } from './judgement.ts';
import { toField, toWire } from './tokens.ts';

type Known = Pick<State, 'members' | 'userGroups' | 'conversations'>;

export const fieldText = (wire: string, known: Known): string => toField(wire, directoryOf(known));
export const wireText = (text: string, known: Known): string => cleaned(toWire(text, directoryOf(known)));

/** Undefined where it can be sent. */
export const judgeText = (wire: string, hasFiles: boolean): string | undefined => faultOf(judge(wire, hasFiles));

export function faultOf(judgement: Judgement): string | undefined {
  if (judgement.kind === 'too-long') {
    const over = judgement.over.toLocaleString();
    const most = charactersMax.toLocaleString();
    return `${over} characters too many; a message holds ${most}. Shorten it, or send it as a file.`;
  }
  if (judgement.kind === 'invisible') return 'Nothing of this can be seen. Write a word, or add a file.';
  return judgement.kind === 'empty' ? 'A message needs words or a file.' : undefined;
}
