/**
 * Signing in by somebody else's word. The danger: an answer that was not asked for, was asked for in another browser,
 * or comes a second time. The principle: whoever goes to a provider takes a state along that is kept as a hash, works
 * once and for ten minutes, and only together with a secret that the browser keeps in a cookie out of reach of scripts.
 * The boundary: what the provider asks of the person; a lost browser is a lost sign-in.
 */
import { createHash } from 'node:crypto';
import type { MemberId, ProviderId } from '#contract/ids.ts';
import { publicId } from '#contract/ids.ts';
import type { SignInOptions, TestedSso } from '#contract/sso.ts';
import { after } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { limits } from '#platform/limits.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import type { AccessLog, CallOrigin } from '../access-log/access-log.ts';
import { mintBearer, readBearer } from '../bearer.ts';
import type { Welcome } from '../members/members.ts';
import { claimsOf, locationOf, OidcRefusal } from '../oidc/oidc.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { policyOf, rolesBound } from '../sso-policy/sso-policy.ts';
import { findTeam, ownTeam, type TeamRow, teamOrNone } from '../teams/teams.ts';
import { type Assertion, judge, receive } from './arrival.ts';
import { listProviders, noSuchProvider, redirectUriOf, requireProvider, secretOf } from './providers.ts';
import { insertRequest, noteAccepted, type ProviderRow, takeRequest } from './sso.sql.ts';

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

const BROWSER_BYTES = 32;
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What a team's page offers; of no team what one without providers offers. */
export async function signInOptions(units: Units, slug: string): Promise<SignInOptions> {
  const team = await units.open('deployment', (work) => findTeam(work, slug));
  if (!team) return { providers: [], onlyProviders: false };
  return await units.open({ team: team.id }, async (work) => {
    const policy = await policyOf(work);
    const offered = policy ? (await listProviders(work)).filter(({ is_on }) => is_on) : [];
    return {
      providers: offered.map(({ id, name }) => ({ id: publicId('X', id), name })),
      onlyProviders: rolesBound(policy).length > 0,
    };
  });
}

/** Where the browser goes, and what it is to keep. */
export interface Departure {
  readonly location: string;
  readonly browser: string;
}

/** `browser`: the secret that it keeps already. Refuses with `noSuchProvider`, also where there is no such team. */
export async function beginSignIn(
  units: Units,
  means: SsoMeans,
  to: { readonly team: string; readonly provider: ProviderId },
  browser: string | undefined,
): Promise<Departure> {
  const team = await units.open('deployment', (work) => findTeam(work, to.team));
  if (!team) throw noSuchProvider();
  return await depart(units, means, team, to.provider, browser, async (work, provider) => {
    if (!provider.is_on || !(await policyOf(work))) throw noSuchProvider();
    return null;
  });
}

/** The same in order to look what comes back; nobody is signed in by it. A provider that is off can be tested too. */
export async function beginTest(
  units: Units,
  means: SsoMeans,
  actor: Actor,
  provider: ProviderId,
  browser: string | undefined,
): Promise<Departure> {
  requireDevice(actor);
  const team = await units.open({ team: actor.team }, (work) => ownTeam(work, actor.team));
  return await depart(units, means, team, provider, browser, async (work, { id }) => {
    work.audit({ kind: 'sso.test-begun', actor: auditName(actor), object: `sso-provider:${id}` });
    return actor.member;
  });
}

async function depart(
  units: Units,
  { egress, url }: SsoMeans,
  team: TeamRow,
  id: ProviderId,
  known: string | undefined,
  judged: (work: Work, provider: ProviderRow) => Promise<MemberId | null>,
): Promise<Departure> {
  const { provider, state, browser } = await units.open({ team: team.id }, async (work) => {
    const row = await requireProvider(work, id);
    const tester = await judged(work, row);
    const minted = mintBearer(work.random, tester === null ? 'sso' : 'sso-test', team.id);
    const kept = known ?? work.random.bytes(BROWSER_BYTES).toString('base64url');
    await insertRequest(work.sql, {
      ...{ state_hash: minted.hash, team_id: team.id, provider_id: id, browser_hash: hashOf(kept), tester },
      expires_at: after(work.now, limits.sso.requestMs),
    });
    const redirectUri = redirectUriOf(url(), team, id);
    const asked = { settings: row.settings, secret: await secretOf(work, row), redirectUri };
    return { provider: asked, state: minted.text, browser: kept };
  });
  try {
    return { location: await locationOf(egress, provider, { state, browser }), browser };
  } catch (error) {
    if (error instanceof OidcRefusal) throw providerBroken({ says: error.message });
    throw error;
  }
}

