/**
 * The OpenPGP keys of a team's security desk. The danger: whoever has the private key reads every report that was ever
 * encrypted for it. The principle: it is sealed in the moment it is made, is opened only to sign, to revoke and to
 * read, and leaves the server in no form; changing keys takes a proof of minutes ago, and each change is an entry. The
 * boundary: the server opens reports for the people of the desk, so whoever runs it could read them.
 */
import { createHash } from 'node:crypto';
import type { DeskKey, RevocationReason } from '#contract/desk-keys.ts';
import { type Actor, auditName, requireRecentProof } from '#identity/access/access.ts';
import { lockTeam, ownTeam } from '#identity/teams/teams.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type KeyPair, newKeyPair, revoked } from '../open-pgp/open-pgp.ts';
import { currentPolicy } from '../policy/policy.ts';
import { insertKey, type KeyRow, keyRow, keyRows, markReplaced, markRevoked, standingRow } from './keys.sql.ts';
import { type OpenedMessage, openMessage } from './opening.ts';
import { zBase32 } from './z-base-32.ts';

export { armoured, signedInClear } from '../open-pgp/open-pgp.ts';
export type { Unopened } from '../open-pgp-words.ts';
export { letterOfEnding, tellEnding } from './ending.ts';
export type { KeyRow } from './keys.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** What outsiders are told of the desk is another than before. */
    'desk.changed': object;
  }
}

export const noDeskAddress = problem(
  'desk-keys/no-address',
  409,
  'A key is made for the address of the policy, and none is published yet. Publish the policy first.',
);
export const anotherKeyStands = problem(
  'desk-keys/another-stands',
  409,
  'The current key is not the one that was named. Look at the list again; nothing was made.',
);
export const tooManyDeskKeys = problem<{ most: number }>(
  'desk-keys/too-many',
  409,
  'The desk has as many keys as it can keep. Nothing was made.',
);
export const noSuchDeskKey = problem('desk-keys/no-such-key', 404, 'The desk has no key with this fingerprint.');
export const deskKeyRevoked = problem('desk-keys/revoked', 409, 'This key is revoked already.');

const COMPARTMENT = 'desk-keys';
const PRIVATE = 'private-key';

export const listKeys = (work: Work): Promise<KeyRow[]> => keyRows(work.sql, limits.publicDesk.keysMax);

/** The one that is neither replaced nor revoked; it may have expired. */
export const standingKey = (work: Work): Promise<KeyRow | undefined> => standingRow(work.sql);

/** Armoured. For one signature or one message, and never to be handed on. */
export async function privateKeyOf(work: Work, { fingerprint, private_key }: KeyRow): Promise<string> {
  return (await work.keys.compartment(COMPARTMENT)).open(fingerprint, PRIVATE, private_key);
}

export interface Made {
  readonly key: DeskKey;
  readonly revocationCertificate: string;
}

/**
 * Makes a key for the published address, in place of the one named: that one still opens what was encrypted for it.
 * What comes with it revokes the key even when this server is lost, and is kept nowhere.
 */
export async function makeKey(units: Units, actor: Actor, replaces: string | undefined): Promise<Made> {
  const judge = async (work: Work): Promise<{ name: string; address: string; now: Date }> => {
    requireRecentProof(actor, work.now);
    await lockTeam(work, actor.team);
    const { version, policy } = await currentPolicy(work, actor.team);
    if (version === 0) throw noDeskAddress();
    if ((await standingKey(work))?.fingerprint !== replaces) throw anotherKeyStands();
    const most = limits.publicDesk.keysMax;
    if ((await listKeys(work)).length >= most) throw tooManyDeskKeys({ most });
    return { name: `${(await ownTeam(work, actor.team)).name} Security`, address: policy.address, now: work.now };
  };
  const { name, address, now } = await units.open({ team: actor.team }, judge);
  const pair = await newKeyPair(name.replaceAll(/[<>()@]/g, ' '), address, now, limits.publicDesk.keyMs);
  return await units.open({ team: actor.team }, async (work) => {
    // Meanwhile another admin may have done the same.
    if ((await judge(work)).address !== address) throw anotherKeyStands();
    return await storeKey(work, actor, pair, { address, replaces, created: now });
  });
}

