/** A team with a member of every role, for the tests that walk all tables and all routes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Role } from '#contract/identity.ts';
import { publicId, type TeamId } from '#contract/ids.ts';
import { addImportedMembers, addMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { type Issuer, openIssuer } from '#identity/testing/issuer.ts';
import { systemRandom } from '#platform/random.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import type { Work } from '#platform/work.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';
import { type Answer, callOver, createTestApp, type TestApp } from './app.ts';

export type { Answer } from './app.ts';

export const PASSWORD = 'tulip wagon nineteen orbit';
export const ROLES = ['owner', 'admin', 'member', 'guest', 'single-guest', 'bot'] as const;

/** Who stands in for the world outside: a provider of single sign-on, and what the DNS says. */
export interface Outside {
  readonly issuer: Issuer;
  readonly texts: Map<string, readonly string[]>;
}

export interface Scenario extends Pick<TestApp, 'app' | 'mails' | 'traces'> {
  readonly outside: Outside;
  readonly team: TeamId;
  readonly slug: string;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly ids: Readonly<Record<Role, string>>;
  call(method: string, path: string, token?: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** One successful call of each route, by its name. */
export type Changes = Record<string, () => Promise<Answer>>;

/** In a server of its own. */
export async function startScenario(): Promise<Scenario> {
  const outside: Outside = { issuer: await openIssuer(), texts: new Map() };
  const app = await createTestApp({
    // By a name: at an address without one, browsers know no passkeys.
    settings: { WARDROOM_HOST: 'localhost', WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${outside.issuer.port}` },
    egress: {
      resolve: async () => ['127.0.0.1'],
      texts: async (name) => outside.texts.get(name) ?? [],
      authority: TEST_AUTHORITY,
    },
  });
  return await addTeam({ ...app, outside }, 'kestrel');
}

/** One more such team in the same server. */
export async function addTeam(
  { app, mails, traces, outside }: Pick<Scenario, 'app' | 'mails' | 'traces' | 'outside'>,
  slug: string,
): Promise<Scenario> {
  const team = systemRandom.uuid() as TeamId;
  const passwordHash = await app.passwords.hash(PASSWORD);
  const tokens: Partial<Record<Role, string>> = {};
  const ids: Partial<Record<Role, string>> = {};
  const add = async (work: Work, role: Role): Promise<void> => {
    const email = role === 'bot' ? null : `${role}@${slug}.example`;
    const newcomer = { team, role, handle: role, name: `The ${role}`, email, passwordHash, channels: [] };
    const member = await addMember(work, welcome, newcomer, 'operator');
    ids[role] = publicId('U', member.id);
    tokens[role] = (
      await startSession(work, { team, member: member.id, means: 'password' }, { ip: '127.0.0.1', userAgent: 'test' })
    ).token;
    if (role !== 'owner') return;
    await createGeneralChannel(work, { team, member: member.id, role, by: { session: member.id as never } }, 'general');
  };
  await app.units.open({ team }, async (work) => {
    await createTeam(work, { id: team, slug, name: slug });
    for (const role of ROLES) await add(work, role);
  });
  return {
    app,
    mails,
    traces,
    outside,
    team,
    slug,
    tokens: tokens as Record<Role, string>,
    ids: ids as Record<Role, string>,
    call: (method, path, token, body, headers) => callOver(app.url(), method, path, token, body, headers),
  };
}

/** Somebody as an import brings them: with an address and without a password. */
export async function addUnclaimed({ app, team, slug }: Pick<Scenario, 'app' | 'team' | 'slug'>, handle: string) {
  const person = { role: 'member', handle, name: handle, email: `${handle}@${slug}.example`, isActive: true } as const;
  const [arrival] = await app.units.open({ team }, (work) => addImportedMembers(work, team, 'import', [person]));
  assert.ok(arrival);
  return { id: publicId('U', arrival.id), email: person.email };
}

/** The link that was last mailed to this address. */
export function mailedToken({ mails }: Pick<Scenario, 'mails'>, email: string, form: RegExp): string {
  const last = mails.findLast(({ to }) => to === email)?.text ?? '';
  return form.exec(last)?.[0] ?? assert.fail(`nothing like ${form} was mailed to ${email}`);
}

/** Begins an upload of so many bytes, and gives its address. */
export async function beginUpload({ call }: Scenario, token: string, bytes: number): Promise<Answer> {
  const headers = {
    'upload-length': String(bytes),
    'upload-metadata': 'filename bm90ZXMudHh0',
    'tus-resumable': '1.0.0',
  };
  const answer = await call('POST', '/v1/uploads', token, undefined, headers);
  return { ...answer, body: answer.headers.get('location') };
}

export async function sendContent({ call }: Scenario, token: string, address: string, text: string): Promise<Answer> {
  const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'tus-resumable': '1.0.0' };
  return await call('PATCH', address, token, text, headers);
}

export const clientId = (): string => randomUUID();

/** The body of an answer that had to succeed. */
export function succeeded({ status, body }: Pick<Answer, 'status' | 'body'>): Answer['body'] {
  assert.ok(status < 300, `expected success, got ${status} ${JSON.stringify(body)}`);
  return body;
}
