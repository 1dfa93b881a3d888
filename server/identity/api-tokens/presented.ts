/** API tokens as they are presented: who stands behind one, and whether it is still taken, and from there. */
import type { TeamId, TokenId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { neighbourhoodOf } from '../origin.ts';
import { owedByToken } from '../two-factor/two-factor.ts';
import { type PresentedToken, renewTokens, tokensByHashes, tokensByIds } from './api-tokens.sql.ts';
import { isTakenFrom } from './networks.ts';

export const tokenEnded = problem(
  'api-tokens/ended',
  401,
  'This API token has ended. Make a new one, and put it where the program finds it.',
);
export const otherNetwork = problem(
  'api-tokens/other-network',
  403,
  'This API token is not taken from this address. Its list of networks says from where it is.',
);

/** Who stands behind a token, whether it is taken or not. */
export interface BehindToken {
  readonly actor: Actor;
  readonly networks: readonly string[];
  readonly ended: 'expired' | 'revoked' | undefined;
}

/** Why it is not taken from this address, in a word for the access log; undefined: it is. */
export const against = ({ ended, networks }: BehindToken, ip: string): 'expired' | 'revoked' | 'network' | undefined =>
  ended ?? (isTakenFrom(networks, ip) ? undefined : 'network');

/** A token as it comes in; `ip` is where it is used from. */
export interface Use {
  readonly hash: Buffer;
  readonly ip: string;
}

/**
 * Who stands behind these, by hash in hexadecimal; renews the times and networks of last use where they are old, so
 * that a call in five minutes is a write and no more.
 */
export async function behindTokens(work: Work, team: TeamId, uses: readonly Use[]): Promise<Map<string, BehindToken>> {
  const found = new Map<string, BehindToken>();
  const due: { token: TokenId; network: string }[] = [];
  const renewedBefore = after(work.now, -limits.sessions.seenEveryMs);
  const from = new Map(uses.map(({ hash, ip }) => [hash.toString('hex'), ip]));
  for (const row of await tokensByHashes(work.sql, [...uses.map(({ hash }) => hash)])) {
    const hash = row.token_hash.toString('hex');
    const [one, ip] = [behind(work, team, row), from.get(hash) ?? ''];
    found.set(hash, one);
    const isOld = row.last_used_at === null || row.last_used_at < renewedBefore;
    if (isOld && against(one, ip) === undefined) due.push({ token: row.id, network: neighbourhoodOf({ ip }) });
  }
  if (due.length > 0) await renewTokens(work.sql, due, work.now);
  return found;
}

/** Who stands behind those of these tokens that are valid, by id. Asking so is no use of them. */
export async function actorsBehind(work: Work, team: TeamId, tokens: readonly TokenId[]): Promise<Map<string, Actor>> {
  const rows = await tokensByIds(work.sql, tokens);
  return new Map(
    rows.flatMap((row) => {
      const { actor, ended } = behind(work, team, row);
      return ended ? [] : [[row.id, actor]];
    }),
  );
}

const behind = (work: Work, team: TeamId, row: PresentedToken): BehindToken => ({
  actor: {
    team,
    member: row.member_id,
    // For the team it acts as its admins do; whom it writes as is the bot.
    role: row.kind === 'app' ? 'admin' : row.role,
    by: { token: row.id },
    owes: owedByToken(row, work.now),
    scopes: row.scopes ?? undefined,
  },
  networks: row.networks,
  ended: row.revoked_at ? 'revoked' : row.expires_at && row.expires_at <= work.now ? 'expired' : undefined,
});
