/**
 * What a directory presents. The danger: a credential that lies in another company's settings and decides who is in.
 * The principle: it opens SCIM and nothing else, is shown once and stored as a hash, and is made, followed by another
 * one and removed by owners alone, right after a proof; removing it holds from the next call on. The boundary: whoever
 * has it can do what the directory can.
 */
import { type ProvisioningCredentialId, publicId } from '#contract/ids.ts';
import type { ProvisioningCredential } from '#contract/provisioning.ts';
import { limits } from '#platform/limits.ts';
import { declaredProblems, problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName, type Client, requireRecentProof } from '../access/access.ts';
import { type Bearer, mintBearer, readBearer } from '../bearer.ts';
import { guardBearers } from '../bearer-guard.ts';
import type { Guesses } from '../guessing/guessing.ts';
import { lockTeam } from '../teams/teams.ts';
import {
  type CredentialRow,
  credentialByHash,
  credentialRows,
  insertCredential,
  removeCredential,
} from './credentials.sql.ts';

export const noSuchCredential = problem(
  'provisioning/no-such-credential',
  404,
  'There is no such credential, or it is removed already.',
);
export const tooManyCredentials = problem<{ most: number }>(
  'provisioning/too-many-credentials',
  409,
  'The directory has a credential and its successor already. Remove the one that it does not use any more.',
);

/** A directory that calls. */
export interface Directory extends Client {
  readonly credential: ProvisioningCredentialId;
  readonly succeededAt: Date | null;
}

export const listCredentials = (work: Work): Promise<CredentialRow[]> =>
  credentialRows(work.sql, limits.provisioning.credentialsMax);

/** The second one is for changing over: the first goes on working until it is removed. */
export async function addCredential(
  work: Work,
  actor: Actor,
  name: string,
): Promise<{ credential: CredentialRow; secret: string }> {
  requireRecentProof(actor, work.now);
  await lockTeam(work, actor.team);
  const { credentialsMax: most } = limits.provisioning;
  if ((await listCredentials(work)).length >= most) throw tooManyCredentials({ most });
  const { text, hash } = mintBearer(work.random, 'directory', actor.team);
  const credential: CredentialRow = {
    id: work.random.uuid() as ProvisioningCredentialId,
    name,
    created_at: work.now,
    succeeded_at: null,
    refused_at: null,
    refusal: null,
  };
  await insertCredential(work.sql, {
    ...credential,
    team_id: actor.team,
    token_hash: hash,
    created_by: actor.member,
  });
  audit(work, actor, 'provisioning.credential-added', credential.id);
  return { credential, secret: text };
}

/** What it was used for stays in the audit log. */
export async function endCredential(work: Work, actor: Actor, id: ProvisioningCredentialId): Promise<void> {
  requireRecentProof(actor, work.now);
  if (!(await removeCredential(work.sql, id, work.now))) throw noSuchCredential();
  audit(work, actor, 'provisioning.credential-removed', id);
}

/** Looks a credential up at each call, so that a removed one opens nothing any more; throws `guessTooSoon`. */
export function directoryOf(units: Units, guesses: Pick<Guesses, 'look' | 'wrong'>) {
  const guarded = guardBearers(guesses, async ({ team, hash }: Bearer): Promise<Directory | undefined> => {
    const row = await units.open({ team }, ({ sql }) => credentialByHash(sql, hash));
    if (!row) return undefined;
    const { id: credential, succeeded_at: succeededAt } = row;
    return { team, role: 'admin', client: `directory:${credential}`, credential, succeededAt };
  });
  return async (token: string, origin: { readonly ip: string }): Promise<Directory | undefined> => {
    const bearer = readBearer(token);
    return bearer?.kind === 'directory' ? await guarded(bearer, origin) : undefined;
  };
}

const audit = (work: Work, actor: Actor, kind: string, id: ProvisioningCredentialId): void =>
  work.audit({ kind, actor: auditName(actor), object: `directory:${id}` });

/** A refusal by its code, in its words. */
export const inWords = (refusal: string): string => declaredProblems().get(refusal)?.title ?? refusal;

export const showCredential = (row: CredentialRow): ProvisioningCredential => ({
  id: publicId('V', row.id),
  name: row.name,
  createdAt: row.created_at.toISOString(),
  ...(row.succeeded_at ? { succeededAt: row.succeeded_at.toISOString() } : {}),
  ...(row.refused_at ? { refusedAt: row.refused_at.toISOString() } : {}),
  ...(row.refusal === null ? {} : { refusal: inWords(row.refusal) }),
});
