/**
 * Everybody is signed out at once, in an emergency. The danger: somebody who is inside and goes on listening after the
 * order was given. The principle: every session ends in one transaction; each process closes its connections when it
 * hears of it and says when the last one was gone, by the clock of the database, which all share. The boundary: who
 * knows a password, or holds a token that was left, comes in again.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { SignOut } from '#contract/access.ts';
import { type MemberId, publicId, type SessionId, type TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, allows, auditName, requireDevice, requireRecentProof } from '../access/access.ts';
import { revokeEveryToken } from '../api-tokens/api-tokens.ts';
import { endEverySession } from '../sessions/sessions.ts';
import { databaseClock, insertClosing, insertSignOut, latestSignOuts, type SignOutRow } from './sign-outs.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** Every device of the team was signed out, but `except`; whose tokens were revoked with them. */
    'team.signed-out': {
      readonly signOut: string;
      readonly except?: SessionId;
      readonly tokens: 'none' | 'all' | 'but-owners';
    };
  }
}

export interface Order {
  readonly but: 'nobody' | 'this-device';
  readonly tokens?: boolean;
}

/** Signs everybody out; asks for a recent proof. Tokens of owners go only when an owner says so. */
export async function signEverybodyOut(work: Work, actor: Actor, { but, tokens = false }: Order): Promise<string> {
  requireRecentProof(actor, work.now);
  const began_at = await databaseClock(work.sql);
  const device = requireDevice(actor);
  const except = but === 'this-device' ? device : undefined;
  const sessions = await endEverySession(work, except);
  const spares = tokens && !allows(actor, 'owners.manage') ? ['owner' as const] : [];
  const revoked = tokens ? await revokeEveryToken(work, spares) : null;
  const id = work.random.uuid();
  await insertSignOut(work.sql, {
    ...{ id, team_id: actor.team, ordered_by: actor.member, at: work.now, began_at },
    ...{ kept: except ?? null, sessions, tokens: revoked },
  });
  work.audit({
    kind: 'team.signed-out',
    actor: auditName(actor),
    object: `team:${actor.team}`,
    details: { but, sessions, tokens: revoked },
  });
  const ofTokens = revoked === null ? 'none' : spares.length > 0 ? 'but-owners' : 'all';
  work.emit({ kind: 'team.signed-out', signOut: id, ...(except ? { except } : {}), tokens: ofTokens });
  return id;
}

/** A process has closed its connections: so many. */
export const noteClosing = (
  units: Units,
  team: TeamId,
  signOut: string,
  { process, sockets }: { readonly process: string; readonly sockets: number },
): Promise<void> =>
  units.open({ team }, ({ sql }) => insertClosing(sql, { sign_out_id: signOut, process, team_id: team, sockets }));

/** What came of it, when so many processes have said so, or after a while. */
export async function outcomeOf(units: Units, team: TeamId, id: string, processes: number): Promise<SignOut> {
  const { awaitedMs, lookMs } = limits.signOuts;
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const [row] = await units.open({ team }, ({ sql }) => latestSignOuts(sql, 1, id));
    if (!row) throw new Error('A sign-out is gone that was just given.');
    if (row.processes >= processes || waitedMs >= awaitedMs) return showSignOut(row);
    await wait(lookMs);
  }
}

export const listSignOuts = async (work: Work): Promise<SignOut[]> =>
  (await latestSignOuts(work.sql, limits.signOuts.shownMax)).map(showSignOut);

const showSignOut = (row: SignOutRow): SignOut => ({
  id: row.id,
  at: row.at.toISOString(),
  by: publicId('U', row.ordered_by as MemberId),
  but: row.kept === null ? 'nobody' : 'this-device',
  sessions: row.sessions,
  ...(row.tokens === null ? {} : { tokens: row.tokens }),
  processes: row.processes,
  sockets: row.sockets,
  ...(row.last_closed_ms === null ? {} : { lastClosedMs: row.last_closed_ms }),
});
