/**
 * Whom a provider means. The danger: a provider that names an account of somebody else. The principle: a member is
 * known by the provider's own name for it; an address links an account only once, only if the provider says that it
 * verified it, and only at a domain that the team has proved to be its own. The boundary: owners choose the providers,
 * and whom a provider names at such a domain, it is.
 */
import type { Role } from '#contract/identity.ts';
import type { MemberId } from '#contract/ids.ts';
import type { SsoFault, SsoRefusal } from '#contract/sign-in-refusals.ts';
import type { NewAccounts } from '#contract/sso.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { isAtOwnDomain } from '../claimed-domains/claimed-domains.ts';
import {
  addMember,
  findByEmail,
  foldEmail,
  lockedMember,
  type MemberRow,
  usableNames,
  type Welcome,
} from '../members/members.ts';
import type { NameAtProvider } from '../saml/saml.ts';
import { lockTeam } from '../teams/teams.ts';
import { insertIdentity, isKnownTo, memberKnownAs, type ProviderRow } from './sso.sql.ts';

/** What a provider says of a person, whichever protocol it speaks. */
export interface Assertion {
  readonly kind: 'read';
  /** The provider's own name for the person: never given to another one. */
  readonly subject: string;
  readonly email: string | undefined;
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  readonly handle: string | undefined;
  /** Everything as it was read. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Where the same answer could come again: by what it is known then, and until when. */
  readonly once?: { readonly id: string; readonly until: Date };
  /** Where the provider can be told that the person leaves, or can tell it. */
  readonly stay?: NameAtProvider;
}

export type Judgement =
  | { readonly kind: 'known'; readonly member: MemberRow }
  | { readonly kind: 'linked'; readonly member: MemberRow }
  | { readonly kind: 'new'; readonly role: Role; readonly email: string }
  | { readonly kind: 'refused'; readonly reason: SsoRefusal; readonly member?: MemberId };

const refused = (reason: SsoFault, member?: MemberId): Judgement => ({
  kind: 'refused',
  reason: `sso/${reason}`,
  ...(member ? { member } : {}),
});

/** Whom the assertion means, and whether that one comes in; changes nothing. Holds the account, or the team's lock. */
export async function judge(work: Work, provider: ProviderRow, assertion: Assertion): Promise<Judgement> {
  const { subject } = assertion;
  if (!isUsableSubject(subject)) return refused('no-subject');
  const known = await memberKnownAs(work.sql, provider.id, subject);
  if (known !== undefined) {
    const member = await lockedMember(work, known);
    if (!member) throw new Error('A provider knows a member who is not there.');
    return member.deactivated_at ? refused('deactivated', known) : { kind: 'known', member };
  }
  // Of several devices on which the same person comes for the first time, one makes the account.
  await lockTeam(work, provider.team_id);
  const email = usableEmail(assertion.email);
  if (email === undefined) return refused('no-address');
  if (!assertion.isEmailVerified) return refused('address-not-verified');
  if (!(await isAtOwnDomain(work, email))) return refused('address-not-ours');
  const account = await findByEmail(work, email);
  const member = account && (await lockedMember(work, account.id));
  if (member?.deactivated_at) return refused('deactivated', member.id);
  if (member && (await isKnownTo(work.sql, provider.id, member.id))) return refused('known-as-another', member.id);
  if (member) return { kind: 'linked', member };
  if (!provider.new_accounts) return refused('no-account');
  const role = roleOf(provider.new_accounts, assertion.claims);
  return role === 'none' ? refused('no-role') : { kind: 'new', role, email };
}

const isUsableSubject = (subject: string): boolean =>
  subject !== '' && subject.length <= limits.sso.subjectCharactersMax && !/\p{Cc}/u.test(subject);

/** Carries out what was judged, in the same unit of work. */
export async function receive(
  work: Work,
  welcome: Welcome,
  provider: ProviderRow,
  assertion: Assertion,
  judgement: Exclude<Judgement, { kind: 'refused' }>,
): Promise<MemberRow> {
  if (judgement.kind === 'known') return judgement.member;
  const isNew = judgement.kind === 'new';
  const member = isNew ? await enrol(work, welcome, provider, assertion, judgement) : judgement.member;
  const link = { provider_id: provider.id, subject: assertion.subject, member_id: member.id };
  await insertIdentity(work.sql, { ...link, team_id: provider.team_id, linked_at: work.now });
  const by = `member:${member.id}`;
  work.audit({ kind: 'sso.linked', actor: by, object: by, details: { provider: provider.id } });
  return member;
}

async function enrol(
  work: Work,
  welcome: Welcome,
  provider: ProviderRow,
  { handle, name }: Assertion,
  { role, email }: { readonly role: Role; readonly email: string },
): Promise<MemberRow> {
  const team = provider.team_id;
  const local = email.slice(0, email.indexOf('@'));
  const wanted = { handle: handle?.split('@')[0] ?? local, name: name ?? local };
  const newcomer = { ...(await usableNames(work, team, wanted)), team, role, email, passwordHash: null, channels: [] };
  return await addMember(work, welcome, newcomer, `sso-provider:${provider.id}`);
}

/** The first line that fits; a claim may be one text or a list of them. */
function roleOf({ role, claim, roles }: NewAccounts, claims: Assertion['claims']): Role | 'none' {
  const said = claim === undefined ? [] : [claims[claim]].flat();
  return roles.find(({ value }) => said.includes(value))?.role ?? role;
}

const emailCharactersMax = 254;

function usableEmail(email: string | undefined): string | undefined {
  if (email === undefined || email.length > emailCharactersMax) return undefined;
  try {
    return foldEmail(email);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
