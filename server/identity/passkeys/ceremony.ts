/**
 * What is the same for every kind of account that has passkeys: what a browser is asked, and how its answer is judged.
 * Where keys and challenges are kept is handed in, because those of members and of operators never meet.
 */
import type { PasskeyId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import type { NewPasskey, Passkey, PasskeyCreation, PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import type { PasskeyFault } from '#contract/sign-in-refusals.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import type { Asked } from './challenges.ts';
import type { RelyingParty } from './relying-party.ts';
import { ALGORITHMS, isSignedBy, type MadePasskey, readHead, readMade, readSaid } from './web-authn.ts';

export const passkeyNotMade = problem(
  'passkeys/not-made',
  422,
  'This is no new passkey for this server, or it took too long. Nothing was changed; begin again.',
);
export const passkeyNotVerifying = problem(
  'passkeys/not-verifying',
  422,
  'This passkey asks for no finger, face or PIN, so it cannot stand for you. Nothing was changed; use another.',
);

/** A key, whosever it is. */
export interface KeyRow {
  readonly id: PasskeyId;
  readonly host: string;
  readonly credential_id: Buffer;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly may_sync: boolean;
  readonly is_synced: boolean;
  readonly name: string;
  readonly added_at: Date;
  readonly used_at: Date | null;
}

export type KeyUse = Pick<KeyRow, 'counter' | 'is_synced'> & { readonly used_at: Date };

/** Where the challenges of one kind of account are. */
export interface Challenges {
  /** Why this challenge counts for nothing here; undefined when it counts. */
  faultOf(work: Work, challenge: string, asked: Asked): Promise<'replayed' | 'other-browser' | 'expired' | undefined>;
  /** Of several who bring the same answer at once, one gets true. */
  take(work: Work, challenge: string): Promise<boolean>;
}

/** Where its keys are. */
export interface Keys<Owner extends string, Row extends KeyRow> extends Challenges {
  /** Of several who use it at once, one is looked at after the other: its counter rises. */
  lock(work: Work, host: string, credential: Buffer): Promise<Row | undefined>;
  ownerOf(row: Row): Owner;
  markUsed(work: Work, id: PasskeyId, use: KeyUse): Promise<void>;
}

export const showPasskey = (row: KeyRow, site: RelyingParty | undefined): Passkey => ({
  id: publicId('Y', row.id),
  name: row.name,
  addedAt: row.added_at.toISOString(),
  ...(row.used_at ? { usedAt: row.used_at.toISOString() } : {}),
  kept: row.is_synced ? 'synced' : row.may_sync ? 'not-yet-synced' : 'this-device',
  ...(row.host === site?.host ? {} : { otherHost: row.host }),
});

/** The bytes by which an authenticator tells accounts apart; they say nothing of the person. */
const handleOf = (owner: string): string => Buffer.from(owner.replaceAll('-', ''), 'hex').toString('base64url');

const descriptorOf = ({ credential_id, transports }: KeyRow) => ({
  type: 'public-key' as const,
  id: credential_id.toString('base64url'),
  transports: [...transports],
});

/** What the browser passes on. `keys`: which of them may answer; without any, all that it knows for this site. */
export const requestFor = (site: RelyingParty, challenge: string, keys: readonly KeyRow[]): PasskeyRequest => ({
  ...{ challenge, rpId: site.host, timeout: limits.passkeys.challengeMs, userVerification: 'required' },
  allowCredentials: keys.map(descriptorOf),
});

/** How an account is called where its passkeys are chosen from. */
export interface AccountNames {
  readonly account: string;
  readonly person: string;
  readonly site: string;
}

/** What the browser is to have made. `keys`: those that the owner has. */
export const creationFor = (
  site: RelyingParty,
  challenge: string,
  owner: string,
  keys: readonly KeyRow[],
  names: AccountNames,
): PasskeyCreation => ({
  challenge,
  rp: { id: site.host, name: names.site },
  user: { id: handleOf(owner), name: names.account, displayName: names.person },
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
  timeout: limits.passkeys.challengeMs,
  excludeCredentials: keys.filter(({ host }) => host === site.host).map(descriptorOf),
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
});

/** Reads what was made, and uses its challenge up. Refuses with `passkeyNotMade` and `passkeyNotVerifying`. */
export async function takeMade(
  work: Work,
  site: RelyingParty,
  browser: Buffer,
  { name, passkey }: { readonly name: string; readonly passkey: NewPasskey },
  challenges: Challenges,
): Promise<KeyRow> {
  const said = readSaid(passkey.clientDataJSON, 'webauthn.create', site);
  const asked: Asked = { purpose: 'enrolment', browser };
  if (!said?.isFromUs || (await challenges.faultOf(work, said.challenge, asked))) throw passkeyNotMade();
  const made: MadePasskey | 'not-verified' | undefined = await readMade(passkey, site, said.challenge);
  if (made === 'not-verified') throw passkeyNotVerifying();
  if (!made || !(await challenges.take(work, said.challenge))) throw passkeyNotMade();
  const { head } = made;
  return {
    ...{ id: work.random.uuid() as PasskeyId, host: site.host, name, transports: [...passkey.transports] },
    ...{ credential_id: made.credential, public_key: made.publicKey, added_at: work.now, used_at: null },
    ...{ counter: head.counter, may_sync: head.maySync, is_synced: head.isSynced },
  };
}

export type Judged<Owner extends string, Row extends KeyRow> =
  | { readonly kind: 'right'; readonly passkey: Row }
  | { readonly kind: 'refused'; readonly reason: `passkey/${PasskeyFault}`; readonly owner: Owner | undefined };

/** Judges an answer, and uses its challenge up when it is right. `owner`: whose it has to be, if that is known. */
export async function judgeAnswer<Owner extends string, Row extends KeyRow>(
  work: Work,
  site: RelyingParty,
  asked: Asked & { readonly owner: Owner | undefined },
  proof: PasskeyProof,
  keys: Keys<Owner, Row>,
): Promise<Judged<Owner, Row>> {
  const refused = (reason: PasskeyFault, owner = asked.owner): Judged<Owner, Row> => ({
    ...{ kind: 'refused', reason: `passkey/${reason}`, owner },
  });
  const said = readSaid(proof.clientDataJSON, 'webauthn.get', site);
  const head = readHead(Buffer.from(proof.authenticatorData, 'base64url'), site);
  if (!said || !head) return refused('malformed');
  if (!said.isFromUs) return refused('wrong-origin');
  if (!head.isForUs) return refused('wrong-site');
  const fault = await keys.faultOf(work, said.challenge, asked);
  if (fault) return refused(fault);
  const passkey = await keys.lock(work, site.host, Buffer.from(proof.id, 'base64url'));
  if (!passkey) return refused('unknown');
  const owner = keys.ownerOf(passkey);
  const isOwners = proof.userHandle === undefined || proof.userHandle === handleOf(owner);
  if (!isOwners || (asked.owner ?? owner) !== owner) return refused('of-another');
  if (!head.isVerified) return refused('not-verified', owner);
  if (head.maySync !== passkey.may_sync) return refused('malformed', owner);
  if (!(await isSignedBy(passkey.public_key, proof, site, said.challenge))) return refused('wrong-signature', owner);
  // Of a key that counts, each answer has a higher number than the one before; a lower one comes from a copy.
  if ((head.counter > 0 || passkey.counter > 0) && head.counter <= passkey.counter) return refused('counter', owner);
  if (!(await keys.take(work, said.challenge))) return refused('replayed', owner);
  const use = { counter: head.counter, is_synced: head.isSynced, used_at: work.now };
  await keys.markUsed(work, passkey.id, use);
  return { kind: 'right', passkey: { ...passkey, ...use } };
}
