/**
 * Many clients on one backend. A client's messages run in units that end where the backend answers; a client in a
 * transaction owns the backend until the transaction ends, and between transactions the clients take turns.
 *
 * The clients share one session. Statement names are kept apart by renaming, and every notification goes to every
 * client. Nothing else is kept apart: SET, temporary tables, DISCARD and session-level advisory locks touch all
 * clients, which is why the application uses transaction-local state only.
 */
import type { Backend } from './backend.ts';
import {
  type Bytes,
  closeStatement,
  copyFail,
  errorResponse,
  frames,
  greeting,
  type Inbox,
  joined,
  openInbox,
  query,
  renamed,
  sync,
} from './wire.ts';

interface Client {
  readonly id: number;
  readonly inbox: Inbox;
  /** Messages of a unit whose end has not come yet. */
  unit: Uint8Array[];
  /** The client's names of prepared statements, and the session's. */
  readonly names: Map<string, string>;
  started: boolean;
  left: boolean;
}

export interface Sessions {
  receive(id: number, chunk: Uint8Array): void;
  leave(id: number): void;
  /** Lets clients take turns, up to `roundsMax`; true when more may be waiting. */
  work(roundsMax: number): boolean;
  /** The client inside a transaction, if any. */
  owner(): number | undefined;
  /** Rolls the owner's transaction back and ends its connection, as PostgreSQL does with an idle transaction. */
  evictOwner(): void;
  count(): number;
}

export interface Outgoing {
  answer(client: number, bytes: Bytes): void;
  end(client: number): void;
}

/** Query, Sync, Flush and FunctionCall: the messages after which the backend answers. */
const ENDS_UNIT = 'QSHF';
const TERMINATE = 'X';
const COPY_INPUT = 'dcf';
const READY = 0x5a;
const STATUS_IDLE = 'I';

/**
 * COPY FROM STDIN would read past the messages of its unit, and an end of input is fatal to the backend. So each unit
 * ends in a CopyFail: it fails such a COPY, and anywhere else the protocol has the backend ignore it.
 */
const REFUSE_COPY = copyFail('COPY FROM STDIN does not work on the embedded store; insert with unnest instead');

export function shareBackend(backend: Pick<Backend, 'run'>, outgoing: Outgoing): Sessions {
  /** In the order in which they were last served. */
  const clients = new Map<number, Client>();
  let newest = 0;
  let owner: Client | undefined;

  const notify = (notification: Buffer): void => {
    for (const client of clients.values()) if (client.started) outgoing.answer(client.id, joined([notification]));
  };

  const deliver = (to: Client, answer: Bytes): void => {
    const own: Uint8Array[] = [];
    for (const { type, frame } of frames(answer)) {
      if (type === 'Z') owner = frame.toString('latin1', 5) === STATUS_IDLE ? undefined : to;
      if (type === 'A') notify(frame);
      else if (type !== 'G') own.push(frame);
    }
    if (own.length > 0) outgoing.answer(to.id, joined(own));
  };

  const run = (client: Client, unit: readonly Uint8Array[]): void => {
    clients.delete(client.id);
    clients.set(client.id, client);
    owner = client;
    const answer = backend.run(joined(client.started ? [...unit, REFUSE_COPY] : unit));
    client.started = true;
    deliver(client, answer);
    // A COPY that was refused inside an extended query has swallowed the Sync of its unit.
    if (unit.at(-1)?.[0] === sync[0] && !endsReady(answer)) deliver(client, backend.run(sync));
  };

  const bury = (client: Client): void => {
    clients.delete(client.id);
    if (owner === client) {
      backend.run(joined([sync, query('ROLLBACK')]));
      owner = undefined;
    }
    const names = [...client.names.values()];
    if (names.length > 0) backend.run(joined([...names.map(closeStatement), sync]));
  };

  const turn = (client: Client): boolean => {
    const unit = nextUnit(client, outgoing);
    if (unit) run(client, unit);
    else if (client.left) bury(client);
    else return false;
    return true;
  };

  const round = (): boolean => {
    let served = false;
    for (const client of owner ? [owner] : [...clients.values()]) {
      served = turn(client) || served;
      if (owner) break;
    }
    return served;
  };

  return {
    receive(id, chunk) {
      if (id > newest) clients.set(id, newClient(id));
      newest = Math.max(newest, id);
      clients.get(id)?.inbox.push(chunk);
    },
    leave(id) {
      const client = clients.get(id);
      if (client) client.left = true;
    },
    work(roundsMax) {
      for (let rounds = 0; rounds < roundsMax; rounds++) if (!round()) return false;
      return true;
    },
    owner: () => owner?.id,
    evictOwner() {
      if (!owner) return;
      const { id } = owner;
      bury(owner);
      outgoing.answer(id, errorResponse('FATAL', '25P03', 'The transaction waited too long for its next statement.'));
      outgoing.end(id);
    },
    count: () => clients.size,
  };
}

const newClient = (id: number): Client => ({
  id,
  inbox: openInbox(),
  unit: [],
  names: new Map(),
  started: false,
  left: false,
});

/** The client's next messages up to one that the backend answers, or undefined while that one is missing. */
function nextUnit(client: Client, outgoing: Outgoing): Uint8Array[] | undefined {
  for (let frame = client.inbox.take(client.started); frame; frame = client.inbox.take(client.started)) {
    if (!client.started) {
      const said = greeting(frame);
      if (said === 'start') return [frame];
      if (said === 'encryption') outgoing.answer(client.id, joined([Buffer.from('N')]));
      else client.left = true;
      continue;
    }
    const type = String.fromCharCode(frame[0] ?? 0);
    if (type === TERMINATE) client.left = true;
    if (type === TERMINATE || COPY_INPUT.includes(type)) continue;
    client.unit.push(renamed(frame, (name) => sessionName(client, name)));
    if (ENDS_UNIT.includes(type)) return client.unit.splice(0);
  }
  return undefined;
}

/** Short, because PostgreSQL tells names apart by their first 63 bytes only. */
function sessionName(client: Client, name: string): string {
  const known = client.names.get(name) ?? `${client.id}.${client.names.size}`;
  client.names.set(name, known);
  return known;
}

/** True when an answer ends in ReadyForQuery and not in an error, whose last byte is zero. */
const endsReady = (answer: Bytes): boolean => answer.at(-6) === READY && answer.at(-1) !== 0;