async function storeKey(
  work: Work,
  actor: Actor,
  { fingerprint, algorithm, expiresAt, publicKey, privateKey, revocationCertificate }: KeyPair,
  of: { readonly address: string; readonly replaces: string | undefined; readonly created: Date },
): Promise<Made> {
  if (of.replaces !== undefined) await markReplaced(work.sql, of.replaces, work.now);
  const sealing = await work.keys.compartment(COMPARTMENT);
  const row = {
    ...{ team_id: actor.team, fingerprint, address: of.address, algorithm },
    public_key: Buffer.from(publicKey),
    private_key: sealing.seal(fingerprint, PRIVATE, privateKey),
    ...{ created_at: of.created, expires_at: expiresAt },
  };
  await insertKey(work.sql, row);
  const kind = of.replaces === undefined ? 'desk-key.made' : 'desk-key.rotated';
  const details = of.replaces === undefined ? {} : { replaces: of.replaces };
  work.audit({ kind, actor: auditName(actor), object: `desk-key:${fingerprint}`, details });
  work.emit({ kind: 'desk.changed' });
  return { key: showKey({ ...row, replaced_at: null, revoked_at: null }), revocationCertificate };
}

/** From then on it is published as void; it still opens what was encrypted for it. */
export async function revokeKeyOf(
  units: Units,
  actor: Actor,
  fingerprint: string,
  reason: RevocationReason,
): Promise<DeskKey> {
  const judge = async (work: Work): Promise<KeyRow> => {
    requireRecentProof(actor, work.now);
    await lockTeam(work, actor.team);
    const row = await keyRow(work.sql, fingerprint);
    if (!row) throw noSuchDeskKey();
    if (row.revoked_at) throw deskKeyRevoked();
    return row;
  };
  const { privateKey, now } = await units.open({ team: actor.team }, async (work) => ({
    privateKey: await privateKeyOf(work, await judge(work)),
    now: work.now,
  }));
  const publicKey = Buffer.from(await revoked(privateKey, reason, now));
  return await units.open({ team: actor.team }, async (work) => {
    const row = await judge(work);
    await markRevoked(work.sql, fingerprint, publicKey, work.now);
    work.audit({
      ...{ kind: 'desk-key.revoked', actor: auditName(actor), object: `desk-key:${fingerprint}` },
      details: { reason },
    });
    work.emit({ kind: 'desk.changed' });
    return showKey({ ...row, revoked_at: work.now });
  });
}

/** What was encrypted for any key of the desk, old and revoked ones too; armoured or not. */
export async function readEncrypted(
  units: Units,
  of: Pick<Actor, 'team'>,
  message: Uint8Array,
): Promise<OpenedMessage> {
  const { keys, now } = await units.open({ team: of.team }, async (work) => {
    const found: string[] = [];
    for (const row of await listKeys(work)) found.push(await privateKeyOf(work, row));
    return { keys: found, now: work.now };
  });
  return await openMessage(keys, message, now);
}

/** What is published: the standing key, and those that are to be known as void. */
export const publishedKeys = async (work: Work): Promise<KeyRow[]> =>
  (await listKeys(work)).filter(({ replaced_at, revoked_at }) => revoked_at !== null || replaced_at === null);

/** By which a mail address is asked for in a Web Key Directory (draft-koch-openpgp-webkey-service, 3.1). */
export const directoryName = (address: string): string =>
  zBase32(
    createHash('sha1')
      .update(address.slice(0, address.lastIndexOf('@')).toLowerCase())
      .digest(),
  );

export function showKey(row: Omit<KeyRow, 'team_id' | 'public_key' | 'private_key'>): DeskKey {
  const ended = row.revoked_at ?? row.replaced_at;
  return {
    ...{ fingerprint: row.fingerprint, address: row.address, algorithm: row.algorithm },
    ...{ createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString() },
    state: row.revoked_at ? 'revoked' : row.replaced_at ? 'former' : 'current',
    ...(ended ? { endedAt: ended.toISOString() } : {}),
  };
}
