import { after } from 'node:test';
import type { Role } from '#contract/identity.ts';
import { publicId, type TeamId } from '#contract/ids.ts';
import { createToken } from '#identity/api-tokens/api-tokens.ts';
import { addMember, type MemberRow } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { readConfig } from '#platform/config.ts';
import type { Envelope, Mail } from '#platform/mail/mail.ts';
import { systemRandom } from '#platform/random.ts';
import { afterSeries, isSeries } from '#platform/testing/series.ts';
import { makeTestStore, tableDigests } from '#platform/testing/testing.ts';
import type { Fact } from '#platform/work.ts';
import { type App, assemble, type Overrides } from '#server/main.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';

/** A member with a token to call with. */
export interface TestMember {
  readonly row: MemberRow;
  /** The member's id on the wire, `U…`. */
  readonly id: string;
  readonly token: string;
}

export interface TestTeam {
  readonly id: TeamId;
  readonly slug: string;
  readonly owner: TestMember;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  readonly body: any;
}

type Send = (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface Caller {
  readonly get: Send;
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly delete: Send;
}

export interface TestApp {
  readonly app: App;
  readonly base: string;
  /** The operators' console. */
  readonly consoleBase: string;
  readonly metricsPort: number;
  readonly mailPorts: { readonly smtp?: number; readonly lmtp?: number };
  /** What the server takes for now; a test moves it. */
  readonly clock: { now: Date; advance(ms: number): void };
  /** The facts of all committed units so far. */
  readonly facts: readonly Fact[];
  readonly mails: readonly Mail[];
  /** Whole messages that went out, with their envelopes. */
  readonly carried: readonly Carried[];
  /** What the next ones fail with, in this order. */
  readonly failing: Error[];
  createTestTeam(): Promise<TestTeam>;
  addTestMember(team: TestTeam, role?: Role): Promise<TestMember>;
  /** Signs the member in, and gives the cookie that a browser keeps of it. */
  signIn(member: TestMember): Promise<{ name: string; value: string; url: string }>;
  /** Calls with a bearer token, or as nobody. */
  call(token?: string): Caller;
  /** Everything that a refused call must leave as it was; the access log, where refusals are noted, is left out. */
  traces(): Promise<object>;
}

/** Cheap: tests prove rules, not that argon2id is slow. */
const PASSWORD_POLICY = { memoryKib: 64, passes: 1, parallelism: 1 };

export interface Given {
  /** When its clock stands still. */
  readonly now?: Date;
  /** Beside those that every test has. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly egress?: NonNullable<Overrides['egress']>;
}

/** The whole server on a store and a port of its own, closed when the test, or at top level the file, has ended. */
export const createTestApp = (given: Given = {}): Promise<TestApp> => openTestApp(given, after);

let shared: Promise<TestApp> | undefined;

/**
 * The server that test files of a process share, each with teams of its own: for those that look through windows. Its
 * clock is never behind the wall's when a file begins.
 */
export async function borrowTestApp(): Promise<TestApp> {
  if (!isSeries()) return await createTestApp();
  shared ??= openTestApp({}, afterSeries);
  const app = await shared;
  app.clock.now = new Date(Math.max(Date.now(), app.clock.now.getTime()));
  return app;
}

type Carried = Envelope & { readonly message: Buffer };
type Closing = (close: () => Promise<void>) => void;

async function openTestApp({ now = new Date(), settings = {}, egress = {} }: Given, ended: Closing): Promise<TestApp> {
  const store = await makeTestStore();
  const facts: Fact[] = [];
  const mails: Mail[] = [];
  const carried: Carried[] = [];
  const failing: Error[] = [];
  const clock = {
    now,
    advance(ms: number) {
      clock.now = new Date(clock.now.getTime() + ms);
    },
  };
  const app = await assemble(testConfig(store.folder, store.databaseUrl, settings), {
    egress,
    clock: () => clock.now,
    passwordPolicy: PASSWORD_POLICY,
    mailer: {
      async send(mail) {
        mails.push(mail);
        return 'kept';
      },
      async carry(envelope, message) {
        const failure = failing.shift();
        if (failure) throw failure;
        carried.push({ ...envelope, message });
        return 'kept';
      },
    },
    committed: (_team, of) => void facts.push(...of),
  });
  ended(async () => {
    await app.close();
    await store.remove();
  });
  const { port, metricsPort, mailPorts } = await app.listen();
  const base = `http://${settings.WARDROOM_HOST ?? '127.0.0.1'}:${port}`;
  return {
    app,
    base,
    consoleBase: app.consoleUrl(),
    metricsPort,
    mailPorts,
    clock,
    facts,
    mails,
    carried,
    failing,
    createTestTeam: () => createTestTeam(app),
    addTestMember: (team, role = 'member') => addTestMember(app, team.id, role),
    signIn: (member) => signIn(app, base, member.row),
    call: (token) => callerOf(base, token),
    async traces() {
      const {
        attempts: _noted,
        access_summaries: _summed,
        guesses: _counted,
        notice_marks: _moved,
        // Signed every five minutes, whatever is called meanwhile.
        audit_checkpoints: _signed,
        ...tables
      } = await tableDigests(app.database);
      const stated = facts.filter(({ kind }) => !judgedLater.has(kind)).length;
      return { ...tables, facts: stated, mails: mails.length, carried: carried.length };
    },
  };
}

/** Who is told of a message is judged a moment after it; how far that has come is no trace of what comes after. */
const judgedLater: ReadonlySet<Fact['kind']> = new Set(['notice', 'push.due']);

const testConfig = (folder: string, databaseUrl: string | undefined, settings: Readonly<Record<string, string>>) =>
  readConfig({
    ...settings,
    WARDROOM_DATA: folder,
    WARDROOM_PORT: '0',
    WARDROOM_METRICS_PORT: '0',
    WARDROOM_LOG: process.env.WARDROOM_TEST_LOG ?? 'silent',
    DATABASE_URL: databaseUrl,
  });

let made = 0;
function nextName(): string {
  made += 1;
  return `t${made}`;
}

async function createTestTeam(app: App): Promise<TestTeam> {
  const id = systemRandom.uuid() as TeamId;
  const slug = nextName();
  await app.units.open({ team: id }, (work) => createTeam(work, { id, slug, name: `Team ${slug}` }));
  const owner = await addTestMember(app, id, 'owner');
  await app.units.open({ team: id }, (work) =>
    createGeneralChannel(
      work,
      { team: id, member: owner.row.id, role: 'owner', by: { session: owner.row.id as never } },
      'general',
    ),
  );
  return { id, slug, owner };
}

async function addTestMember(app: App, team: TeamId, role: Role): Promise<TestMember> {
  const handle = nextName();
  const { row, secret } = await app.units.open({ team }, async (work) => {
    const wanted = { team, role, handle, name: `Name ${handle}`, email: `${handle}@example.com`, passwordHash: null };
    const row = await addMember(work, welcome, { ...wanted, channels: [] }, 'operator');
    const by = { creator: row.id, by: 'operator' };
    return { row, ...(await createToken(work, row, { name: 'test', scopes: 'everything' }, by)) };
  });
  return { row, id: publicId('U', row.id), token: secret };
}

async function signIn(app: App, url: string, { team_id: team, id: member }: MemberRow) {
  const { token } = await app.units.open({ team }, (work) =>
    startSession(work, { team, member, means: 'password' }, { ip: '127.0.0.1', userAgent: 'A test' }),
  );
  return { name: `wardroom-${publicId('T', team)}`, value: token, url };
}

function callerOf(base: string, token: string | undefined): Caller {
  const send =
    (method: string): Send =>
    (path, body, headers) =>
      callOver(base, method, path, token, body, headers);
  return { get: send('GET'), post: send('POST'), put: send('PUT'), patch: send('PATCH'), delete: send('DELETE') };
}

/** One call, as the bearer of `token` or as nobody; a body that is no string goes as JSON. */
export async function callOver(
  base: string,
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(base + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = text !== '' && /\bjson\b/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text || undefined };
}
