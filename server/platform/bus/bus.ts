/**
 * What the other processes on the same database must hear of at once. The danger: a right that ended in one process and
 * goes on in another. The principle: PostgreSQL carries the facts with the commit that made them (LISTEN and NOTIFY),
 * ids only; who lost the line, or is told that there were too many, is told to look for itself. The boundary: it is the
 * fast path and nothing else. Every call is judged by the database anyway, and open connections are asked again and
 * again, so a fact that never arrives costs time and no truth.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { TeamId } from '#contract/ids.ts';
import type { Database, OwnClient, Sql } from '../database/database.ts';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { Fact, Facts } from '../work.ts';
import { countNamed, listening, notify } from './bus.sql.ts';

export interface Bus {
  /** Puts those of the facts that others must hear of into the transaction. */
  send(sql: Sql, team: TeamId, facts: readonly Fact[]): Promise<void>;
  /** Begins to listen; resolves after the first try, whether it succeeded or not. */
  start(): Promise<void>;
  /** How many other processes listen at this moment. */
  others(): Promise<number>;
  close(): Promise<void>;
}

export interface BusOptions {
  readonly database: Database;
  readonly random: Random;
  readonly log: Log;
  /** The kinds that cross; their facts hold ids and nothing else. Others that are heard of are nobody's. */
  readonly kinds: ReadonlySet<keyof Facts>;
  /** Facts that were committed by another process. */
  readonly heard: (team: TeamId, facts: readonly Fact[]) => void;
  /** Something may have been missed, in this team or anywhere: look. */
  readonly missed: (team: TeamId | undefined) => void;
}

interface Notice {
  readonly from: string;
  readonly team: TeamId;
  /** Left out when there were too many. */
  readonly facts?: readonly Fact[];
}

const NAME = 'wardroom bus';
const bounds = limits.bus;

/** The embedded store is open to one process: there nobody else is told, or listened to. */
export function createBus(options: BusOptions): Bus {
  const { database, random, kinds } = options;
  const { openClient } = database;
  if (!openClient) return { send: async () => {}, start: async () => {}, others: async () => 0, close: async () => {} };
  const own = random.uuid();
  const line: Line = { options, own, openClient, closing: new AbortController(), processId: 0 };
  let followed: Promise<void> | undefined;
  return {
    async send(sql, team, facts) {
      const crossing = facts.filter(({ kind }) => kinds.has(kind));
      if (crossing.length === 0) return;
      for (const payload of payloadsOf(own, team, crossing)) await notify(sql, payload);
    },
    async start() {
      const tried = Promise.withResolvers<void>();
      followed = follow(line, tried.resolve);
      await tried.promise;
    },
    others: () => database.withConnection(({ sql }) => countNamed(sql, NAME, line.processId)),
    async close() {
      line.closing.abort();
      await followed;
    },
  };
}

/** Several facts to a notice, whose length PostgreSQL bounds; of a crowd of them, only that they are many. */
function* payloadsOf(from: string, team: TeamId, facts: readonly Fact[]): Generator<string> {
  if (facts.length > bounds.factsMax) {
    yield JSON.stringify({ from, team } satisfies Notice);
    return;
  }
  for (let at = 0; at < facts.length; at += bounds.factsPerNoticeMax) {
    const notice: Notice = { from, team, facts: facts.slice(at, at + bounds.factsPerNoticeMax) };
    yield JSON.stringify(notice);
  }
}

interface Line {
  readonly options: BusOptions;
  readonly own: string;
  readonly openClient: (name: string) => OwnClient;
  readonly closing: AbortController;
  /** The database's name for our connection; 0 while there is none. */
  processId: number;
}

/** Listens until the bus is closed; a line that was lost is taken up again, a little later each time it fails. */
async function follow(line: Line, tried: () => void): Promise<void> {
  const { closing, options } = line;
  let failures = 0;
  for (let turn = 0; !closing.signal.aborted; turn++) {
    try {
      await listenOnce(line, () => {
        failures = 0;
        tried();
        if (turn > 0) options.missed(undefined);
      });
    } catch (error) {
      if (!closing.signal.aborted)
        options.log.warn({ err: error }, 'What other processes end is not heard at once; listening again');
    }
    tried();
    const pauseMs = Math.min(bounds.retryMaxMs, bounds.retryMs * 2 ** Math.min(failures, bounds.doublingsMax));
    failures += 1;
    await wait(pauseMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
  }
}

/** Resolves or throws when the line is gone, or the bus is closed; one on which nothing answers any more is gone. */
async function listenOnce(line: Line, begun: () => void): Promise<void> {
  const client = line.openClient(NAME);
  const lost = once(client, 'end');
  lost.catch(() => {});
  client.on('error', () => {});
  client.on('notification', ({ payload }) => hear(line, payload ?? ''));
  const over = new AbortController();
  // No answer is waited for beyond this: on a line that is dead none would ever come.
  const closed = once(line.closing.signal, 'abort', { signal: over.signal });
  closed.catch(() => {});
  const listened = async (): Promise<void> => {
    await client.connect();
    await client.query(listening);
    line.processId = client.processID ?? 0;
    begun();
    await Promise.race([lost, probing(client, over.signal)]);
  };
  try {
    await Promise.race([closed, listened()]);
  } finally {
    over.abort();
    line.processId = 0;
    await endOrDestroy(client);
  }
}

async function endOrDestroy(client: OwnClient): Promise<void> {
  const ended = client.end().catch(() => {});
  await Promise.race([ended, wait(bounds.farewellMs, undefined, { ref: false })]);
  client.connection.stream.destroy();
}

async function probing(client: OwnClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(bounds.probeEveryMs, undefined, { signal, ref: false }).catch(() => {});
    if (!signal.aborted) await client.query({ text: 'select 1', query_timeout: bounds.probeMs } as { text: string });
  }
}

/** Every role of the database may send a notice: what does not end a right is not passed on, whoever says it. */
function hear({ options, own }: Line, payload: string): void {
  try {
    const { from, team, facts } = JSON.parse(payload) as Notice;
    if (from === own) return;
    if (!facts) return options.missed(team);
    const crossing = facts.filter(({ kind }) => options.kinds.has(kind));
    if (crossing.length > 0) options.heard(team, crossing);
  } catch (error) {
    options.log.error({ err: error }, 'What another process told cannot be read');
    options.missed(undefined);
  }
}
