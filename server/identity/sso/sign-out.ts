/**
 * Signing out at both sides. The danger: anybody who knows a name signs its person out. The principle: what a provider
 * asks for is signed by it, is for this address and works once; it ends the devices that it names and no others. The
 * boundary: a browser that never comes back from the provider stays signed in there, not here.
 */
import type { ProviderId, SessionId } from '#contract/ids.ts';
import type { SsoFault } from '#contract/sign-in-refusals.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import type { AccessLog, CallOrigin } from '../access-log/access-log.ts';
import {
  type Carried,
  describeUs,
  isAnswer,
  type NameAtProvider,
  readLeaving,
  SamlRefusal,
  signedOutAt,
  signOutAt,
} from '../saml/saml.ts';
import { endTheseSessions } from '../sessions/sessions.ts';
import { findTeam, ownTeam, type TeamRow } from '../teams/teams.ts';
import { keysOf } from './keys.ts';
import { ownNamesOf } from './own-names.ts';
import { equip, samlOf } from './protocols.ts';
import { noSuchProvider, requireProvider } from './providers.ts';
import { insertStay, stayOf, staysOf, takeMessage } from './saml.sql.ts';
import { type ProviderRow, providerById } from './sso.sql.ts';

export const signOutRefused = problem(
  'sso/sign-out-refused',
  403,
  'The provider’s request to sign out was not accepted; nothing was changed. The access log has the reason.',
);

/** So that either side can end for both what began here. */
export async function rememberStay(
  work: Work,
  provider: ProviderRow,
  session: SessionId,
  { name, format, qualifier, ownQualifier, index }: NameAtProvider,
): Promise<void> {
  await insertStay(work.sql, {
    ...{ session_id: session, team_id: provider.team_id, provider_id: provider.id, name },
    ...{ format: format ?? null, qualifier: qualifier ?? null, own_qualifier: ownQualifier ?? null },
    index: index ?? null,
  });
}

/** Where the browser of this device goes after it was signed out here; undefined where it need not go anywhere. */
export async function wayOut(work: Work, actor: Actor, url: string): Promise<string | undefined> {
  const stay = 'session' in actor.by ? await stayOf(work.sql, actor.by.session) : undefined;
  if (!stay) return undefined;
  const row = await providerById(work.sql, stay.provider_id);
  if (row?.settings.kind !== 'saml' || !row.settings.signsOutThere) return undefined;
  const from = await equip(work, row, url, await ownTeam(work, actor.team));
  const { name, format, qualifier, own_qualifier, index } = stay;
  const named = { name, ...{ format: format ?? undefined, qualifier: qualifier ?? undefined } };
  const there = { ...named, ownQualifier: own_qualifier ?? undefined, index: index ?? undefined };
  return signOutAt(samlOf(from, row.settings), there, messageId(work), work.now);
}

const messageId = (work: Work): string => `_${work.random.bytes(20).toString('hex')}`;

interface Place {
  readonly slug: string;
  readonly provider: ProviderId;
}

/** What `use` makes of the place, in a unit of work of its team. Refuses with `noSuchProvider`. */
async function atPlace<T>(
  units: Units,
  { slug, provider }: Place,
  use: (work: Work, team: TeamRow, row: ProviderRow) => Promise<T>,
): Promise<T> {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  if (!team) throw noSuchProvider();
  return await units.open({ team: team.id }, async (work) => {
    const row = await requireProvider(work, provider);
    if (row.settings.kind !== 'saml') throw noSuchProvider();
    return await use(work, team, row);
  });
}

/** Our metadata for the provider, which everybody may read; no sealed key is opened for it. */
export const metadataFor = (units: Units, place: Place, url: string): Promise<string> =>
  atPlace(units, place, async (work, team, { id }) => {
    const keys = await keysOf(work, [id]);
    return describeUs(
      ownNamesOf(url, team, id),
      keys.map(({ certificate }) => certificate),
    );
  });

/**
 * Ends the devices whose person the provider signs out, and says where the browser goes then. Refuses with
 * `signOutRefused`; the access log has the reason.
 */
export async function signOutFrom(
  units: Units,
  { accessLog, url }: { readonly accessLog: AccessLog; readonly url: string },
  place: Place,
  carried: Carried,
  origin: CallOrigin,
): Promise<string> {
  const { team, from, now } = await atPlace(units, place, async (work, found, row) => ({
    ...{ team: found, from: await equip(work, row, url, found), now: work.now },
  }));
  const home = `${url}/t/${team.slug}/signin`;
  // Who comes back from a sign-out that began here is signed out already, whatever the provider says of it.
  if (isAnswer(carried)) return home;
  const refuse = (fault: SsoFault): Error => {
    accessLog.signInRefused(team.id, undefined, `sso/${fault}`, origin);
    return signOutRefused();
  };
  const { settings } = from.row;
  if (settings.kind !== 'saml') throw noSuchProvider();
  try {
    const leaving = await readLeaving(carried, settings, from.own, now);
    const back = await units.open({ team: team.id }, async (work) => {
      const whose = { team: team.id, provider: place.provider };
      if (!(await takeMessage(work.sql, whose, leaving))) return undefined;
      const { name, indexes } = leaving;
      const ended = await staysOf(work.sql, place.provider, name, indexes, limits.saml.staysMax);
      await endTheseSessions(work, ended, `sso-provider:${place.provider}`);
      return signedOutAt(samlOf(from, settings), leaving, messageId(work), work.now) ?? home;
    });
    if (back === undefined) throw refuse('replayed');
    return back;
  } catch (error) {
    if (error instanceof SamlRefusal) throw refuse(error.fault);
    throw error;
  }
}
