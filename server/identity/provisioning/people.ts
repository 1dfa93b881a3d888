/**
 * The people whom an organisation's directory keeps. The danger: whoever holds the directory's credential decides who
 * is in, and could take over an account by giving it another address. The principle: it sees and touches only whom it
 * keeps, and members at domains that the team has proved; it makes no owner, closes not the last one, and of owners
 * changes neither name nor address; it never handles a password. The boundary: owners chose the directory.
 */

import { isPublicId, type MemberId, publicId, uuidOf } from '#contract/ids.ts';
import type { ScimAsked, ScimUser } from '#contract/provisioning.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import type { Client } from '../access/access.ts';
import { isAtOwnDomain, provenDomains } from '../claimed-domains/claimed-domains.ts';
import { assignEmail } from '../email-changes/email-changes.ts';
import {
  addMember,
  closeForDirectory,
  findByEmail,
  foldEmail,
  type MemberRow,
  reactivateMember,
  renameMember,
  requireLocked,
  usableName,
  usableNames,
  type Welcome,
} from '../members/members.ts';
import { lockTeam } from '../teams/teams.ts';
import { readFilter } from './filter.ts';
import { leaveGroups } from './groups.sql.ts';
import { foldName } from './names.ts';
import { readOperations, type Sent } from './operations.ts';
import {
  countUsers,
  groupsOfUsers,
  memberByExternalId,
  memberNamed,
  putLink,
  removeLink,
  touchLink,
  type UserRow,
  userById,
  usersMatching,
} from './people.sql.ts';
import { nameSaid, readUser, readUserPatch, type Said, showUser } from './person.ts';
import { addressNotOurs, invalidValue, noSuchResource, taken } from './refusals.ts';
import { settleRoles } from './roles.ts';
import { newAccountsRole } from './settings.ts';

export interface Page<Of> {
  readonly resources: readonly Of[];
  readonly total: number;
  readonly startIndex: number;
}

/** Bounds what was asked for: from the first on, and no more than a page. */
export function pageOf({ startIndex = 1, count = limits.provisioning.pageDefault }: ScimAsked) {
  const first = Math.max(1, startIndex);
  return { startIndex: first, offset: first - 1, limit: Math.min(Math.max(0, count), limits.provisioning.pageMax) };
}

export async function listUsers(work: Work, asked: ScimAsked, base: string): Promise<Page<ScimUser>> {
  const filter = asked.filter === undefined ? undefined : readFilter(asked.filter);
  const domains = await provenDomains(work);
  const { startIndex, ...page } = pageOf(asked);
  const rows = page.limit === 0 ? [] : await usersMatching(work.sql, domains, filter, page);
  return {
    resources: await shown(work, rows, base),
    total: await countUsers(work.sql, domains, filter),
    startIndex,
  };
}

export async function showUserById(work: Work, id: string, base: string): Promise<ScimUser> {
  const [user] = await shown(work, [await requireUser(work, id)], base);
  if (!user) throw noSuchResource();
  return user;
}

async function shown(work: Work, rows: readonly UserRow[], base: string): Promise<ScimUser[]> {
  const ids = rows.map(({ id }) => id);
  const groups = Map.groupBy(await groupsOfUsers(work.sql, ids), ({ member_id }) => member_id);
  return rows.map((row) => showUser(row, groups.get(row.id) ?? [], base));
}

async function requireUser(work: Work, id: string): Promise<UserRow> {
  const member = isPublicId('U', id) ? (uuidOf(id) as MemberId) : undefined;
  const row = member && (await userById(work.sql, await provenDomains(work), member));
  if (!row) throw noSuchResource();
  return row;
}

/** What was done to whom, and what is to be mailed after the commit. */
export interface Done {
  readonly id: string;
  readonly object: string;
  readonly news?: Mail | undefined;
}

/** An account of somebody new, or the one that has the address already; without a password. */
export async function createUser(work: Work, welcome: Welcome, client: Client, sent: Sent): Promise<Done> {
  const said = readUser(sent);
  const { userName } = said;
  if (userName === undefined) throw invalidValue('userName');
  const email = said.email ?? (looksLikeAddress(userName) ? userName : null);
  if (email === null) throw invalidValue('emails.value');
  const folded = folding(email);
  await lockTeam(work, client.team);
  if (!(await isAtOwnDomain(work, folded))) throw addressNotOurs();
  const account = await findByEmail(work, folded);
  await requireFreeNames(work, { userName, externalId: said.externalId ?? null }, account?.id);
  const before = account && (await userById(work.sql, await provenDomains(work), account.id));
  if (account && before?.is_linked) throw taken('emails.value', publicId('U', account.id));
  const member = account
    ? await requireLocked(work, account.id)
    : await makeAccount(work, welcome, client, { said, userName, email });
  await link(work, client, member, { userName, said });
  const details = { made: account === undefined };
  work.audit({ kind: 'provisioning.user-linked', actor: client.client, object: `member:${member.id}`, details });
  if (account) await rename(work, client, member, nameSaid(said));
  await setActive(work, client, member, said.active ?? true);
  return { id: publicId('U', member.id), object: member.id };
}

async function makeAccount(
  work: Work,
  welcome: Welcome,
  client: Client,
  { said, userName, email }: { readonly said: Said; readonly userName: string; readonly email: string },
): Promise<MemberRow> {
  const local = email.slice(0, email.indexOf('@'));
  const wanted = { handle: userName.split('@')[0] ?? local, name: nameSaid(said) ?? local };
  const names = await usableNames(work, client.team, wanted);
  const role = await newAccountsRole(work);
  const newcomer = { ...names, team: client.team, role, email, passwordHash: null, channels: [] };
  return await addMember(work, welcome, newcomer, client.client);
}

