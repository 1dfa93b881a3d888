import { after } from '#platform/clock.ts';
import type { Holding } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';

export const provisioningHolding: Holding = {
  name: 'provisioning',
  tables: [
    'provisioning_credentials',
    'provisioning_calls',
    'provisioning_settings',
    'provisioned_members',
    'provisioned_groups',
    'provisioned_group_members',
  ],
  of: 'team',
  kept: 'As long as the directory keeps them; calls for a month; a credential for a year after it was removed.',
  async expire({ sql, now }) {
    const { callsKeptMs, removedKeptMs } = limits.provisioning;
    const calls = await sql
      .deleteFrom('provisioning_calls')
      .where('at', '<', after(now, -callsKeptMs))
      .executeTakeFirst();
    const removed = await sql
      .deleteFrom('provisioning_credentials')
      .where('removed_at', '<', after(now, -removedKeptMs))
      .executeTakeFirst();
    return Number(calls.numDeletedRows) + Number(removed.numDeletedRows);
  },
};
