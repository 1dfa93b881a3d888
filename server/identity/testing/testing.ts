/** A team of people for the tests of this room: real database, real HTTP, a clock that moves when told. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { after as atEnd } from 'node:test';
import type { Role } from '#contract/identity.ts';
import { type ChannelId, type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import { type Blobs, openBlobs } from '#platform/blobs/blobs.ts';
import { after, type Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { createEgress, type Egress } from '#platform/egress/egress.ts';
import { createHttpServer } from '#platform/http/http.ts';
import { createImages } from '#platform/images/images.ts';
import { createLog } from '#platform/log.ts';
import { createMailer } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import { borrowTestDatabase, tableDigests, testUnits } from '#platform/testing/testing.ts';
import type { Fact, Units } from '#platform/work.ts';
import { beyondToken, mayIt, type Permission } from '../access/access.ts';
import { identityRoom } from '../identity.ts';
import { addMember, type Welcome } from '../members/members.ts';
import { createPasswords, type Passwords } from '../passwords/passwords.ts';
import { startSession } from '../sessions/sessions.ts';
import { createTeam } from '../teams/teams.ts';
import { owedRefusal } from '../two-factor/two-factor.ts';

export { codeAt, enrol, recoveryCodes, wrongCodeAt } from './authenticator.ts';
export { addPasskey, type PasskeyTwist, type TestPasskey, testAuthenticator } from './passkey.ts';

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
  /** The origin of its own pages. */
  readonly own: string;
  /** Every fact that was committed. */
  readonly facts: Fact[];
  /** No invitation may name this channel. */
  readonly foreignChannel: string;
  /** Whom somebody meets, by the ids of both; nobody at first. */
  readonly met: Set<string>;
  readonly blobs: Blobs;
  readonly welcomed: { member: MemberId; channels: readonly ChannelId[] }[];
  pass(ms: number): void;
  now(): Date;
  join(role: Role, handle: string): Promise<Person>;
  call(line: string, by?: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  mails(): string[];
  /** Those to this address, with their lines made whole again, in the order in which they were sent. */
  mailsTo(address: string): string[];
  /** The tokens that were mailed to this address, the newest last. */
  tokensAt(address: string): string[];
  /** Runs the call and asserts that it is refused so, and that no table changed but what notes and counts attempts. */
  refuses(code: string, call: () => Promise<Answer>): Promise<void>;
  attempts(): Promise<{ kind: string; outcome: string; reason: string; member_id: string | null }[]>;
  auditKinds(): Promise<string[]>;
}

/** The only address of which the tests know where it is. */
const PLACED = '127.0.0.1';
const FOREIGN = systemRandom.uuid() as ChannelId;
const foreignChannel = problem('crew/foreign-channel', 404, 'A channel that this actor cannot see.');

const noDoor = (): Egress =>
  createEgress({ opened: [], reached: () => {}, resolve: async () => [], texts: async () => [] });