/** A whole user. What it does not say stays; only a `userName` has to be there. */
export async function replaceUser(work: Work, client: Client, id: string, sent: Sent): Promise<Done> {
  const said = readUser(sent);
  if (said.userName === undefined) throw invalidValue('userName');
  return await change(work, client, id, () => said);
}

export async function patchUser(work: Work, client: Client, id: string, sent: Sent): Promise<Done> {
  const operations = readOperations(sent);
  return await change(work, client, id, ({ email }) => readUserPatch(operations, email));
}

async function change(work: Work, client: Client, id: string, saidOf: (row: UserRow) => Said): Promise<Done> {
  await lockTeam(work, client.team);
  const row = await requireUser(work, id);
  const member = await requireLocked(work, row.id);
  const said = saidOf(row);
  const userName = said.userName ?? row.user_name;
  const externalId = said.externalId === undefined ? row.external_id : said.externalId;
  await requireFreeNames(work, { userName, externalId }, member.id);
  const news = await changeEmail(work, client, member, { said, userName });
  const given_name = said.givenName === undefined ? row.given_name : said.givenName;
  const family_name = said.familyName === undefined ? row.family_name : said.familyName;
  const fields = [
    ...(row.is_linked ? [] : ['link']),
    ...(userName === row.user_name ? [] : ['userName']),
    ...(externalId === row.external_id ? [] : ['externalId']),
    ...(given_name === row.given_name && family_name === row.family_name ? [] : ['name']),
  ];
  if (fields.length > 0) {
    await link(work, client, member, {
      userName,
      said: { externalId, givenName: given_name, familyName: family_name },
    });
    const details = { fields: fields.join(' ') };
    work.audit({ kind: 'provisioning.user-changed', actor: client.client, object: `member:${member.id}`, details });
  }
  await rename(work, client, member, nameSaid(said, row));
  if (said.active !== undefined) await setActive(work, client, member, said.active);
  if (fields.length === 0 && shows(await requireUser(work, id)) !== shows(row))
    await touchLink(work.sql, member.id, work.now);
  return { id, object: member.id, news };
}

/** What a change may have made another of the attributes that are the account's own. */
const shows = ({ name, email, deactivated_at }: UserRow): string =>
  JSON.stringify([name, email, deactivated_at === null]);

/** The account is closed, and gone for the directory; who is made there anew with the address gets it back. */
export async function removeUser(work: Work, welcome: Welcome, client: Client, id: string): Promise<Done> {
  await lockTeam(work, client.team);
  const row = await requireUser(work, id);
  const member = await closeForDirectory(work, client, row.id);
  await link(work, client, member, { userName: row.user_name, said: {} });
  await leaveGroups(work.sql, member.id);
  await settleRoles(work, welcome, client, [member.id]);
  await removeLink(work.sql, member.id, work.now);
  work.audit({ kind: 'provisioning.user-removed', actor: client.client, object: `member:${member.id}` });
  return { id, object: member.id };
}

const link = (
  work: Work,
  { team }: Client,
  { id }: MemberRow,
  { userName, said }: { readonly userName: string; readonly said: Said },
): Promise<void> =>
  putLink(
    work.sql,
    {
      ...{ member_id: id, team_id: team, user_name: userName, user_name_folded: foldName(userName) },
      ...{ external_id: said.externalId ?? null, given_name: said.givenName ?? null },
      family_name: said.familyName ?? null,
    },
    work.now,
  );

/** Refuses a name that means somebody else: the directory's note of whom it made is to be right. */
async function requireFreeNames(
  work: Work,
  { userName, externalId }: { readonly userName: string; readonly externalId: string | null },
  self: MemberId | undefined,
): Promise<void> {
  const folded = foldName(userName);
  const named = await memberNamed(work.sql, folded);
  if (named && named !== self) throw taken('userName', publicId('U', named));
  const known = externalId === null ? undefined : await memberByExternalId(work.sql, externalId);
  if (known && known !== self) throw taken('externalId', publicId('U', known));
  const addressed = looksLikeAddress(userName) ? await findByEmail(work, folded) : undefined;
  if (!addressed || addressed.id === self) return;
  const holder = await userById(work.sql, await provenDomains(work), addressed.id);
  if (holder && !holder.is_linked) throw taken('userName', publicId('U', holder.id));
}

async function changeEmail(
  work: Work,
  client: Client,
  member: MemberRow,
  { said, userName }: { readonly said: Said; readonly userName: string },
): Promise<Mail | undefined> {
  if (said.email === undefined) return undefined;
  const email = said.email ?? (looksLikeAddress(userName) ? userName : null);
  if (email === null) throw invalidValue('emails.value');
  const folded = folding(email);
  if (member.role === 'owner' || (member.email !== null && foldEmail(member.email) === folded)) return undefined;
  if (!(await isAtOwnDomain(work, folded))) throw addressNotOurs();
  return await assignEmail(work, client, member, email);
}

async function rename(work: Work, client: Client, member: MemberRow, said: string | undefined): Promise<void> {
  const name = said === undefined ? '' : usableName(said);
  if (name === '' || name === member.name || member.role === 'owner') return;
  await renameMember(work, client, member.id, { name });
}

async function setActive(work: Work, client: Client, member: MemberRow, isActive: boolean): Promise<void> {
  if (isActive) await reactivateMember(work, client, member.id);
  else await closeForDirectory(work, client, member.id);
}

const looksLikeAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

/** The address as it is compared; refuses with `invalidValue` what is none. */
function folding(email: string): string {
  if (/[<>"(),:;]/.test(email)) throw invalidValue('emails.value');
  try {
    return foldEmail(email);
  } catch (error) {
    if (error instanceof Problem) throw invalidValue('emails.value');
    throw error;
  }
}
