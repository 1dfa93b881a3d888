/**
 * What was added to an account on a device: what somebody left behind to come back by. The danger is on both sides: a
 * way in that stays open to a stranger, and a member for whom none is left. So the last one stays, and so does a
 * provider by which the device came in that says "not me": that one is the member's own.
 */
import type { Disavowal } from '#contract/access.ts';
import type { SessionId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { countMadeOn, endTokensMadeOn } from '../api-tokens/api-tokens.ts';
import { requireMember, storedPassword } from '../members/members.ts';
import { passkeysOf, relyingPartyAt } from '../passkeys/passkeys.ts';
import { endFactorsMadeOn, type FactorsMadeOn, factorsMadeOn } from '../second-factors/second-factors.ts';
import { type SessionRow, sessionsOfDevice } from '../sessions/sessions.ts';
import { endLink, type Link, linksTo } from '../sso/sso.ts';
import { isBound } from '../sso-policy/sso-policy.ts';

export interface LeftBehind {
  /** All of the device. */
  readonly sessions: readonly SessionId[];
  readonly factors: FactorsMadeOn;
  readonly links: readonly Link[];
  readonly stays: Disavowal['stays'];
}

/** `here`: the device that says it; `session`: one of the device of which it is said. */
export async function findLeftBehind(
  work: Work,
  url: string,
  actor: Actor,
  here: SessionRow,
  session: SessionId,
): Promise<LeftBehind> {
  const { member } = actor;
  const sessions = await sessionsOfDevice(work, actor, session);
  const factors = await factorsMadeOn(work, url, member, sessions);
  const all = await linksTo(work, member);
  const links = all.filter(({ made_on }) => made_on !== null && sessions.includes(made_on));
  const ownKey = relyingPartyAt(url)?.host;
  const keys = (await passkeysOf(work, member)).filter(({ host }) => host === ownKey);
  const left = keys.filter(({ id }) => !factors.passkeys.some((gone) => gone.id === id));
  const isOwnWord = await isBound(work, (await requireMember(work, member)).role);
  const hasPassword = !isOwnWord && (await storedPassword(work, member)) !== null;
  const opening = all.filter(({ opens }) => opens);

  // Where nothing opens the account but keys that were added there, they stay.
  const keepsKeys = !isOwnWord && !hasPassword && left.length === 0 && opening.length === 0;
  const isAnotherWay = hasPassword || (!isOwnWord && (keepsKeys ? keys : left).length > 0);
  const used = links.filter(({ name }) => name === here.provider);
  const isLast = !isAnotherWay && opening.every((link) => links.includes(link)) && used.length === 0;
  const last = isLast ? links.filter(({ opens }) => opens).slice(0, 1) : [];
  const kept = [...used, ...last];
  return {
    sessions,
    factors: keepsKeys ? { ...factors, passkeys: [], areAll: false } : factors,
    links: links.filter((link) => !kept.includes(link)),
    stays: [
      ...(keepsKeys ? factors.passkeys : []).map(({ name }) => stay(name, 'passkey', 'only-way-in')),
      ...used.map(({ name }) => stay(name, 'provider', 'came-in-by-it')),
      ...last.map(({ name }) => stay(name, 'provider', 'only-way-in')),
    ],
  };
}

type Stay = Disavowal['stays'][number];
const stay = (name: string, kind: Stay['kind'], why: Stay['why']): Stay => ({ name, kind, why });

/** For the page, before it is said. */
export const showLeftBehind = async (
  work: Work,
  actor: Actor,
  { sessions, factors, links, stays }: LeftBehind,
): Promise<Omit<Disavowal, 'session' | 'asksPassword' | 'hasEnded'>> => ({
  tokens: await countMadeOn(work, actor.member, sessions),
  passkeys: factors.passkeys.map(({ name }) => name),
  hasAuthenticator: factors.hasAuthenticator,
  hasRecoveryCodes: factors.hasRecoveryCodes,
  leavesNoFactor: factors.areAll,
  providers: links.map(({ name }) => name),
  stays,
});

/** How much was taken away: numbers alone, for what carries no content. */
export interface Taken {
  readonly tokens: number;
  readonly passkeys: number;
  readonly authenticators: number;
  /** Whether there were any. */
  readonly recoveryCodes: number;
  readonly providers: number;
  readonly stays: number;
}

export async function takeLeftBehind(work: Work, actor: Actor, behind: LeftBehind): Promise<Taken> {
  const { sessions, factors, links, stays } = behind;
  const tokens = await endTokensMadeOn(work, actor, sessions);
  await endFactorsMadeOn(work, actor, sessions, factors);
  for (const link of links) await endLink(work, actor, link);
  return {
    ...{ tokens, passkeys: factors.passkeys.length, authenticators: Number(factors.hasAuthenticator) },
    ...{ recoveryCodes: Number(factors.hasRecoveryCodes), providers: links.length, stays: stays.length },
  };
}

/** As words of a sentence; empty where nothing was taken. */
export function wordsOfTaken({ tokens, passkeys, authenticators, recoveryCodes, providers }: Taken): string {
  const counted = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];
  const parts = [
    ...counted(passkeys, 'a passkey', 'passkeys'),
    ...counted(authenticators, 'an authenticator app', 'authenticator apps'),
    ...counted(recoveryCodes, 'recovery codes', 'recovery codes'),
    ...counted(providers, 'a link to a sign-in provider', 'links to sign-in providers'),
    ...counted(tokens, 'an API token', 'API tokens'),
  ];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