export const providerBroken = problem<{ says: string }>(
  'sso/provider-broken',
  502,
  'The provider does not describe itself as it should. Nothing was changed; an admin of the team can test it.',
);

/** With what a browser comes back. */
export interface Return {
  readonly provider: ProviderId;
  /** The query of the address. */
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
  const bearer = readBearer(stateOf(back));
  const team = bearer && (await units.open('deployment', (work) => teamOrNone(work, bearer.team)));
  if (bearer?.kind !== 'sso' || !team) throw ssoRefused();
  const refuse = (reason: string, member?: MemberId): Problem => {
    means.accessLog.signInRefused(team.id, member, reason, origin);
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
    if (error instanceof Problem && error.status === 409) refuse(error.code);
    throw error;
  }
}

async function enter(
  work: Work,
  welcome: Welcome,
  team: TeamRow,
  { provider: { id }, assertion }: Read,
  origin: CallOrigin,
) {
  const provider = await requireProvider(work, id);
  const policy = await policyOf(work);
  if (!policy || !provider.is_on) return { kind: 'refused', reason: 'sso/off', member: undefined } as const;
  const judgement = await judge(work, provider, assertion);
  if (judgement.kind === 'refused')
    return { kind: 'refused', reason: judgement.reason, member: judgement.member } as const;
  const member = await receive(work, welcome, provider, assertion, judgement);
  await noteAccepted(work.sql, provider.id, work.now);
  const factor = policy.countsAsFactor ? 'sso' : undefined;
  return { kind: 'welcome', device: await admit(work, team, member, provider.settings.kind, origin, factor) } as const;
}

/** What came back, as it was read, and who would come in by it; signs nobody in. */
export async function completeTest(units: Units, means: SsoMeans, actor: Actor, back: Return): Promise<TestedSso> {
  const team = await units.open({ team: actor.team }, (work) => ownTeam(work, actor.team));
  const read = await readReturn(units, means, team, back, actor.member);
  if (read.kind === 'refused') {
    const said = read.says === undefined ? [] : [{ name: 'says', value: read.says }];
    return { outcome: 'refused', reason: read.reason, claims: said };
  }
  return await units.open({ team: actor.team }, async (work) => {
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

function shown(judgement: Awaited<ReturnType<typeof judge>>): Omit<TestedSso, 'claims'> {
  const { kind: outcome } = judgement;
  if (judgement.kind === 'refused') return { outcome, reason: judgement.reason };
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
}
type Unread = { readonly kind: 'refused'; readonly reason: string; readonly says?: string };

/** Uses the request up, and asks the provider for what it has to say. */
async function readReturn(
  units: Units,
  { egress, url }: SsoMeans,
  team: TeamRow,
  back: Return,
  tester: MemberId | null,
): Promise<Read | Unread> {
  const { browser, provider: id } = back;
  const state = stateOf(back);
  if (browser === undefined) return { kind: 'refused', reason: 'sso/other-browser' };
  const went = { state_hash: hashOf(state), browser_hash: hashOf(browser), provider_id: id, tester };
  const asked = await units.open({ team: team.id }, async (work) => {
    if (!(await takeRequest(work.sql, went, work.now))) return undefined;
    const row = await requireProvider(work, id);
    return { row, secret: await secretOf(work, row) };
  });
  if (!asked) return { kind: 'refused', reason: 'sso/not-asked-for' };
  const { row, secret } = asked;
  const { settings } = row;
  const redirectUri = redirectUriOf(url(), team, id);
  try {
    const claims = await claimsOf(egress, { settings, secret, redirectUri }, { state, browser }, back.response);
    const { hostedDomains: domains } = settings;
    if (domains.length > 0 && !domains.some((domain) => domain === claims.hd))
      return { kind: 'refused', reason: 'sso/other-organisation', says: `hd: ${String(claims.hd)}` };
    return { kind: 'read', provider: row, assertion: assertionOf(claims, settings.vouchesForAddresses) };
  } catch (error) {
    if (error instanceof OidcRefusal) return { kind: 'refused', reason: `sso/${error.fault}`, says: error.message };
    throw error;
  }
}

function assertionOf(claims: Readonly<Record<string, unknown>>, vouches: boolean): Assertion {
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const isDenied = claims.email_verified === false;
  return {
    subject: text(claims.sub) ?? '',
    email: text(claims.email),
    isEmailVerified: claims.email_verified === true || (vouches && !isDenied),
    name: text(claims.name),
    handle: text(claims.preferred_username),
    claims,
  };
}

const stateOf = ({ response }: Return): string => new URLSearchParams(response).get('state') ?? '';
