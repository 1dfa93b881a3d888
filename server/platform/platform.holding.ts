import type { Holding } from './holdings.ts';

export const platformHoldings: Holding[] = [
  {
    name: 'keys',
    of: 'team',
    tables: ['vault_keys'],
    kept: 'As long as what they seal; with them goes the way to read it.',
  },
  {
    name: 'blobs',
    of: 'team',
    tables: ['blobs', 'blob_segments'],
    kept: 'As long as something refers to them. Their bytes follow their rows, whoever deletes those.',
  },
  {
    name: 'objects to remove',
    of: 'deployment',
    tables: ['blob_removals'],
    kept: 'Until their bytes are gone from the storage: moments.',
  },
  {
    name: 'audit log',
    of: 'team',
    tables: ['audit_heads', 'audit_entries', 'audit_checkpoints'],
    kept: 'As long as the team: an entry that could go would be a gap in the proof.',
  },
  {
    name: 'schema history',
    of: 'deployment',
    tables: ['kysely_migration', 'kysely_migration_lock'],
    kept: 'For good: which migrations were applied.',
  },
];
