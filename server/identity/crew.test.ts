/** A team of people for the tests of this room: real database, real HTTP, a clock that moves when told. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as atEnd } from 'node:test';
import type { Role } from '#contract/identity.ts';
import { type ChannelId, type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { createHttpServer } from '#platform/http/http.ts';
import { createLog } from '#platform/log.ts';
import { createMailer } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import { openTestDatabase, tableDigests, testUnits } from '#platform/testing/testing.ts';
import type { Fact, Units } from '#platform/work.ts';
import { allows, type Permission } from './access/access.ts';
import { accessLogRoutes } from './access-log/access-log.routes.ts';
import { createAccessLog } from './access-log/access-log.ts';
import { apiTokenRoutes } from './api-tokens/api-tokens.routes.ts';
import { createAuthentication } from './authentication.ts';
import { invitationRoutes } from './invitations/invitations.routes.ts';
import { memberRoutes } from './members/members.routes.ts';
import { addMember } from './members/members.ts';
import { passwordRoutes } from './passwords/passwords.routes.ts';
import { createPasswords, type Passwords } from './passwords/passwords.ts';
import { sessionRoutes } from './sessions/sessions.routes.ts';
import { startSession } from './sessions/sessions.ts';
import { signInRoutes } from './sign-in/sign-in.routes.ts';
import { teamRoutes } from './teams/teams.routes.ts';
import { createTeam } from './teams/teams.ts';

export const PASSWORD = 'tulip wagon nineteen orbit';
const POLICY = { memoryKib: 8, passes: 1, parallelism: 1 };

export interface Person {
  readonly id: MemberId;
  readonly email: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
  readonly body: any;
  readonly headers: Headers;
}

export interface Crew {
  readonly database: Database;
  readonly units: Units;
  readonly passwords: Passwords;
  readonly team: TeamId;
  readonly slug: string;
  readonly owner: Person;
  readonly url: string;
  /** Every fact that was committed. */
  readonly facts: Fact[];
  /** No invitation may name this channel. */
  readonly foreignChannel: string;
  readonly welcomed: { member: MemberId; channels: readonly ChannelId[] }[];
  pass(ms: number): void;
  now(): Date;
  join(role: Role, handle: string): Promise<Person>;
  call(line: string, by?: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  mails(): string[];
  /** Runs the call and asserts that it is refused so, and that no table changed but the attempts. */
  refuses(code: string, call: () => Promise<Answer>): Promise<void>;
  attempts(): Promise<{ kind: string; outcome: string; reason: string; member_id: string | null }[]>;
  auditKinds(): Promise<string[]>;
}

const FOREIGN = systemRandom.uuid() as ChannelId;
const foreignChannel = problem('crew/foreign-channel', 404, 'A channel that this actor cannot see.');

export async function openCrew(): Promise<Crew> {
  const database = await openTestDatabase();
  let now = new Date('2026-03-01T10:00:00Z');
  const clock = () => now;
  const facts: Fact[] = [];
  const units = await testUnits(database, { clock, published: (_team, committed) => void facts.push(...committed) });
  const passwords = createPasswords(POLICY, systemRandom);
  const log = createLog('silent');
  const accessLog = createAccessLog(units, clock, log);
  const welcomed: Crew['welcomed'] = [];
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-crew-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  let url = 'http://127.0.0.1:1';
  const means = {
    passwords,
    accessLog,
    url: () => url,
    mailer: createMailer({ smtpUrl: undefined, from: 'a@ship.example', folder, random: systemRandom, clock, log }),
    welcome: async (_work: unknown, { id }: { id: MemberId }, channels: readonly ChannelId[]) =>
      void welcomed.push({ member: id, channels }),
    checkChannels: async (_work: unknown, _actor: unknown, channels: readonly ChannelId[]) => {
      if (channels.includes(FOREIGN)) throw foreignChannel();
    },
  };
  const server = createHttpServer({
    routes: [
      ...teamRoutes,
      ...signInRoutes(means, means.url),
      ...sessionRoutes(means.url),
      ...passwordRoutes(passwords),
      ...memberRoutes(means.welcome),
      ...invitationRoutes(means),
      ...apiTokenRoutes(means.welcome),
      ...accessLogRoutes,
    ],
    units,
    random: systemRandom,
    log,
    url: means.url,
    authenticate: createAuthentication(units),
    allows: (actor, permission) => allows(actor, permission as Permission),
    refused: accessLog.denied,
    answered: () => {},
    stream: { path: '/v1/stream', accept: (_actor, { socket }) => void socket.destroy() },
  });
  url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  atEnd(() => server.close());

  const team = systemRandom.uuid() as TeamId;
  const slug = 'crew';
  const origin = { ip: '127.0.0.1', userAgent: 'test' };
  const join_ = async (role: Role, handle: string): Promise<Person> => {
    const email = role === 'bot' ? null : `${handle}@ship.example`;
    const passwordHash = role === 'bot' ? null : await passwords.hash(PASSWORD);
    const person = { team, role, handle, name: handle, email, passwordHash, channels: [] };
    return await units.open({ team }, async (work) => {
      const { id } = await addMember(work, means.welcome, person, 'operator');
      return { id, email: email ?? '', token: (await startSession(work, { team, member: id }, origin)).token };
    });
  };
  await units.open('deployment', (work) => createTeam(work, { id: team, slug, name: 'The crew' }));
  const owner = await join_('owner', 'olga');

  const crew: Crew = {
    database,
    units,
    passwords,
    team,
    slug,
    owner,
    url,
    facts,
    foreignChannel: publicId('C', FOREIGN),
    welcomed,
    pass: (ms) => {
      now = after(now, ms);
    },
    now: clock,
    join: join_,
    async call(line, by, body, headers = {}) {
      const [method = '', path = ''] = line.split(' ');
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(by ? { authorization: `Bearer ${by}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      await accessLog.settled();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
    },
    mails: () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
    async refuses(code, call) {
      const [before, factsBefore] = [await tableDigests(database), facts.length];
      const answer = await call();
      assert.equal(answer.body?.type, `urn:wardroom:problem:${code}`, JSON.stringify(answer.body));
      assert.equal(answer.headers.get('set-cookie'), null);
      const left = await tableDigests(database);
      assert.deepEqual({ ...left, attempts: '' }, { ...before, attempts: '' });
      assert.equal(facts.length, factsBefore);
    },
    attempts: () =>
      units.open({ team }, ({ sql }) =>
        sql.selectFrom('attempts').select(['kind', 'outcome', 'reason', 'member_id']).orderBy('id', 'desc').execute(),
      ),
    auditKinds: async () => {
      const rows = await units.open({ team }, ({ sql }) =>
        sql.selectFrom('audit_entries').select('kind').orderBy('index').execute(),
      );
      return rows.map(({ kind }) => kind);
    },
  };
  return crew;
}
