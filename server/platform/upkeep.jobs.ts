import type { TeamId } from '#contract/ids.ts';
import type { AuditLog } from './audit/audit.ts';
import { HOUR_MS, MINUTE_MS } from './clock.ts';
import type { Holding } from './holdings.ts';
import type { ScheduledJob } from './jobs/jobs.ts';
import { DEPLOYMENT, type Units } from './work.ts';

/** What the platform does by itself, for each team and for the deployment. */
export function upkeepJobs(deps: {
  readonly holdings: readonly Holding[];
  readonly audit: AuditLog;
  readonly teams: (units: Units) => AsyncIterable<TeamId>;
}): ScheduledJob[] {
  async function* scopes(units: Units, signal: AbortSignal): AsyncGenerator<TeamId> {
    yield DEPLOYMENT;
    for await (const team of deps.teams(units)) {
      signal.throwIfAborted();
      yield team;
    }
  }

  return [
    {
      name: 'expire-records',
      says: 'Removes the records that are past the limit of their holding.',
      schedule: '17 3 * * *',
      deadlineMs: HOUR_MS,
      attemptsMax: 3,
      async run(units, signal) {
        for await (const team of scopes(units, signal)) {
          for (const { expire } of deps.holdings) if (expire) await units.open({ team }, expire);
        }
      },
    },
    {
      name: 'audit-checkpoint',
      says: 'Signs the head of each audit log that grew.',
      schedule: '*/5 * * * *',
      deadlineMs: 4 * MINUTE_MS,
      attemptsMax: 1,
      async run(units, signal) {
        for await (const team of scopes(units, signal))
          await units.open({ team }, (work) => deps.audit.checkpoint(work, team));
      },
    },
  ];
}
