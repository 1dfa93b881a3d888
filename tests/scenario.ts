/** A whole server with a team of every role, for the tests that walk all tables and all routes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Role } from '#contract/identity.ts';
import { publicId, type TeamId } from '#contract/ids.ts';
import { addImportedMembers, addMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { readConfig } from '#platform/config.ts';
import { systemRandom } from '#platform/random.ts';
import { makeTestStore } from '#platform/testing/testing.ts';
import type { Work } from '#platform/work.ts';
import { type App, assemble } from '#server/main.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';

export const PASSWORD = 'tulip wagon nineteen orbit';
export const ROLES = ['owner', 'admin', 'member', 'guest', 'single-guest', 'bot'] as const;

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
  readonly body: any;
}

export interface Scenario {
  readonly app: App;
  readonly team: TeamId;
  readonly slug: string;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly ids: Readonly<Record<Role, string>>;
  call(method: string, path: string, token?: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Starts the server on a free port; it is closed when the test file has ended. */
export async function startScenario(): Promise<Scenario> {
  const store = await makeTestStore();
  const config = readConfig({
    WARDROOM_DATA: store.folder,
    DATABASE_URL: store.databaseUrl,
    WARDROOM_PORT: '0',
    WARDROOM_METRICS_PORT: '0',
    WARDROOM_LOG: 'silent',
  });
  const app = await assemble(config, { passwordPolicy: { memoryKib: 8, passes: 1, parallelism: 1 } });
  after(async () => {
    await app.close();
    await store.remove();
  });
  await app.listen();
  return await addTeam(app, 'kestrel');
}

/** One more team with a member of every role, in the same server. */
export async function addTeam(app: App, slug: string): Promise<Scenario> {
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
      await startSession(work, { team, member: member.id }, { ip: '127.0.0.1', userAgent: 'test' })
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
    team,
    slug,
    tokens: tokens as Record<Role, string>,
    ids: ids as Record<Role, string>,
    async call(method, path, token, body, headers = {}) {
      const response = await fetch(app.url() + path, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, body: isJson && text ? JSON.parse(text) : text || undefined };
    },
  };
}

/** Somebody as an import brings them: with an address and without a password. */
export async function addUnclaimed({ app, team, slug }: Pick<Scenario, 'app' | 'team' | 'slug'>, handle: string) {
  const person = { role: 'member', handle, name: handle, email: `${handle}@${slug}.example`, isActive: true } as const;
  const [arrival] = await app.units.open({ team }, (work) => addImportedMembers(work, team, 'import', [person]));
  assert.ok(arrival);
  return { id: publicId('U', arrival.id), email: person.email };
}

/** The link that was last mailed to this address, out of the folder that stands in for a mail server. */
export function mailedToken({ app }: Pick<Scenario, 'app'>, email: string, form: RegExp): string {
  const folder = join(app.config.dataFolder, 'mail');
  const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', ''));
  const last = mails.filter((mail) => mail.includes(`To: ${email}\r\n`)).at(-1) ?? '';
  return form.exec(last)?.[0] ?? assert.fail(`nothing like ${form} was mailed to ${email}`);
}

/** Begins an upload of so many bytes; the answer's body is its address. */
export async function beginUpload({ app }: Scenario, token: string, bytes: number): Promise<Answer> {
  const headers = {
    'upload-length': String(bytes),
    'upload-metadata': 'filename bm90ZXMudHh0',
    'tus-resumable': '1.0.0',
  };
  const { status, headers: answered } = await fetch(`${app.url()}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status, body: answered.get('location') };
}

export async function sendContent({ app }: Scenario, token: string, address: string, text: string): Promise<Answer> {
  const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'tus-resumable': '1.0.0' };
  const { status } = await fetch(app.url() + address, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: text,
  });
  return { status, body: undefined };
}

export const clientId = (): string => randomUUID();

/** The body of an answer that had to succeed. */
export function succeeded({ status, body }: Answer): Answer['body'] {
  assert.ok(status < 300, `expected success, got ${status} ${JSON.stringify(body)}`);
  return body;
}
