/**
 * Public keys of those who write to the desk. The danger: a key that somebody else slipped in, for which the desk then
 * encrypts. The principle: the first key of an address counts (trust on first use); another one waits until somebody
 * of the desk has said that it is right; which key was used is told. The boundary: the first one is believed, as is
 * what the domain of an address publishes, until the desk confirms it by its fingerprint.
 */
import type { MemberId, TeamId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { lockTeam } from '#identity/teams/teams.ts';
import { after } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { askDirectory } from './directory.ts';
import { type LookedAt, lookAtKeys } from './looking.ts';
import {
  deleteLookups,
  deleteUnseen,
  type HowLearnt,
  insertSenderKey,
  type KeyState,
  lookupAt,
  markSeen,
  markState,
  noteLookup,
  retireCurrent,
  type SenderKeyRow,
  senderKeyRows,
} from './sender-keys.sql.ts';

export { lookAtKeys } from './looking.ts';

export const noSuchSenderKey = problem(
  'desk-sender-keys/no-such-key',
  404,
  'This sender has no key with this fingerprint.',
);
export const senderKeyUnusable = problem(
  'desk-sender-keys/unusable',
  422,
  'This is no OpenPGP public key that one can encrypt for: it may be expired, revoked, or without a key for that.',
);

export interface SenderKey {
  readonly fingerprint: string;
  readonly publicKey: Buffer;
  /** Undefined: never. */
  readonly expiresAt: Date | undefined;
  readonly state: KeyState;
  readonly how: HowLearnt;
  readonly firstSeenAt: Date;
  readonly confirmed: { readonly at: Date; readonly by: MemberId } | undefined;
}

/** Of the mail that was read, or of the directory. */
export interface Learnt extends LookedAt {
  readonly how: HowLearnt;
}

/** `changed`: another key than the one that counts came, and waits for the desk's word. */
export type Learning = 'nothing' | 'same' | 'first' | 'changed';

const COMPARTMENT = 'desk-sender-keys';
const FIELD = 'key';

interface Sealed {
  readonly address: string;
  readonly fingerprint: string;
  /** In base64. */
  readonly publicKey: string;
  readonly expiresAt?: string;
}

async function digestOf(work: Work, kind: 'address' | 'key', text: string): Promise<Buffer> {
  const digest = await work.keys.contentDigest();
  return digest().update(`desk sender ${kind} ${text.toLowerCase()}`).digest();
}

const recordOf = ({ address, key }: Pick<SenderKeyRow, 'address' | 'key'>): string =>
  `${address.toString('hex')} ${key.toString('hex')}`;

async function opened(work: Work, row: SenderKeyRow): Promise<SenderKey> {
  const compartment = await work.keys.compartment(COMPARTMENT);
  const sealed = JSON.parse(compartment.open(recordOf(row), FIELD, row.sealed)) as Sealed;
  const { state, how, first_seen_at: firstSeenAt, confirmed_at: at, confirmed_by: by } = row;
  const confirmed = at && by ? { at, by } : undefined;
  return {
    ...{ fingerprint: sealed.fingerprint, publicKey: Buffer.from(sealed.publicKey, 'base64') },
    expiresAt: sealed.expiresAt === undefined ? undefined : new Date(sealed.expiresAt),
    ...{ state, how, firstSeenAt, confirmed },
  };
}

async function rowsOf(work: Work, address: string): Promise<SenderKeyRow[]> {
  return await senderKeyRows(work.sql, await digestOf(work, 'address', address), deskLimits.senderKeysMax);
}

/** All that came for this address, the newest first. */
export async function listSenderKeys(work: Work, address: string): Promise<SenderKey[]> {
  const keys: SenderKey[] = [];
  for (const row of await rowsOf(work, address)) keys.push(await opened(work, row));
  return keys;
}

/** Against which a signature of this sender is held: what waits for the desk's word proves nothing yet. */
export const verifyingKeys = async (work: Work, address: string): Promise<Buffer[]> =>
  (await listSenderKeys(work, address))
    .filter(({ state }) => state === 'current' || state === 'former')
    .map(({ publicKey }) => publicKey);

/**
 * Takes in the keys that came with a mail from this address. To be called only for mails whose sender is believed: for
 * others anybody could be the first.
 */
export async function learnKeys(
  work: Work,
  team: TeamId,
  address: string,
  found: readonly Learnt[],
): Promise<Learning> {
  // Autocrypt speaks of its sender by itself; any other key must name the address.
  const isOf = ({ how, addresses }: Learnt): boolean =>
    how === 'autocrypt' || addresses.includes(address.toLowerCase());
  const ours = found.filter(isOf);
  if (ours.length === 0) return 'nothing';
  await lockTeam(work, team);
  const outcomes: Learning[] = [];
  for (const key of ours) outcomes.push(await learn(work, team, address, key));
  return (['changed', 'first', 'same'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'nothing';
}

async function learn(work: Work, team: TeamId, address: string, found: Learnt): Promise<Learning> {
  const rows = await rowsOf(work, address);
  const row = await rowFor(work, address, found, found.how);
  const there = rows.find(({ key }) => key.equals(row.key));
  if (there) {
    await markSeen(work.sql, there, row);
    return there.state === 'waiting' ? 'changed' : 'same';
  }
  // What one can't write to is of no use, and must not stand in the way of what comes later.
  if (!found.encrypts || rows.length >= deskLimits.senderKeysMax) return 'nothing';
  const isFirst = !rows.some(({ state }) => state === 'current');
  await insertSenderKey(work.sql, { ...row, team_id: team, state: isFirst ? 'current' : 'waiting' });
  if (!isFirst) audit(work, 'desk-sender-key.changed', 'system', row);
  return isFirst ? 'first' : 'changed';
}

async function rowFor(work: Work, address: string, found: LookedAt, how: HowLearnt) {
  const { fingerprint, publicKey, expiresAt } = found;
  const place = {
    address: await digestOf(work, 'address', address),
    key: await digestOf(work, 'key', fingerprint),
  };
  const said: Sealed = {
    ...{ address, fingerprint, publicKey: publicKey.toString('base64') },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const compartment = await work.keys.compartment(COMPARTMENT);
  return {
    ...{ ...place, how, sealed: compartment.seal(recordOf(place), FIELD, JSON.stringify(said)) },
    ...{ first_seen_at: work.now, seen_at: work.now, confirmed_at: null, confirmed_by: null },
  };
}

type Change = 'changed' | 'confirmed' | 'refused' | 'written';

const audit = (
  work: Work,
  kind: `desk-sender-key.${Change}`,
  actor: string,
  { key }: Pick<SenderKeyRow, 'key'>,
): void => work.audit({ kind, actor, object: `desk-sender-key:${key.toString('hex', 0, 8)}` });

async function requireRow(work: Work, address: string, fingerprint: string): Promise<SenderKeyRow> {
  const key = await digestOf(work, 'key', fingerprint);
  const row = (await rowsOf(work, address)).find((one) => one.key.equals(key));
  if (!row) throw noSuchSenderKey();
  return row;
}

/** Somebody of the desk has held the fingerprint against what its holder says: it counts. False: it did already. */
export async function confirmSenderKey(
  work: Work,
  actor: Actor,
  address: string,
  fingerprint: string,
): Promise<boolean> {
  await lockTeam(work, actor.team);
  const row = await requireRow(work, address, fingerprint);
  if (row.state === 'current' && row.confirmed_at) return false;
  if (row.state !== 'current') await retireCurrent(work.sql, row.address);
  await markState(work.sql, row, { state: 'current', confirmed_at: work.now, confirmed_by: actor.member });
  audit(work, 'desk-sender-key.confirmed', auditName(actor), row);
  return true;
}

/** It is not the sender's: it counts no more, and does not come back with the next mail. False: as before. */
export async function refuseSenderKey(
  work: Work,
  actor: Actor,
  address: string,
  fingerprint: string,
): Promise<boolean> {
  await lockTeam(work, actor.team);
  const row = await requireRow(work, address, fingerprint);
  if (row.state === 'refused') return false;
  await markState(work.sql, row, { state: 'refused', confirmed_at: null, confirmed_by: null });
  audit(work, 'desk-sender-key.refused', auditName(actor), row);
  return true;
}

/** A key that somebody of the desk got by another way, and answers for. Armoured or not; it counts at once. */
export async function writeDownSenderKey(
  units: Units,
  actor: Actor,
  address: string,
  given: Uint8Array,
  also: (work: Work) => Promise<void> = async () => {},
): Promise<SenderKey> {
  const now = await units.open({ team: actor.team }, async (work) => work.now);
  const found = (await lookAtKeys(given, [], now)).find(({ encrypts }) => encrypts);
  if (!found) throw senderKeyUnusable();
  return await units.open({ team: actor.team }, async (work) => {
    await lockTeam(work, actor.team);
    const row = await rowFor(work, address, found, 'written');
    const there = (await rowsOf(work, address)).find(({ key }) => key.equals(row.key));
    if (there?.state !== 'current') await retireCurrent(work.sql, row.address);
    const confirmed = { state: 'current', confirmed_at: work.now, confirmed_by: actor.member } as const;
    if (there) {
      await markSeen(work.sql, there, row);
      await markState(work.sql, there, confirmed);
    } else await insertSenderKey(work.sql, { ...row, ...confirmed, team_id: actor.team });
    audit(work, 'desk-sender-key.written', auditName(actor), row);
    await also(work);
    return await opened(work, { ...row, ...confirmed });
  });
}

/** The key for letters to this address; where none holds, the directory of its domain is asked, once in a while. */
export async function keyToWriteTo(
  units: Units,
  egress: Pick<Egress, 'request'>,
  team: TeamId,
  address: string,
): Promise<SenderKey | undefined> {
  const current = async (work: Work): Promise<SenderKey | undefined> =>
    (await listSenderKeys(work, address)).find(({ state }) => state === 'current');
  const { key, isAskedLately, now } = await units.open({ team }, async (work) => {
    const last = await lookupAt(work.sql, await digestOf(work, 'address', address));
    const isAskedLately = last !== undefined && after(last, deskLimits.directoryEveryMs) > work.now;
    return { key: await current(work), isAskedLately, now: work.now };
  });
  const holds = key && (key.expiresAt === undefined || key.expiresAt > now);
  if (holds || isAskedLately) return key;
  const answer = await askDirectory(egress, address);
  const found = answer ? await lookAtKeys(answer, key ? [key.publicKey] : [], now) : [];
  return await units.open({ team }, async (work) => {
    await noteLookup(work.sql, team, await digestOf(work, 'address', address), work.now);
    await learnKeys(
      work,
      team,
      address,
      found.map((one) => ({ ...one, how: 'directory' })),
    );
    return await current(work);
  });
}

export const forgetUnseen = async (work: Work): Promise<number> =>
  (await deleteUnseen(work.sql, after(work.now, -deskLimits.senderKeyKeptMs))) +
  (await deleteLookups(work.sql, after(work.now, -deskLimits.directoryEveryMs)));
