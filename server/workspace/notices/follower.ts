import type { TeamId } from '#contract/ids.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { systemTimer, type Timer } from '#platform/timer.ts';
import type { Fact, Units } from '#platform/work.ts';
import { type Backlog, createBacklog } from './backlog.ts';
import type { Place } from './notices.sql.ts';
import { leftUnnoted, type Noting, noteMessages, noteUntil } from './noting.ts';

export interface NoticeFollower {
  /** Hears the facts of each committed unit. */
  hear(team: TeamId, facts: readonly Fact[]): void;
  /** Takes up what an earlier process left. */
  start(): void;
  /** Finishes what it heard. */
  close(): Promise<void>;
}

export interface FollowerOptions extends Noting {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  readonly teams: (units: Units) => AsyncIterable<{ readonly id: TeamId }>;
  readonly timer?: Timer;
}

/**
 * Follows what is posted, by rounds: all that was heard in a moment is judged together, so posting pays nothing and the
 * judgement a few statements. Nothing is written per message; a mark per team, moved by each round, tells the next
 * process what a crash has left. So a notice of the last minute may come twice after a crash; devices replace by `ts`.
 */
export function createNoticeFollower(options: FollowerOptions): NoticeFollower {
  const { units, log, timer = systemTimer } = options;
  const judge = createJudge(options);
  const backlog = createBacklog();
  let [started, running]: (Promise<void> | undefined)[] = [];
  let cancel: (() => void) | undefined;
  let closed = false;

  const plan = (): void => {
    if (closed || cancel || running || backlog.isEmpty()) return;
    cancel = timer(() => {
      cancel = undefined;
      running = judge.round(backlog).finally(() => {
        running = undefined;
        plan();
      });
    }, limits.notices.settleMs);
  };

  const take = (team: TeamId, places: readonly Place[]): void => {
    if (!backlog.add(team, places)) log.warn({ team, places: places.length }, 'Too much is posted to tell of it');
    plan();
  };

  const takeUp = async (): Promise<void> => {
    for await (const { id: team } of options.teams(units)) {
      if (closed) return;
      take(team, await units.open({ team }, leftUnnoted));
    }
  };

  return {
    hear(team, facts) {
      for (const fact of facts) {
        if (fact.kind !== 'messages.posted') continue;
        const { channel } = fact;
        take(
          team,
          fact.places.map((ts) => ({ channel, ts })),
        );
      }
    },
    start() {
      started = takeUp().catch((error: unknown) => {
        log.error({ err: error }, 'What was left to tell could not be taken up');
      });
    },
    async close() {
      closed = true;
      cancel?.();
      await started;
      await running;
      await judge.round(backlog);
      await judge.finish();
    },
  };
}

/** Judges what is in the backlog, and keeps the marks. */
function createJudge(options: FollowerOptions) {
  const { units, clock, log } = options;
  /** When the mark of a team was last moved: it stands a little behind that. */
  const marked = new Map<TeamId, number>();

  const noteTeam = async (backlog: Backlog, team: TeamId): Promise<void> => {
    for (let next = backlog.next(team); next; next = backlog.next(team)) {
      const { batch, isAll } = next;
      const now = clock().getTime();
      await units.open({ team }, async (work) => {
        await noteMessages(work, batch, options);
        // What is being committed now may have an earlier time.
        if (isAll) await noteUntil(work, team, now - limits.notices.markBehindMs);
      });
      marked.set(team, now);
      backlog.done(team, batch.length);
    }
  };

  return {
    async round(backlog: Backlog): Promise<void> {
      for (const team of backlog.teams()) {
        try {
          await noteTeam(backlog, team);
        } catch (error) {
          const failures = backlog.failed(team);
          log.error({ err: error, team, failures }, 'Who is to be told could not be judged');
        }
      }
    },

    /** Nothing is being committed any more: the marks stand at the present. */
    async finish(): Promise<void> {
      const now = clock().getTime();
      for (const [team, at] of marked) {
        if (now - at <= limits.notices.markBehindMs) await units.open({ team }, (work) => noteUntil(work, team, now));
      }
    },
  };
}
