import type { FileId } from '#contract/ids.ts';
import { everyTeam } from '#identity/teams/teams.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import { HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import type { Images } from '#platform/images/images.ts';
import type { FactJob, Job, ScheduledJob } from '#platform/jobs/jobs.ts';
import { deleteForsaken } from './delete.ts';
import { lookAt } from './looks.ts';

export function fileJobs(blobs: Blobs, images: Images): Job[] {
  const look: FactJob<'file.uploaded', { file: FileId }> = {
    name: 'look-at-file',
    says: 'Finds out what an uploaded file is and makes its preview.',
    onFact: 'file.uploaded',
    ids: ({ file }) => ({ file }),
    deadlineMs: 2 * MINUTE_MS,
    attemptsMax: 3,
    run: (units, team, { file }) => lookAt(units, blobs, images, team, file),
  };
  const forget: ScheduledJob = {
    name: 'forget-forsaken-files',
    says: 'Deletes uploads that were left, and files that nothing carries.',
    schedule: '11 * * * *',
    deadlineMs: HOUR_MS,
    attemptsMax: 3,
    async run(units, signal) {
      for await (const { id: team } of everyTeam(units)) {
        while ((await units.open({ team }, deleteForsaken)) > 0) signal.throwIfAborted();
      }
    },
  };
  return [look as Job, forget];
}
