/**
 * The queue of what is due at a time: messages to be sent, reminders to be brought, statuses that end, of all teams.
 */
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Waiting } from '#contract/time.ts';
import { type Alarm, createAlarm } from '#platform/alarm/alarm.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { systemTimer } from '#platform/timer.ts';
import type { Fact, Units, Work } from '#platform/work.ts';
import { bringDue } from '../reminders/reminders.ts';
import { sendDue } from '../scheduled-messages/scheduled-messages.ts';
import { endStatuses } from '../status/status.ts';
import { nextDue, teamsWithDue, waitingOf } from './due-queue.sql.ts';

export interface DueQueue extends Pick<Alarm, 'start' | 'close'> {
  /** Hears of committed facts: something may be due earlier now. */
  hear(facts: readonly Fact[]): void;
}

interface DueQueueOptions {
  readonly units: Units;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether mail about what came can be sent at all. */
  readonly mails: boolean;
}

export function createDueQueue({ units, clock, log, mails }: DueQueueOptions): DueQueue {
  const closing = new AbortController();
  const alarm = createAlarm({
    clock,
    timer: systemTimer,
    next: () => units.open('deployment', (work) => nextDue(work.sql)),
    ring: () => deliverDue(units, log, { end: closing.signal, mails }),
    onFault: (error) => log.error({ err: error }, 'What is due could not be delivered; it is tried again'),
  });
  return {
    start: alarm.start,
    close() {
      closing.abort();
      return alarm.close();
    },
    hear(facts) {
      for (const fact of facts) {
        if (isPlan(fact) && fact.dueAt) alarm.set(fact.dueAt);
      }
    },
  };
}

const PLANS = ['scheduled-message.changed', 'reminder.changed', 'status.changed'] as const;
type Plan = Extract<Fact, { readonly kind: (typeof PLANS)[number] }>;
const isPlan = (fact: Fact): fact is Plan => (PLANS as readonly string[]).includes(fact.kind);

/** Sends and brings all that is due, team by team in batches, until it is to end; returns how much that was. */
export async function deliverDue(
  units: Units,
  log: Log,
  { end, mails = false }: { readonly end?: AbortSignal; readonly mails?: boolean } = {},
): Promise<number> {
  let delivered = 0;
  for (let round = 0; round < limits.due.roundsMax; round++) {
    const teams = await units.open('deployment', (work) =>
      teamsWithDue(work.sql, work.now, limits.due.teamsPerRoundMax),
    );
    const before = delivered;
    for (const team of teams) {
      if (end?.aborted) return delivered;
      delivered += await deliverOf(units, team, log, mails);
    }
    // Nothing is due any more, or another process holds all of it.
    if (delivered === before) break;
  }
  return delivered;
}

const deliverOf = async (units: Units, team: TeamId, log: Log, mails: boolean): Promise<number> =>
  (await sendDue(units, team, log)) + (await bringDue(units, team, mails)) + (await endStatuses(units, team));

/** What waits for a member outside of the conversations. */
export const waitingFor = (work: Work, member: MemberId): Promise<Waiting> => waitingOf(work.sql, member);
