/**
 * What comes in a flood, counted instead of written one by one. The danger: a flood that fills the disk, or one that is
 * made to hide a single attempt. The principle: alike ones share a line, which says how many they were and from when to
 * when; lines are bounded, and so is what a minute can write. The boundary: what is counted lies in the memory of this
 * process until the minute is over.
 */
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { networkOf } from '../origin.ts';
import type { CallOrigin, Noted } from './access-log.ts';

export interface FloodLine {
  readonly team: TeamId;
  readonly noted: Noted;
  readonly origin: CallOrigin;
  readonly since: Date;
  last: Date;
  times: number;
}

export interface Flood {
  /** Counts one more; false when it is counted nowhere any more. */
  add(team: TeamId, noted: Noted, origin: CallOrigin, at: Date): boolean;
  /** What was counted since it was asked for last. */
  take(): FloodLine[];
  isEmpty(): boolean;
}

export function createFlood(): Flood {
  const { floodLinesMax } = limits.attempts;
  let alike = new Map<string, FloodLine>();
  let others = new Map<string, FloodLine>();
  const count = (lines: Map<string, FloodLine>, key: string, line: Omit<FloodLine, 'times'>): boolean => {
    const known = lines.get(key);
    if (!known && lines.size >= floodLinesMax) return false;
    if (known) {
      known.times += 1;
      known.last = line.last;
    } else lines.set(key, { ...line, times: 1 });
    return true;
  };
  return {
    add(team, noted, origin, at) {
      const line = { team, noted, origin, since: at, last: at };
      const { kind, reason, means, member_id } = noted;
      const key = [team, kind, reason, means, member_id, networkOf(origin)].join(' ');
      if (count(alike, key, line)) return true;
      // Of the rest only that there was more of it.
      const rest: Noted = {
        kind: 'denied',
        outcome: 'refused',
        reason: 'flood',
        means: null,
        factor: null,
        member_id: null,
      };
      return count(others, team, { ...line, noted: rest, origin: { ip: '', userAgent: '' } });
    },
    take() {
      const taken = [...alike.values(), ...others.values()];
      alike = new Map();
      others = new Map();
      return taken;
    },
    isEmpty: () => alike.size + others.size === 0,
  };
}
