import { everyTeam } from '#identity/teams/teams.ts';
import { after, type Clock, DAY_MS } from '#platform/clock.ts';
import type { Evidence } from '#platform/evidence.ts';
import { limits } from '#platform/limits.ts';
import { currentPolicy } from '../policy/policy.ts';
import { securityTextEnd } from './security-txt.ts';

export const securityTextEvidence = (clock: Clock): Evidence => ({
  claim: 'desk/security-txt-holds',
  says: 'The security.txt of every open security desk holds for thirty days at least.',
  staleAfterMs: 2 * DAY_MS,
  check: 'Read Expires in /.well-known/security.txt, and verify it with gpg and the key that it names.',
  async measure(units) {
    const now = clock();
    const enough = after(now, limits.publicDesk.securityText.alarmMs);
    const sum = { open: 0, holding: 0 };
    for await (const { id: team } of everyTeam(units)) {
      await units.open({ team }, async (work) => {
        if ((await currentPolicy(work, team)).version === 0) return;
        sum.open += 1;
        const end = await securityTextEnd(work);
        if (end && end > enough) sum.holding += 1;
      });
    }
    return { at: now, value: `${sum.holding} of ${sum.open} hold so long`, kept: sum.holding === sum.open };
  },
});
