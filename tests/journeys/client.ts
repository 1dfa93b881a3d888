/** Wardroom as its people meet it: a server process started by `bin/wardroom`, called over HTTP and WebSocket. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import WebSocket from 'ws';
import { MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { callControl } from '#platform/control/control.ts';
import { makeTestStore } from '#platform/testing/testing.ts';
import { root } from '../source.ts';

const startMsMax = 2 * MINUTE_MS;
const waitMsMax = MINUTE_MS;
const commandMsMax = 2 * MINUTE_MS;
const program = join(root, 'bin', 'wardroom');

export const PASSWORD = 'tide pool lantern seven';

/** The data folder of a server, and its database; removed when the test has ended. */
export interface Place {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
}

/** A place for a new server: with an empty store of the present schema, or with nothing at all if it is bare. */
export async function makePlace({ isBare = false } = {}): Promise<Place> {
  const { folder, databaseUrl, remove } = await makeTestStore();
  if (isBare && databaseUrl) await emptyDatabase(databaseUrl);
  if (isBare) rmSync(join(folder, 'store'), { recursive: true, force: true });
  after(async () => {
    for (const server of running) if (server.place.folder === folder) await server.stop('SIGKILL');
    await remove();
  });
  return { folder, databaseUrl };
}

function environmentOf(place: Place, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(([name]) => !/^(WARDROOM_|DATABASE_URL$|NODE_TEST_)/.test(name));
  return {
    ...Object.fromEntries(foreign),
    WARDROOM_DATA: place.folder,
    WARDROOM_PORT: '0',
    WARDROOM_METRICS_PORT: '0',
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    ...more,
  };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Server {
  readonly place: Place;
  readonly url: string;
  readonly pid: number;
  /** All that it has printed so far, on both streams. */
  readonly printed: () => string;
  readonly ended: Promise<Ended>;
  /** Sends the signal, unless it has ended already, and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<Ended>;
}

const running = new Set<Server>();

async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('drop schema public cascade; create schema public').finally(() => client.end());
}

/** Starts the server and waits until it is ready; throws with what it printed when it ends before. */
export async function startServer(place: Place, more: Readonly<Record<string, string>> = {}): Promise<Server> {
  const { child, printed, ended } = launch(place, ['serve'], more);
  const url = await within(startMsMax, 'the server to be ready', async (isLate) => {
    for (;;) {
      const line = printed()
        .split('\n')
        .find((text) => text.includes('"Wardroom is ready"'));
      if (line !== undefined) return String((JSON.parse(line) as { url: string }).url);
      const more = await Promise.race([once(child.stdout, 'data'), ended, isLate]);
      if (typeof more === 'object') throw new Error(`The server ended with ${more.code ?? more.signal}:\n${printed()}`);
    }
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const server: Server = {
    place,
    url,
    pid: child.pid ?? 0,
    printed,
    ended,
    async stop(signal) {
      child.kill(signal);
      return await within(waitMsMax, 'the server to end', (isLate) => Promise.race([ended, isLate]));
    },
  };
  running.add(server);
  void ended.then(() => running.delete(server));
  return server;
}

/** Starts `bin/wardroom` with these arguments and does not wait. */
export function launch(place: Place, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(program, args, { env: environmentOf(place, more), stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  const printed = (): string => Buffer.concat(chunks).toString();
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, printed, ended };
}

/** Runs a command of `bin/wardroom` to its end; never throws for its exit code. */
export async function command(
  place: Place,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended & { readonly printed: string }> {
  const { child, printed, ended } = launch(place, args, more);
  const end = await within(commandMsMax, `wardroom ${args[0]}`, (isLate) => Promise.race([ended, isLate])).finally(() =>
    child.kill('SIGKILL'),
  );
  return { ...end, printed: printed() };
}

/** Runs a command that must succeed; returns what it answered. */
// biome-ignore lint/suspicious/noExplicitAny: what a command printed, for the test to look into
export async function done(place: Place, ...args: string[]): Promise<any> {
  const { code, printed } = await command(place, [...args, '--json']);
  assert.equal(code, 0, printed);
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

/**
 * Makes a team, whose owner signs in with `PASSWORD`: by the command line, or as it does where a server runs, through
 * the server's socket, without the second that a process takes to load.
 */
export async function setUpTeam(place: Place, slug: string): Promise<void> {
  const args = { team: slug, slug, ownerName: 'Mei Lin', ownerEmail: `mei@${slug}.example`, password: PASSWORD };
  if (await callControl(join(place.folder, 'control.sock'), { command: 'setup', args }, () => {})) return;
  const file = join(place.folder, 'password');
  writeFileSync(file, `${PASSWORD}\n`, { mode: 0o600 });
  const owner = ['--owner-name', args.ownerName, '--owner-email', args.ownerEmail, '--password-file', file];
  await done(place, 'setup', '--team', slug, '--slug', slug, ...owner);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
  readonly body: any;
}

/** One call, `GET /v1/me`; rejects when no whole answer came. */
export async function call(url: string, line: string, token?: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ');
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(waitMsMax),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** A call that must succeed; returns the body of the answer. */
export async function fetched(url: string, line: string, token?: string, body?: unknown): Promise<Answer['body']> {
  const answer = await call(url, line, token, body);
  assert.ok(answer.status < 300, `${line}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export interface Person {
  readonly id: string;
  readonly token: string;
}

export async function signIn(url: string, slug: string, email = `mei@${slug}.example`): Promise<Person> {
  const given = { team: slug, email, password: PASSWORD, as: 'client' };
  const { member, token } = await fetched(url, 'POST /v1/sign-in', undefined, given);
  return { id: member.id, token };
}

/** Invites somebody, who accepts. */
export async function invite(url: string, by: Person, handle: string): Promise<Person> {
  const { link } = await fetched(url, 'POST /v1/invitations', by.token, { role: 'member' });
  const accepted = await fetched(url, 'POST /v1/invitations/acceptance', undefined, {
    token: String(link).split('#')[1],
    name: handle,
    handle,
    email: `${handle}@example.com`,
    password: PASSWORD,
    as: 'client',
  });
  return { id: accepted.member.id, token: accepted.token };
}

/** The channel that everybody of the team is in. */
export async function generalChannel(url: string, { token }: Person): Promise<string> {
  const { channels } = await fetched(url, 'GET /v1/me/channels', token);
  return channels.find(({ channel }: { channel: { general: boolean } }) => channel.general).channel.id;
}

export const post = (url: string, { token }: Person, channel: string, text: string): Promise<Answer['body']> =>
  fetched(url, `POST /v1/channels/${channel}/messages`, token, { clientId: crypto.randomUUID(), text });

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
export type Frame = any;

export interface Stream {
  /** Every frame, in the order in which it came. */
  readonly frames: readonly Frame[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** The first frame so far or to come of which this is true; rejects when the socket closes before. */
  until(isIt: (frame: Frame) => boolean): Promise<Frame>;
  send(frame: object): void;
  close(): void;
}

/** Opens `GET /v1/stream` and starts, or resumes after `numbers`; frames are heard from `hello` on. */
export function openStream(
  url: string,
  { token }: Person,
  numbers?: Readonly<Record<string, number>>,
  heard: (frame: Frame) => void = () => {},
): Stream {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let isClosed = false;
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    frames.push(frame);
    if (frame.kind === 'hello') socket.send(JSON.stringify(numbers ? { kind: 'resume', numbers } : { kind: 'start' }));
    heard(frame);
    wake();
  });
  socket.on('error', () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      isClosed = true;
      resolve({ code, reason: reason.toString() });
      wake();
    });
  });
  return {
    frames,
    closed,
    until: (isIt) =>
      within(waitMsMax, 'a frame', (isLate) => {
        const { promise, resolve, reject } = Promise.withResolvers<Frame>();
        let seen = 0;
        const look = (): void => {
          for (; seen < frames.length; seen++) if (isIt(frames[seen])) return resolve(frames[seen]);
          if (isClosed) reject(new Error('The stream closed before the frame came.'));
        };
        waiting.add(look);
        look();
        return Promise.race([promise, isLate]).finally(() => waiting.delete(look));
      }),
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(),
  };
}

/** Runs with a promise that rejects after the time: nothing in a test waits for ever. */
export async function within<T>(ms: number, what: string, run: (isLate: Promise<never>) => Promise<T>): Promise<T> {
  const { promise: isLate, reject } = Promise.withResolvers<never>();
  isLate.catch(() => {});
  const timer = setTimeout(() => reject(new Error(`Waited ${ms / SECOND_MS} s in vain for ${what}.`)), ms);
  try {
    return await run(isLate);
  } finally {
    clearTimeout(timer);
  }
}

const once = (emitter: NodeJS.EventEmitter, event: string): Promise<string> =>
  new Promise((resolve) => emitter.once(event, () => resolve(event)));
