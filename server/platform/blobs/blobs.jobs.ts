import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import type { FactJob, Job, ScheduledJob } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import type { Blobs } from './blobs.ts';
import { removeReleased, sweepBlobs } from './sweep.ts';

export function blobJobs({ store, swept }: Blobs, log: Log): Job[] {
  const remove: FactJob<'blobs.released'> = {
    name: 'remove-blobs',
    says: 'Removes the bytes of what was deleted.',
    onFact: 'blobs.released',
    ids: () => ({}),
    deadlineMs: 30 * MINUTE_MS,
    attemptsMax: 10,
    async run(units, _team, _ids, signal) {
      await removeReleased(units, store, signal);
    },
  };
  const sweep: ScheduledJob = {
    name: 'sweep-blobs',
    says: 'Compares the storage with the database: removes bytes without a row, reports rows without bytes.',
    schedule: '41 * * * *',
    deadlineMs: HOUR_MS,
    attemptsMax: 3,
    async run(units, signal) {
      await removeReleased(units, store, signal);
      const found = await sweepBlobs(units, store, signal);
      if (found.missing.length > 0) {
        const some = found.missing.slice(0, 20);
        log.error({ count: found.missing.length, some }, 'Bytes are missing from the storage; restore them');
      }
      swept(found.missing.length);
    },
  };
  return [remove, sweep];
}
