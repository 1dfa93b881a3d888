/** The way out: where the browser goes, and what binds what comes back to it. */

import type { MemberId, ProviderId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import { OidcRefusal } from '../oidc/oidc.ts';
import { policyOf } from '../sso-policy/sso-policy.ts';
import { findTeam, ownTeam, type TeamRow } from '../teams/teams.ts';
import { departureTo, equip } from './protocols.ts';
import { noSuchProvider, requireProvider } from './providers.ts';
import { insertRequest, type ProviderRow } from './sso.sql.ts';

export const providerBroken = problem<{ says: string }>(
  'sso/provider-broken',
  502,
  'The provider does not describe itself as it should. Nothing was changed; an admin of the team can test it.',
);

interface DepartureMeans {
  readonly egress: Egress;
  readonly url: () => string;
}

const BROWSER_BYTES = 32;

/** Where the browser goes, and what it is to keep. */
export interface Departure {
  readonly location: string;
  readonly browser: string;
}

/** `browser`: the secret that it keeps already. Refuses with `noSuchProvider`, also where there is no such team. */
export async function beginSignIn(
  units: Units,
  means: DepartureMeans,
  to: { readonly team: string; readonly provider: ProviderId },
  browser: string | undefined,
): Promise<Departure> {
  const team = await units.open('deployment', (work) => findTeam(work, to.team));
  if (!team) {
    // Of no team the same is asked, where nothing is found.
    await units.open({ team: DEPLOYMENT }, (work) => requireProvider(work, to.provider));
    throw noSuchProvider();
  }
  return await depart(units, means, team, to.provider, browser, async (work, provider) => {
    if (!provider.is_on || !(await policyOf(work))) throw noSuchProvider();
    return null;
  });
}

/** The same in order to look what comes back; nobody is signed in by it. A provider that is off can be tested too. */
export async function beginTest(
  units: Units,
  means: DepartureMeans,
  actor: Actor,
  provider: ProviderId,
  browser: string | undefined,
): Promise<Departure> {
  requireDevice(actor);
  const team = await units.open({ team: actor.team }, (work) => ownTeam(work, actor.team));
  return await depart(units, means, team, provider, browser, async (work, { id }) => {
    work.audit({ kind: 'sso.test-begun', actor: auditName(actor), object: `sso-provider:${id}` });
    return actor.member;
  });
}

async function depart(
  units: Units,
  { egress, url }: DepartureMeans,
  team: TeamRow,
  id: ProviderId,
  known: string | undefined,
  judged: (work: Work, provider: ProviderRow) => Promise<MemberId | null>,
): Promise<Departure> {
  const { to, way, now } = await units.open({ team: team.id }, async (work) => {
    const row = await requireProvider(work, id);
    const tester = await judged(work, row);
    const minted = mintBearer(work.random, tester === null ? 'sso' : 'sso-test', team.id);
    const browser = known ?? work.random.bytes(BROWSER_BYTES).toString('base64url');
    await insertRequest(work.sql, {
      ...{ state_hash: minted.hash, team_id: team.id, provider_id: id, browser_hash: digestOf(browser), tester },
      expires_at: after(work.now, limits.sso.requestMs),
    });
    return { to: await equip(work, row, url(), team), way: { state: minted.text, browser }, now: work.now };
  });
  try {
    return { location: await departureTo(egress, to, way, now), browser: way.browser };
  } catch (error) {
    if (error instanceof OidcRefusal) throw providerBroken({ says: error.message });
    throw error;
  }
}
