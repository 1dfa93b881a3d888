/** One's own passkeys as a factor: adding, naming and removing them, under the same rules as for an app. */
import type { PasskeyId } from '#contract/ids.ts';
import type { NewPasskey, Passkey, PasskeyCreation, PasskeyRequest } from '#contract/passkeys.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { requireLocked, requireMember } from '../members/members.ts';
import {
  askFor,
  askToMake,
  browserOfSession,
  keepPasskey,
  removePasskey,
  renamePasskey,
  requireRelyingParty,
  showPasskey,
} from '../passkeys/passkeys.ts';
import { proveFactor } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import {
  beginFactors,
  endLastFactor,
  isFactorLeft,
  newsFor,
  noFactor,
  PASSWORD_ALONE,
  requireToChange,
} from './keeping.ts';

const DEFAULT_NAME = 'Passkey';

/** Begins to add one: what the browser is to have made. It counts for nothing until the answer is kept. */
export async function beginPasskey(work: Work, url: string, actor: Actor): Promise<PasskeyCreation> {
  requireToChange(actor, work.now);
  const site = requireRelyingParty(url);
  const [member, team] = [await requireMember(work, actor.member), await ownTeam(work, actor.team)];
  const names = {
    // Teams of one server are one site to a browser: the name tells which one is meant.
    ...{ account: `${member.email ?? member.handle} · ${team.name}`, person: `${member.name} · ${team.name}` },
    site: team.name,
  };
  return await askToMake(work, site, actor, browserOfSession(requireDevice(actor)), names);
}

/** From now on it is a factor, and this device has proven it. Returns the mail to the member. */
export async function addPasskey(
  work: Work,
  url: string,
  actor: Actor,
  given: { readonly name?: string | undefined; readonly passkey: NewPasskey },
): Promise<{ shown: Passkey; news: Mail | undefined }> {
  requireToChange(actor, work.now);
  const [site, session] = [requireRelyingParty(url), requireDevice(actor)];
  const { member } = actor;
  await requireLocked(work, member);
  const named = { name: given.name?.trim() ?? DEFAULT_NAME, passkey: given.passkey };
  const row = await keepPasskey(work, site, actor, session, named);
  await beginFactors(work, member, actor);
  await proveFactor(work, actor, session, 'passkey');
  const shown = showPasskey(row, site);
  const details = { passkey: row.id, kept: shown.kept };
  work.audit({ kind: 'passkey.added', actor: auditName(actor), object: `member:${member}`, details });
  const news = await newsFor(work, member, 'A passkey was added to your account', [
    `It is called “${row.name}”. Whoever holds it and unlocks it signs in with it, without the password.`,
    'If you did not do this, tell an admin of the team at once: somebody else is in your account.',
  ]);
  return { shown, news };
}

export async function renameOwnPasskey(work: Work, actor: Actor, id: PasskeyId, name: string): Promise<void> {
  requireDevice(actor);
  await renamePasskey(work, actor.member, id, name.trim());
  const details = { passkey: id };
  work.audit({ kind: 'passkey.renamed', actor: auditName(actor), object: `member:${actor.member}`, details });
}

/** Removes one, also of another address; with the last factor that works here, everything that hangs on having one. */
export async function removeOwnPasskey(
  work: Work,
  url: string,
  actor: Actor,
  id: PasskeyId,
): Promise<Mail | undefined> {
  requireToChange(actor, work.now);
  const { member } = actor;
  await requireLocked(work, member);
  const gone = await removePasskey(work, member, id);
  const isLast = !(await isFactorLeft(work, url, member, gone));
  if (isLast) await endLastFactor(work, actor);
  const details = { passkey: id };
  work.audit({ kind: 'passkey.removed', actor: auditName(actor), object: `member:${member}`, details });
  return await newsFor(work, member, 'A passkey was removed from your account', [
    `“${gone.name}” signs nobody in any more.`,
    ...(isLast ? [PASSWORD_ALONE] : []),
    'If you did not do this, tell an admin of the team at once: somebody else is in your account.',
  ]);
}

/** What the browser of a known member is asked for. Refuses with `noFactor` when it has no passkey for this address. */
export async function askForPasskey(
  work: Work,
  url: string,
  actor: Actor,
  purpose: 'second-factor' | 'proof',
): Promise<PasskeyRequest> {
  const browser = browserOfSession(requireDevice(actor));
  const request = await askFor(work, requireRelyingParty(url), actor.team, actor.member, { purpose, browser });
  if (!request) throw noFactor();
  return request;
}
