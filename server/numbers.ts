/** What Prometheus is told of the whole, beside what each request and job adds. */
import { DOORS, type Door, type Guesses } from '#identity/guessing/guessing.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import type { Database } from '#platform/database/database.ts';
import type { Jobs } from '#platform/jobs/jobs.ts';
import type { Metrics } from '#platform/metrics/metrics.ts';
import type { Hub } from '#platform/realtime/realtime.ts';

interface Counting {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly blobs: Blobs;
  readonly uploads: { readonly receiving: () => number };
  readonly guesses: Guesses;
  readonly hub: Pick<Hub, 'stats'>;
}

const delayedAt = (door: Door): string => `delayed_${door.replaceAll('-', '_')}`;

export function readNumbers(metrics: Metrics, { database, jobs, blobs, uploads, guesses, hub }: Counting): void {
  metrics.read(
    { jobs_waiting: 'Queued.', jobs_running: 'Running.', jobs_dead: 'Given up, to be looked at.' },
    async () => {
      const { waiting, running, dead } = await jobs.counts();
      return { jobs_waiting: waiting, jobs_running: running, jobs_dead: dead };
    },
  );
  metrics.read(
    {
      uploads_receiving: 'Uploads that are being received.',
      blob_bytes_held: 'Sealed bytes in memory on their way to the storage.',
      blob_objects_missing: 'Objects that the last sweep did not find in the storage.',
    },
    () => ({
      uploads_receiving: uploads.receiving(),
      blob_bytes_held: blobs.held(),
      blob_objects_missing: blobs.missing(),
    }),
  );
  metrics.read(
    Object.fromEntries(DOORS.map((door) => [delayedAt(door), `Told to wait after wrong tries: ${door}.`])),
    () => {
      const delayed = guesses.delayed();
      return Object.fromEntries(DOORS.map((door) => [delayedAt(door), delayed[door]]));
    },
  );
  metrics.read(
    { stream_sockets: 'Open sockets.', stream_frames: 'Frames sent.', stream_closed_slow: 'Closed as too slow.' },
    () => {
      const { sockets, frames, closedSlow } = hub.stats();
      return { stream_sockets: sockets, stream_frames: frames, stream_closed_slow: closedSlow };
    },
  );
  if (database.engine === 'postgres') return;
  metrics.read(
    { store_fsyncs: 'Writes forced to disk.', store_wal_fsyncs: 'Of the log.', store_checkpoints: 'Checkpoints.' },
    () => {
      const stats = database.stats();
      return {
        store_fsyncs: stats?.fsyncs ?? 0,
        store_wal_fsyncs: stats?.walFsyncs ?? 0,
        store_checkpoints: stats?.checkpoints ?? 0,
      };
    },
  );
}
