import type { Provisioning } from '#contract/provisioning.ts';
import type { Work } from '#platform/work.ts';
import { lastCalls } from './calls.ts';
import { listCredentials, showCredential } from './credentials.ts';
import { groupsOverview } from './groups.ts';
import { countLinked } from './people.sql.ts';
import { newAccountsRole } from './settings.ts';

/** Everything that owners and admins see of their directory; `address` is what they enter there. */
export async function overview(work: Work, address: string): Promise<Provisioning> {
  return {
    address,
    newAccounts: await newAccountsRole(work),
    people: await countLinked(work.sql),
    credentials: (await listCredentials(work)).map(showCredential),
    groups: await groupsOverview(work),
    calls: await lastCalls(work),
  };
}
