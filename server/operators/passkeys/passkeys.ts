/**
 * An operator's passkeys, as a second factor beside the app. The danger: a way round the app, or a key of somebody else
 * that counts. The principle: the ceremony is that of members' passkeys, with keys and challenges of its own; a key
 * needs the password before it like a code does, and only who has enrolled with an app and proved it lately adds one.
 * The boundary: whoever can unlock the device, or the password manager that copies its keys, is taken for the operator.
 */
import type { OperatorId, PasskeyId } from '#contract/ids.ts';
import type { NewPasskey, Passkey, PasskeyCreation, PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import {
  type Asked,
  browserOfSession,
  creationFor,
  judgeAnswer,
  type Keys,
  newChallenge,
  noSuchPasskey,
  passkeyKnown,
  type RelyingParty,
  relyingPartyAt,
  requestFor,
  requireRelyingParty,
  showPasskey,
  takeMade,
  tooManyPasskeys,
} from '#identity/passkeys/passkeys.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Operator, operatorName, requireToChange } from '../access/access.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import {
  challengeByHash,
  deleteChallenge,
  deleteKey,
  deleteKeysOf,
  expireSomeChallenges,
  insertChallenge,
  insertKey,
  keyRowsOf,
  lockKey,
  markKeyUsed,
  type OperatorKeyRow,
} from './passkeys.sql.ts';

export const noPasskeyOfOperator = problem(
  'operators/no-passkey',
  409,
  'You have no passkey for this address. Type the code of your app.',
);

const { heldMax, challengeMs, expiredAtOnce } = limits.passkeys;
const SITE = 'Wardroom operators';

/** For what one of them signs. */
type Purpose = 'second-factor' | 'proof';

async function openChallenge(work: Work, { purpose, browser }: Asked): Promise<string> {
  const challenge = newChallenge(work);
  await expireSomeChallenges(work.sql, after(work.now, -challengeMs), expiredAtOnce);
  await insertChallenge(work.sql, {
    ...{ challenge_hash: digestOf(challenge), purpose, browser_hash: browser },
    expires_at: after(work.now, challengeMs),
  });
  return challenge;
}

const KEYS: Keys<OperatorId, OperatorKeyRow> = {
  async faultOf(work, challenge, { purpose, browser }) {
    const row = await challengeByHash(work.sql, digestOf(challenge));
    if (!row) return 'replayed';
    if (row.purpose !== purpose || !row.browser_hash.equals(browser)) return 'other-browser';
    return row.expires_at <= work.now ? 'expired' : undefined;
  },
  take: (work, challenge) => deleteChallenge(work.sql, digestOf(challenge)),
  lock: (work, host, credential) => lockKey(work.sql, host, credential),
  ownerOf: ({ operator_id }) => operator_id,
  markUsed: (work, id, use) => markKeyUsed(work.sql, id, use),
};

const keysOf = (work: Work, operator: OperatorId): Promise<OperatorKeyRow[]> => keyRowsOf(work.sql, operator, heldMax);

/** Begins to add one: what the browser is to have made. It counts for nothing until the answer is kept. */
export async function beginPasskey(work: Work, url: string, operator: Operator): Promise<PasskeyCreation> {
  requireToChange(operator, work.now);
  const site = requireRelyingParty(url);
  const keys = await keysOf(work, operator.id);
  if (keys.length >= heldMax) throw tooManyPasskeys({ max: heldMax });
  const challenge = await openChallenge(work, { purpose: 'enrolment', browser: browserOfSession(operator.session) });
  const account = `${operator.name} · console`;
  return creationFor(site, challenge, operator.id, keys, { account, person: account, site: SITE });
}

/** From now on it finishes a sign-in and proves who one is, as a code of the app does. */
export async function addPasskey(
  work: Work,
  url: string,
  operator: Operator,
  given: { readonly name?: string | undefined; readonly passkey: NewPasskey },
): Promise<Passkey> {
  requireToChange(operator, work.now);
  const [site, browser] = [requireRelyingParty(url), browserOfSession(operator.session)];
  const named = { name: given.name?.trim() ?? 'Passkey', passkey: given.passkey };
  const made = await takeMade(work, site, browser, named, KEYS);
  if ((await keysOf(work, operator.id)).length >= heldMax) throw tooManyPasskeys({ max: heldMax });
  if (!(await insertKey(work.sql, { ...made, operator_id: operator.id }))) throw passkeyKnown();
  noteChange(work, operator, 'operator.passkey-added', made.id);
  return showPasskey(made, site);
}

/** Removes one, and ends the other sign-ins: it may be lost. The app is always left. */
export async function removePasskey(work: Work, operator: Operator, id: PasskeyId): Promise<void> {
  requireToChange(operator, work.now);
  if (!(await deleteKey(work.sql, operator.id, id))) throw noSuchPasskey();
  noteChange(work, operator, 'operator.passkey-removed', id);
  await endSessionsOf(work, operator.id, operatorName(operator.id), operator.session);
}

/** For a reset. */
export const dropPasskeys = (work: Work, operator: OperatorId): Promise<void> => deleteKeysOf(work.sql, operator);

/** What the browser is asked for. Refuses with `noPasskeyOfOperator`. */
export async function askForPasskey(
  work: Work,
  url: string,
  operator: Operator,
  purpose: Purpose,
): Promise<PasskeyRequest> {
  const site = requireRelyingParty(url);
  const keys = (await keysOf(work, operator.id)).filter(({ host }) => host === site.host);
  if (keys.length === 0) throw noPasskeyOfOperator();
  const asked = { purpose, browser: browserOfSession(operator.session) };
  return requestFor(site, await openChallenge(work, asked), keys);
}

/** Uses the answer up; what is wrong with it, or undefined when it is right. */
export async function usePasskey(
  work: Work,
  url: string,
  operator: Operator,
  purpose: Purpose,
  proof: PasskeyProof,
): Promise<string | undefined> {
  const asked = { purpose, browser: browserOfSession(operator.session), owner: operator.id };
  const judged = await judgeAnswer(work, requireRelyingParty(url), asked, proof, KEYS);
  if (judged.kind === 'refused') return judged.reason;
  noteChange(work, operator, 'operator.passkey-used', judged.passkey.id);
  return undefined;
}

/** The operator's own, and whether one of them works here; while a factor is owed, only the latter is said. */
export async function lookAtPasskeys(
  work: Work,
  url: string,
  { id, owes }: Operator,
): Promise<{ passkeys: Passkey[]; passkey: { isPossible: boolean; isReady: boolean } }> {
  const site: RelyingParty | undefined = relyingPartyAt(url);
  const keys = await keysOf(work, id);
  return {
    passkeys: owes === undefined ? keys.map((row) => showPasskey(row, site)) : [],
    passkey: { isPossible: site !== undefined, isReady: keys.some(({ host }) => host === site?.host) },
  };
}

function noteChange(work: Work, { id }: Operator, kind: string, passkey: PasskeyId): void {
  work.audit({ kind, actor: operatorName(id), object: operatorName(id), details: { passkey } });
}
