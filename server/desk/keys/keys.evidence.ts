import { everyTeam } from '#identity/teams/teams.ts';
import { type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { currentPolicy } from '../policy/policy.ts';
import { standingKey } from './keys.ts';

/** Of the desks that are open to the public. */
export const deskKeyEvidence = (clock: Clock): Evidence => ({
  claim: 'desk/key-stands',
  says: 'Reports to every open security desk can be encrypted: it has a key that has not expired.',
  staleAfterMs: 2 * DAY_MS,
  check: 'gpg --show-keys on what /security/key.asc answers says until when the key holds.',
  async measure(units) {
    const now = clock();
    const sum = { open: 0, encrypted: 0 };
    for await (const { id: team } of everyTeam(units)) {
      await units.open({ team }, async (work) => {
        if ((await currentPolicy(work, team)).version === 0) return;
        sum.open += 1;
        const key = await standingKey(work);
        if (key && key.expires_at > now) sum.encrypted += 1;
      });
    }
    const value = `${sum.encrypted} of ${sum.open} open desks have a key that holds`;
    return { at: now, value, kept: sum.encrypted === sum.open };
  },
});
