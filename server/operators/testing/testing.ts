/** The operators' console for the tests of this room: real database, real HTTP, a clock that moves when told. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as atEnd } from 'node:test';
import { createGuesses, type Guesses } from '#identity/guessing/guessing.ts';
import { createPasswords, type Passwords } from '#identity/passwords/passwords.ts';
import { type Answer, codeAt, PASSWORD } from '#identity/testing/testing.ts';
import { after, SECOND_MS } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { Evidence } from '#platform/evidence.ts';
import { createHttpServer } from '#platform/http/http.ts';
import { createLog } from '#platform/log.ts';
import { systemRandom } from '#platform/random.ts';
import { borrowTestDatabase, tableDigests, testUnits } from '#platform/testing/testing.ts';
import type { Units } from '#platform/work.ts';
import { allowsOperator, owedByOperator } from '../access/access.ts';
import { addOperator } from '../accounts/accounts.ts';
import { operatorsRoom } from '../operators.ts';

export { type Answer, PASSWORD };

const STEP_MS = 30 * SECOND_MS;

/** A browser of one operator. */
export interface Browser {
  /** As the browser's page asks: with its cookie, if it has one, and its origin. */
  call(line: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The cookie's value. */
  token(): string | undefined;
}

/** Somebody who has enrolled. */
export interface Enrolled {
  readonly name: string;
  readonly secret: string;
  readonly codes: readonly string[];
  readonly browser: Browser;
}

export interface Console {
  readonly database: Database;
  readonly units: Units;
  readonly passwords: Passwords;
  /** The counts of wrong tries, which the teams' doors share. */
  readonly guesses: Guesses;
  readonly url: string;
  /** The origin of its own pages. */
  readonly own: string;
  readonly mailFolder: string;
  readonly settled: () => Promise<void>;
  now(): Date;
  pass(ms: number): void;
  open(): Browser;
  /** Makes the account and gives the secret of its link. */
  add(name: string): Promise<string>;
  enrol(name: string): Promise<Enrolled>;
  /** Signs in on another browser, with a fresh code. */
  signIn(operator: Enrolled): Promise<Browser>;
  /** Runs the call and asserts that it is refused so, and that no table changed but what notes and counts attempts. */
  refuses(code: string, call: () => Promise<Answer>): Promise<void>;
  attempts(): Promise<string[]>;
  auditKinds(): Promise<string[]>;
}

/** `evidence`: what the checks measure. `host`: how operators call the console. */
export async function openConsole(evidence: readonly Evidence[] = [], host = '127.0.0.1'): Promise<Console> {
  const database = await borrowTestDatabase();
  let now = new Date('2026-03-01T10:00:00Z');
  const clock = () => now;
  const units = await testUnits(database, { clock });
  const passwords = createPasswords({ memoryKib: 8, passes: 1, parallelism: 1 }, systemRandom);
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-console-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const mailFolder = join(folder, 'mail');
  const log = createLog('silent');
  const guesses = createGuesses({ units, clock, log });
  let [url, own] = ['', ''];
  const room = operatorsRoom({
    ...{ units, clock, log, passwords, url: () => own, guesses },
    deployment: {
      ...{ version: '1.2.3', startedAt: now, engine: database.engine, dataFolder: folder, mailFolder, files: 'folder' },
      listeners: () => [{ purpose: 'console', host: '127.0.0.1', port: Number(new URL(url).port) }],
      sockets: () => 3,
      jobs: async () => ({ waiting: 1, running: 0, dead: 0 }),
      evidence: () => evidence,
    },
  });
  const server = createHttpServer({
    ...{ units, log, random: systemRandom, url: () => own, owed: owedByOperator, allows: allowsOperator },
    routes: room.console.routes,
    presented: room.console.presented,
    authenticate: room.console.authenticate,
    refused: room.console.refused,
    answered: () => {},
  });
  url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  own = url.replace('127.0.0.1', host);
  atEnd(() => server.close());
  const opened = {
    ...{ database, units, passwords, guesses, url, own, mailFolder, settled: room.close },
    now: clock,
    pass(ms: number) {
      now = after(now, ms);
    },
    open: () => openBrowser(url, own),
    add: async (name: string) => (await units.open('deployment', (work) => addOperator(work, name, 'operator'))).token,
  };
  return {
    ...opened,
    enrol: (name) => enrol(opened, name),
    signIn: (operator) => signIn(opened, operator),
    refuses: (code, call) => assertRefused(opened, code, call),
    async attempts() {
      await room.close();
      const query = database.withConnection(({ sql }) =>
        sql.selectFrom('operator_attempts').select(['outcome', 'reason']).orderBy('at').orderBy('id').execute(),
      );
      return (await query).map(({ outcome, reason }) => `${outcome}: ${reason}`);
    },
    auditKinds: async () =>
      await units.open('deployment', async ({ sql }) => {
        const rows = await sql.selectFrom('audit_entries').select('kind').orderBy('index').execute();
        return rows.map(({ kind }) => kind);
      }),
  };
}

/** A browser at a console, wherever that listens; `own`: the origin of its pages. */
export function openBrowser(url: string, own = url): Browser {
  let cookie: string | undefined;
  return {
    token: () => cookie?.split('=')[1],
    async call(line, body, headers = {}) {
      const [method = '', path = ''] = line.split(' ');
      const answer = await fetch(url + path, {
        method,
        headers: {
          origin: own,
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = answer.headers.get('set-cookie')?.split(';')[0];
      if (set !== undefined) cookie = set.endsWith('=') ? undefined : set;
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
    },
  };
}

type Opened = Pick<Console, 'database' | 'add' | 'open' | 'now' | 'pass'>;

export function succeeded({ status, body }: Answer): Answer['body'] {
  assert(status < 300, `${status} ${JSON.stringify(body)}`);
  return body;
}

async function enrol({ add, open, now, pass }: Opened, name: string): Promise<Enrolled> {
  return await enrolBy(await add(name), name, open(), now, () => pass(STEP_MS));
}

/** Enrols by the link's secret; `nextStep` has the next code of the app be a fresh one. */
export async function enrolBy(
  token: string,
  name: string,
  browser: Browser,
  now: () => Date,
  nextStep: () => void,
): Promise<Enrolled> {
  succeeded(await browser.call('POST /v1/operator/enrolment', { token, password: PASSWORD }));
  const { secret } = succeeded(await browser.call('PUT /v1/operator/me/authenticator'));
  const code = codeAt(secret, now());
  succeeded(await browser.call('POST /v1/operator/me/authenticator/confirmation', { code }));
  const { codes } = succeeded(await browser.call('POST /v1/operator/me/recovery-codes'));
  const given = { recoveryCode: codes[0] };
  succeeded(await browser.call('POST /v1/operator/me/recovery-codes/confirmation', given));
  nextStep();
  return { name, secret, codes, browser };
}

async function signIn({ open, now, pass }: Opened, { name, secret }: Enrolled): Promise<Browser> {
  const browser = open();
  succeeded(await browser.call('POST /v1/operator/sign-in', { name, password: PASSWORD }));
  succeeded(await browser.call('POST /v1/operator/sign-in/second-factor', { code: codeAt(secret, now()) }));
  pass(STEP_MS);
  return browser;
}

async function assertRefused({ database }: Opened, code: string, refused: () => Promise<Answer>): Promise<void> {
  const before = await tableDigests(database);
  const answer = await refused();
  assert.equal(answer.body?.type, `urn:wardroom:problem:${code}`, JSON.stringify(answer.body));
  assert.equal(answer.headers.get('set-cookie'), null);
  const noted = { operator_attempts: '', guesses: '' };
  assert.deepEqual({ ...(await tableDigests(database)), ...noted }, { ...before, ...noted });
}
