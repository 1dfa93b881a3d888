import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Place } from './notices.sql.ts';

/** What was heard and not judged yet, by team, in memory; at most `limits.notices.heardMax` in all. */
export interface Backlog {
  /** False when there is no room: then nothing of it is kept. */
  add(team: TeamId, places: readonly Place[]): boolean;
  isEmpty(): boolean;
  teams(): TeamId[];
  /** The oldest, and whether that is all of the team's. */
  next(team: TeamId): { readonly batch: Place[]; readonly isAll: boolean } | undefined;
  /** So many of the oldest were judged. */
  done(team: TeamId, count: number): void;
  /** The judgement failed; after so many times in a row the team's are given up. Returns how many times it was. */
  failed(team: TeamId): number;
}

export function createBacklog(): Backlog {
  const heard = new Map<TeamId, { places: Place[]; failures: number }>();
  let size = 0;

  const forget = (team: TeamId): void => {
    size -= heard.get(team)?.places.length ?? 0;
    heard.delete(team);
  };

  return {
    add(team, places) {
      if (size + places.length > limits.notices.heardMax) return false;
      if (places.length === 0) return true;
      const entry = heard.get(team) ?? { places: [], failures: 0 };
      entry.places.push(...places);
      heard.set(team, entry);
      size += places.length;
      return true;
    },
    isEmpty: () => heard.size === 0,
    teams: () => [...heard.keys()],
    next(team) {
      const places = heard.get(team)?.places;
      if (!places) return undefined;
      const batch = places.slice(0, limits.notices.batchMax);
      return { batch, isAll: batch.length === places.length };
    },
    done(team, count) {
      const entry = heard.get(team);
      if (!entry) return;
      entry.places.splice(0, count);
      entry.failures = 0;
      size -= count;
      if (entry.places.length === 0) heard.delete(team);
    },
    failed(team) {
      const entry = heard.get(team);
      if (!entry) return 0;
      entry.failures += 1;
      if (entry.failures >= limits.notices.failuresMax) forget(team);
      return entry.failures;
    },
  };
}
