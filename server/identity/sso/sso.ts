/**
 * Signing in by somebody else's word. The danger: an answer that was not asked for, was asked for in another browser,
 * or comes a second time. The principle: whoever goes to a provider takes a state along that is kept as a hash, works
 * once and for ten minutes, and only together with a secret that the browser keeps in a cookie out of reach of scripts.
 * The boundary: what the provider asks of the person; a lost browser is a lost sign-in.
 */
import type { MemberId, ProviderId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import { SSO_WORDS, type SsoFault, type SsoRefusal } from '#contract/sign-in-refusals.ts';
import type { SignInOptions, TestedSso } from '#contract/sso.ts';
import { digestOf } from '#platform/digest.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { Problem, problem } from '#platform/problem.ts';
import { DEPLOYMENT, type Units, type Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import type { AccessLog, CallOrigin } from '../access-log/access-log.ts';
import { readBearer } from '../bearer.ts';
import type { Welcome } from '../members/members.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { findTeam, ownTeam, type TeamRow } from '../teams/teams.ts';
import { type Assertion, judge, receive } from './arrival.ts';
import { type Equipped, equip, readAnswer, type Unread, type Way } from './protocols.ts';
import { listProviders, requireProvider } from './providers.ts';
import { takeMessage } from './saml.sql.ts';
import { rememberStay } from './sign-out.ts';
import { isOnTheWay, noteAccepted, noteMadeOn, type ProviderRow, providerById, takeRequest } from './sso.sql.ts';

export { beginSignIn, beginTest, type Departure } from './departure.ts';
export { endLink, type Link, linksTo } from './links.ts';

export const ssoRefused = problem(
  'sso/refused',
  401,
  'This sign-in was not accepted; nothing was changed. Start again, or ask an admin: the access log has the reason.',
);

export interface SsoMeans {
  readonly egress: Egress;
  readonly accessLog: AccessLog;
  readonly welcome: Welcome;
  readonly url: () => string;
}

/** What a team's page offers; of no team what one without providers offers. */
export async function signInOptions(units: Units, slug: string): Promise<SignInOptions> {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  // Of no team the same is asked where nothing is found.
  return await units.open({ team: team?.id ?? DEPLOYMENT }, async (work) => {
    const policy = await policyOf(work);
    const offered = policy ? (await listProviders(work)).filter(({ is_on }) => is_on) : [];
    return {
      providers: offered.map(({ id, name }) => ({ id: publicId('X', id), name })),
      onlyProviders: rolesBound(policy).length > 0,
    };
  });
}

/** With what a browser comes back. */
export interface Return {
  readonly team: string;
  readonly provider: ProviderId;
  /** The query of the address, or the posted fields in the same form. */
  readonly response: string;
  readonly browser: string | undefined;
}

/** Signs in whom the provider names. Every refusal is the same; the access log knows the reason. */
export async function completeSignIn(
  units: Units,
  means: SsoMeans,
  back: Return,
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const team = await units.open('deployment', (work) => findTeam(work, back.team));
  if (!team) throw ssoRefused();
  const by = new URLSearchParams(back.response).has('SAMLResponse') ? 'saml' : 'oidc';
  const refuse = (reason: SsoRefusal, member?: MemberId): Problem => {
    means.accessLog.signInRefused(team.id, member, reason, origin, { means: by });
    return ssoRefused();
  };
  const read = await readReturn(units, means, team, back, null);
  if (read.kind === 'refused') throw refuse(read.reason);
  try {
    const outcome = await units.open({ team: team.id }, (work) => enter(work, means.welcome, team, read, origin));
    if (outcome.kind === 'refused') throw refuse(outcome.reason, outcome.member);
    return outcome.device;
  } catch (error) {
    // What stands against a new account: the team is full, for one.
    if (error instanceof Problem && error.status === 409) refuse('sso/account-not-made');
    throw error;
  }
}

async function enter(work: Work, welcome: Welcome, team: TeamRow, read: Read, origin: CallOrigin) {
  const { assertion } = read;
  const provider = await requireProvider(work, read.provider.id);
  const policy = await policyOf(work);
  const refused = (reason: SsoRefusal, member?: MemberId) => ({ kind: 'refused', reason, member }) as const;
  if (!policy || !provider.is_on) return refused('sso/off');
  const spent = await spend(work, read);
  if (spent) return refused(spent);
  const judgement = await judge(work, provider, assertion);
  if (judgement.kind === 'refused') return refused(judgement.reason, judgement.member);
  const member = await receive(work, welcome, provider, assertion, judgement);
  await noteAccepted(work.sql, provider.id, work.now);
  const factor = policy.countsAsFactor ? 'sso' : undefined;
  const { settings, name } = provider;
  const device = await admit(work, team, member, settings.kind, origin, factor, name);
  if (judgement.kind === 'linked') await noteMadeOn(work.sql, provider.id, member.id, device.session);
  if (assertion.stay) await rememberStay(work, provider, device.session, assertion.stay);
  return { kind: 'welcome', device } as const;
}

/** What came back, as it was read, and who would come in by it; signs nobody in. */
export async function completeTest(units: Units, means: SsoMeans, actor: Actor, back: Return): Promise<TestedSso> {
  const team = await units.open({ team: actor.team }, (work) => ownTeam(work, actor.team));
  const read = await readReturn(units, means, team, back, actor.member);
  if (read.kind === 'refused') {
    const said = read.says === undefined ? [] : [{ name: 'says', value: read.says }];
    return { ...refusedBy(read.reason), claims: said };
  }
  return await units.open({ team: actor.team }, async (work) => {
    const spent = await spend(work, read);
    if (spent) return { ...refusedBy(spent), claims: [] };
    const judgement = await judge(work, read.provider, read.assertion);
    const reason = judgement.kind === 'refused' ? judgement.reason : undefined;
    await noteAccepted(work.sql, read.provider.id, work.now);
    work.audit({
      kind: 'sso.tested',
      actor: auditName(actor),
      object: `sso-provider:${read.provider.id}`,
      details: { outcome: judgement.kind, ...(reason ? { reason } : {}) },
    });
    return { ...shown(judgement), claims: showClaims(read.assertion.claims) };
  });
}

const refusedBy = (reason: SsoRefusal) => ({
  outcome: 'refused',
  reason,
  words: SSO_WORDS[reason.slice('sso/'.length) as SsoFault],
});

function shown(judgement: Awaited<ReturnType<typeof judge>>): Omit<TestedSso, 'claims'> {
  const { kind: outcome } = judgement;
  if (judgement.kind === 'refused') return refusedBy(judgement.reason);
  if (judgement.kind === 'new') return { outcome, role: judgement.role };
  return { outcome, member: publicId('U', judgement.member.id), role: judgement.member.role };
}

const showClaims = (claims: Assertion['claims']): TestedSso['claims'] =>
  Object.entries(claims)
    .slice(0, limits.sso.shownMax)
    .map(([name, value]) => ({
      name,
      value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, limits.sso.shownCharactersMax),
    }));

interface Read {
  readonly kind: 'read';
  readonly provider: ProviderRow;
  readonly assertion: Assertion;
  /** The request that is used up by it; undefined where nobody asked, or it was used up before the answer was read. */
  readonly asked: Asked | undefined;
}
type Asked = Parameters<typeof takeRequest>[1];
type Found = { readonly from: Equipped; readonly now: Date; readonly way?: Way; readonly asked?: Asked };

/** Finds out who asked, and reads what the provider has to say. */
async function readReturn(
  units: Units,
  { egress, url }: SsoMeans,
  team: TeamRow,
  back: Return,
  tester: MemberId | null,
): Promise<Read | Unread> {
  const found = await units.open({ team: team.id }, (work) => findRequest(work, team, back, tester, url()));
  if ('reason' in found) return found;
  const { from, way, asked, now } = found;
  const assertion = await readAnswer(egress, from, way, back.response, now);
  return assertion.kind === 'refused' ? assertion : { kind: 'read', provider: from.row, assertion, asked };
}

const unread = (fault: SsoFault): Unread => ({ kind: 'refused', reason: `sso/${fault}` });

async function findRequest(
  work: Work,
  team: TeamRow,
  { provider: id, response, browser }: Return,
  tester: MemberId | null,
  url: string,
): Promise<Found | Unread> {
  const fields = new URLSearchParams(response);
  const state = fields.get('state') ?? fields.get('RelayState') ?? '';
  const isOurs = readBearer(state)?.kind === (tester === null ? 'sso' : 'sso-test');
  const row = await providerById(work.sql, id);
  if (!isOurs) {
    const isTaken = tester === null && row?.settings.kind === 'saml' && row.settings.takesUnasked;
    return isTaken ? { from: await equip(work, row, url, team), now: work.now } : unread('not-asked-for');
  }
  if (browser === undefined) return unread('other-browser');
  const went = { state_hash: digestOf(state), browser_hash: digestOf(browser), provider_id: id, tester };
  if (!row || !(await isOnTheWay(work.sql, went, work.now))) return unread('not-asked-for');
  const found = { from: await equip(work, row, url, team), now: work.now, way: { state, browser } };
  // An answer of SAML is complete: a bad one uses nothing up. One of OpenID Connect is a code that works once anyway,
  // and makes this server ask the provider: whoever has a state may make it do so once.
  if (row.settings.kind === 'saml') return { ...found, asked: went };
  return (await takeRequest(work.sql, went, work.now)) ? found : unread('not-asked-for');
}

/** Why the answer is not taken though all of it is right: it was taken before. */
async function spend(work: Work, { provider, assertion, asked }: Read): Promise<SsoRefusal | undefined> {
  if (asked && !(await takeRequest(work.sql, asked, work.now))) return 'sso/not-asked-for';
  if (!assertion.once) return undefined;
  const whose = { team: provider.team_id, provider: provider.id };
  return (await takeMessage(work.sql, whose, assertion.once)) ? undefined : 'sso/replayed';
}
