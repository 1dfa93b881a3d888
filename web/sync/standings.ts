/** What the server says of where one stands, beside what was counted here. */
import type { ThreadStanding } from '#contract/threads.ts';
import type { Standing } from '#contract/workspace.ts';
import { placeKey, type State } from './state.ts';

/** An answer that is older than what was counted moves the marker, and stays in doubt. */
export function withStanding(state: State, standing: Standing): State {
  const conversation = state.conversations.get(standing.channel);
  if (!conversation) return state;
  const isOld = standing.number < conversation.standing.number;
  const known = conversation.standing;
  const merged: Standing = isOld
    ? { ...standing, number: known.number, ...(known.lastTs === undefined ? {} : { lastTs: known.lastTs }) }
    : standing;
  const next = { ...conversation, standing: merged, isStandingInDoubt: isOld };
  return { ...state, conversations: new Map(state.conversations).set(standing.channel, next) };
}

/** The count of unread threads follows. */
export function withThreadStanding(state: State, standing: ThreadStanding): State {
  const key = placeKey(standing.channel, standing.threadTs);
  const known = state.threadStandings.get(key);
  if (known === standing) return state;
  // One that was not known may have been counted already.
  const isCounted = known !== undefined || state.areThreadsKnown;
  const change = isCounted ? (isUnread(standing) ? 1 : 0) - (known && isUnread(known) ? 1 : 0) : 0;
  return {
    ...state,
    threadStandings: new Map(state.threadStandings).set(key, standing),
    unreadThreads: Math.max(0, state.unreadThreads + change),
  };
}

/** A page of followed threads, which `hello` has counted. `isAll`: there is none with something unread beside these. */
export function withFollowedThreads(state: State, standings: readonly ThreadStanding[], isAll: boolean): State {
  const known = new Map(state.threadStandings);
  for (const standing of standings) known.set(placeKey(standing.channel, standing.threadTs), standing);
  const unreadThreads = isAll ? [...known.values()].filter(isUnread).length : state.unreadThreads;
  return { ...state, threadStandings: known, unreadThreads, areThreadsKnown: state.areThreadsKnown || isAll };
}

export const isUnread = ({ following, unread }: ThreadStanding): boolean => following && unread > 0;