/** `egress`: by which door it asks others; no door leads anywhere unless given. `host`: how people call the server. */
export async function openCrew(egress: Egress = noDoor(), host = '127.0.0.1'): Promise<Crew> {
  const database = await borrowTestDatabase();
  let now = new Date('2026-03-01T10:00:00Z');
  const clock = () => now;
  const facts: Fact[] = [];
  const units = await testUnits(database, { clock, published: (_team, committed) => void facts.push(...committed) });
  const passwords = createPasswords(POLICY, systemRandom);
  const welcomed: Crew['welcomed'] = [];
  const welcome: Welcome = async (_work, { id }, channels) => void welcomed.push({ member: id, channels });
  const mailFolder = newFolder();
  const blobs = await openBlobs({ dataFolder: newFolder(), s3: undefined }, systemRandom);
  const met = new Set<string>();
  const served = { clock, passwords, welcome, met, blobs, mailFolder, egress, host };
  const { url, own, settled } = await serve(units, served);

  const team = systemRandom.uuid() as TeamId;
  await units.open('deployment', (work) => createTeam(work, { id: team, slug: 'crew', name: 'The crew' }));
  const join = async (role: Role, handle: string): Promise<Person> => {
    const email = role === 'bot' ? null : `${handle}@ship.example`;
    const passwordHash = role === 'bot' ? null : await passwords.hash(PASSWORD);
    const person = { team, role, handle, name: handle, email, passwordHash, channels: [] };
    return await units.open({ team }, async (work) => {
      const { id } = await addMember(work, welcome, person, 'operator');
      const origin = { ip: '127.0.0.1', userAgent: 'test' };
      return {
        id,
        email: email ?? '',
        token: (await startSession(work, { team, member: id, means: 'password' }, origin)).token,
      };
    });
  };
  const mails = () => readdirSync(mailFolder).map((name) => readFileSync(pathOf(mailFolder, name), 'utf8'));
  const mailsTo = (address: string) =>
    mails()
      .filter((mail) => mail.includes(`To: ${address}\r\n`))
      .map((mail) => mail.replaceAll('=\r\n', '').replaceAll('=3D', '='));
  return {
    ...{ database, units, passwords, team, slug: 'crew', url, own, facts, met, blobs, welcomed, now: clock, join },
    owner: await join('owner', 'olga'),
    foreignChannel: publicId('C', FOREIGN),
    pass: (ms) => {
      now = after(now, ms);
    },
    call: (line, by, body, headers) => call(url, line, by, body, headers).finally(settled),
    ...{ mails, mailsTo },
    tokensAt: (address) => mailsTo(address).flatMap((mail) => /#(wr[a-z]_[\w-]+)/.exec(mail)?.[1] ?? []),
    refuses: (code, refused) => assertRefused(database, facts, code, refused),
    attempts: () =>
      units.open({ team }, ({ sql }) =>
        sql.selectFrom('attempts').select(['kind', 'outcome', 'reason', 'member_id']).orderBy('id', 'desc').execute(),
      ),
    auditKinds: async () => {
      const entries = await units.open({ team }, ({ sql }) =>
        sql.selectFrom('audit_entries').select('kind').orderBy('index').execute(),
      );
      return entries.map(({ kind }) => kind);
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(pathOf(tmpdir(), 'wardroom-crew-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  return folder;
}

interface Served {
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly welcome: Welcome;
  readonly met: ReadonlySet<string>;
  readonly blobs: Blobs;
  readonly mailFolder: string;
  readonly egress: Egress;
  readonly host: string;
}

/** The room behind a real server on a free port, without the rooms above it. */
async function serve(
  units: Units,
  { clock, passwords, welcome, met, blobs, mailFolder: folder, egress, host }: Served,
): Promise<{ url: string; own: string; settled: () => Promise<void> }> {
  const log = createLog('silent');
  let own = '';
  const identity = identityRoom({
    ...{ units, clock, log, passwords, welcome, blobs, images: createImages(), egress },
    meets: async (_work, member, others) => others.filter((other) => met.has(`${member} ${other}`)),
    furnish: async () => {},
    placeOf: (ip) => (ip === PLACED ? 'Zurich, Switzerland' : undefined),
    closers: async () => 0,
    url: () => own,
    passwordPolicy: POLICY,
    mailer: createMailer({ smtpUrl: undefined, from: 'a@ship.example', folder, random: systemRandom, clock, log }),
    checkChannels: async (_work, _actor, channels) => {
      if (channels.includes(FOREIGN)) throw foreignChannel();
    },
  });
  const server = createHttpServer({
    routes: identity.routes,
    units,
    random: systemRandom,
    log,
    url: () => own,
    authenticate: identity.authenticate,
    owed: owedRefusal,
    allows: ({ role }, permission) => mayIt(role, permission as Permission),
    beyond: beyondToken,
    refused: identity.denied,
    answered: () => {},
    stream: { path: '/v1/stream', accept: (_actor, { socket }) => void socket.destroy() },
  });
  const port = await server.listen('127.0.0.1', 0);
  own = `http://${host}:${port}`;
  atEnd(() => server.close());
  return { url: `http://127.0.0.1:${port}`, own, settled: identity.close };
}

async function call(
  url: string,
  line: string,
  by: string | undefined,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
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
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
}

async function assertRefused(
  database: Database,
  facts: readonly Fact[],
  code: string,
  refused: () => Promise<Answer>,
): Promise<void> {
  const [before, factsBefore] = [await tableDigests(database), facts.length];
  const answer = await refused();
  assert.equal(answer.body?.type, `urn:wardroom:problem:${code}`, JSON.stringify(answer.body));
  assert.equal(answer.headers.get('set-cookie'), null);
  const noted = {
    attempts: '',
    guesses: '',
    access_summaries: '',
    provisioning_calls: '',
    provisioning_credentials: '',
  };
  assert.deepEqual({ ...(await tableDigests(database)), ...noted }, { ...before, ...noted });
  assert.equal(facts.length, factsBefore);
}
