/**
 * Passkeys: keys that a device or a password manager keeps and that answer one site alone. The danger: an answer that
 * is caught and brought again, a key that was copied, and a list that tells a stranger who has an account. The
 * principle: every answer belongs to one challenge, one browser and one purpose, the person was verified by the
 * authenticator, and keys are named to nobody who has not given the password. The boundary: whoever can unlock the
 * device, or the password manager that copies its keys, is taken for the member.
 */
import type { MemberId, PasskeyId, SessionId, TeamId } from '#contract/ids.ts';
import type { NewPasskey, PasskeyCreation, PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type AccountNames,
  creationFor,
  type Judged,
  judgeAnswer,
  type Keys,
  requestFor,
  takeMade,
} from './ceremony.ts';
import {
  type Asked,
  browserOfSession,
  faultOfChallenge,
  newChallenge,
  openChallenge,
  takeChallenge,
} from './challenges.ts';
import {
  deletePasskeyRow,
  deletePasskeyRowsOf,
  insertPasskey,
  lockPasskey,
  markPasskeyUsed,
  type PasskeyRow,
  passkeyRowsOf,
  renamePasskeyRow,
} from './passkeys.sql.ts';
import { type RelyingParty, relyingPartyAt } from './relying-party.ts';

export {
  type AccountNames,
  creationFor,
  type Judged,
  judgeAnswer,
  type KeyRow,
  type Keys,
  type KeyUse,
  requestFor,
  showPasskey,
  takeMade,
} from './ceremony.ts';
export { type Asked, browserOfSecret, browserOfSession, newBrowserSecret, newChallenge } from './challenges.ts';
export type { PasskeyRow } from './passkeys.sql.ts';
export { type RelyingParty, relyingPartyAt } from './relying-party.ts';

export const noPasskeysHere = problem(
  'passkeys/not-at-this-address',
  409,
  'Passkeys need this server to be reached by a name and with TLS. Nothing was changed; ask who runs it.',
);
export const passkeyKnown = problem('passkeys/known', 409, 'This passkey is in use already. Nothing was changed.');
export const tooManyPasskeys = problem<{ max: number }>(
  'passkeys/too-many',
  409,
  'You have as many passkeys as one can have. Remove one that you do not use, then add this one.',
);
export const noSuchPasskey = problem('passkeys/no-such-passkey', 404, 'You have no such passkey, or it was removed.');

/** Refuses with `noPasskeysHere`. */
export function requireRelyingParty(url: string): RelyingParty {
  const site = relyingPartyAt(url);
  if (!site) throw noPasskeysHere();
  return site;
}

export const passkeysOf = (work: Work, member: MemberId): Promise<PasskeyRow[]> =>
  passkeyRowsOf(work.sql, member, limits.passkeys.heldMax);

export const removeAllPasskeys = (work: Work, member: MemberId): Promise<void> => deletePasskeyRowsOf(work.sql, member);

/** The one that is gone now. Refuses with `noSuchPasskey`. */
export async function removePasskey(work: Work, member: MemberId, id: PasskeyId): Promise<PasskeyRow> {
  const gone = await deletePasskeyRow(work.sql, member, id);
  if (!gone) throw noSuchPasskey();
  return gone;
}

export async function renamePasskey(work: Work, member: MemberId, id: PasskeyId, name: string): Promise<void> {
  if (!(await renamePasskeyRow(work.sql, member, id, name))) throw noSuchPasskey();
}

/** Asks a browser in which nobody is signed in; without a team it looks the same, and no answer to it counts. */
export async function askAnybody(
  work: Work,
  site: RelyingParty,
  team: TeamId | undefined,
  browser: Buffer,
): Promise<PasskeyRequest> {
  const asked: Asked = { purpose: 'sign-in', browser };
  return requestFor(site, team ? await openChallenge(work, team, asked) : newChallenge(work), []);
}

/** Asks the browser of a known member for one of its passkeys; undefined when it has none for this address. */
export async function askFor(
  work: Work,
  site: RelyingParty,
  team: TeamId,
  member: MemberId,
  asked: Asked,
): Promise<PasskeyRequest | undefined> {
  const keys = (await passkeysOf(work, member)).filter(({ host }) => host === site.host);
  if (keys.length === 0) return undefined;
  return requestFor(site, await openChallenge(work, team, asked), keys);
}

/** Asks the browser to have a new one made. Refuses with `tooManyPasskeys`. */
export async function askToMake(
  work: Work,
  site: RelyingParty,
  { team, member }: { readonly team: TeamId; readonly member: MemberId },
  browser: Buffer,
  names: AccountNames,
): Promise<PasskeyCreation> {
  const keys = await passkeysOf(work, member);
  if (keys.length >= limits.passkeys.heldMax) throw tooManyPasskeys({ max: limits.passkeys.heldMax });
  return creationFor(site, await openChallenge(work, team, { purpose: 'enrolment', browser }), member, keys, names);
}

/**
 * Keeps the one that was made on the device of this session. Refuses with `passkeyNotMade`, `passkeyNotVerifying`,
 * `passkeyKnown` and as above.
 */
export async function keepPasskey(
  work: Work,
  site: RelyingParty,
  { team, member }: { readonly team: TeamId; readonly member: MemberId },
  session: SessionId,
  given: { readonly name: string; readonly passkey: NewPasskey },
): Promise<PasskeyRow> {
  const made = await takeMade(work, site, browserOfSession(session), given, KEYS);
  if ((await passkeysOf(work, member)).length >= limits.passkeys.heldMax)
    throw tooManyPasskeys({ max: limits.passkeys.heldMax });
  const row: PasskeyRow = { ...made, team_id: team, member_id: member, made_on: session };
  if (!(await insertPasskey(work.sql, row))) throw passkeyKnown();
  return row;
}

const KEYS: Keys<MemberId, PasskeyRow> = {
  faultOf: faultOfChallenge,
  take: takeChallenge,
  lock: (work, host, credential) => lockPasskey(work.sql, host, credential),
  ownerOf: ({ member_id }) => member_id,
  markUsed: (work, id, use) => markPasskeyUsed(work.sql, id, use),
};

export type JudgedPasskey = Judged<MemberId, PasskeyRow>;

/** Judges an answer, and uses its challenge up when it is right. `member`: whose it has to be, if that is known. */
export const judgePasskey = (
  work: Work,
  site: RelyingParty,
  { member, ...asked }: Asked & { readonly member?: MemberId },
  proof: PasskeyProof,
): Promise<JudgedPasskey> => judgeAnswer(work, site, { ...asked, owner: member }, proof, KEYS);
