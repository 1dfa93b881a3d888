/** How many people a message calls, which is asked about before it is many. */
import type { State } from '#sync/state.ts';

/** Who is in a conversation. */
export interface ChannelPeople {
  readonly members: ReadonlySet<string>;
  /** False for a conversation of more people than are asked for. */
  readonly isAll: boolean;
}

/** More than so many people are not called without a question. */
const askedFrom = 20;

const groupToken = /<!subteam\^(S[0-9A-Z]{26})>/g;

export interface Telling {
  /** `here`: only those who are active now. */
  readonly whom: 'here' | 'channel' | 'group';
  readonly count: number;
  /** False: there are more than `count`. */
  readonly isExact: boolean;
}

/** Undefined where a message calls nobody but by name. `me` is never called. */
export function tellingOf(
  wire: string,
  people: ChannelPeople,
  { me, userGroups }: Pick<State, 'me' | 'userGroups'>,
): Telling | undefined {
  const others = people.members.size - (me !== undefined && people.members.has(me) ? 1 : 0);
  const everybody = { count: others, isExact: people.isAll };
  if (/<!(channel|everyone)>/.test(wire)) return { whom: 'channel', ...everybody };
  if (wire.includes('<!here>')) return { whom: 'here', ...everybody };
  const groups = new Set([...wire.matchAll(groupToken)].map(([, id]) => id ?? ''));
  const count = [...groups].reduce((sum, id) => sum + (userGroups.get(id)?.memberCount ?? 0), 0);
  if (count === 0) return undefined;
  return { whom: 'group', count: Math.min(count, others), isExact: people.isAll };
}

export const callsMany = (wire: string): boolean => /<!(here|channel|everyone|subteam\^)/.test(wire);

export const isMany = ({ count }: Telling): boolean => count > askedFrom;
