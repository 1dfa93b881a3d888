/**
 * Many clients on one backend. A client's messages run in units that end where the backend answers; a client in a
 * transaction owns the backend until the transaction ends, and between transactions the clients take turns.
 *
 * The clients share one session. Statement names are kept apart by renaming, and every notification goes to every
 * client. Nothing else is kept apart: SET, temporary tables, DISCARD and session-level advisory locks touch all
 * clients, which is why the application uses transaction-local state only.
 */
import type { Backend } from './backend.ts';
import { type Client, closeStatements, endsInSync, newClient, nextUnit } from './client.ts';
import { type Bytes, errorResponse, frames, joined, query, sync } from './wire.ts';

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

const READY = 0x5a;
const STATUS_IDLE = 'I';

export function shareBackend(backend: Pick<Backend, 'run'>, outgoing: Outgoing): Sessions {
  /** In the order in which they were last served. */
  const clients = new Map<number, Client>();
  let newest = 0;
  let owner: Client | undefined;

  const deliver = (to: Client, answer: Bytes): void => {
    const { own, notifications, status } = sorted(answer);
    if (status !== undefined) owner = status === STATUS_IDLE ? undefined : to;
    for (const client of clients.values()) {
      if (client.started) for (const notification of notifications) outgoing.answer(client.id, joined([notification]));
    }
    if (own.length > 0) outgoing.answer(to.id, joined(own));
  };

  const bury = (client: Client): void => {
    clients.delete(client.id);
    const last = [...(owner === client ? [sync, query('ROLLBACK')] : []), ...closeStatements(client)];
    if (last.length > 0) backend.run(joined(last));
    if (owner === client) owner = undefined;
  };

  /** Runs the client's next unit, if it has one; false when there was nothing to do. */
  const turn = (client: Client): boolean => {
    const unit = nextUnit(client, (bytes) => outgoing.answer(client.id, bytes));
    if (!unit && !client.left) return false;
    if (!unit) bury(client);
    else {
      clients.delete(client.id);
      clients.set(client.id, client);
      owner = client;
      deliver(client, ask(backend, unit));
    }
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

/** The backend's whole answer to a unit. A COPY refused inside an extended query swallows the Sync after it. */
function ask(backend: Pick<Backend, 'run'>, unit: readonly Uint8Array[]): Bytes {
  const answer = backend.run(joined(unit));
  return endsInSync(unit) && !endsReady(answer) ? joined([answer, backend.run(sync)]) : answer;
}

/** What is for the client itself, what is for all, and the transaction status if the backend is ready again. */
function sorted(answer: Bytes): { own: Buffer[]; notifications: Buffer[]; status?: string } {
  const found: ReturnType<typeof sorted> = { own: [], notifications: [] };
  for (const { type, frame } of frames(answer)) {
    if (type === 'Z') found.status = frame.toString('latin1', 5);
    if (type === 'A') found.notifications.push(frame);
    // The invitation to send rows for a COPY, which has been refused by now.
    else if (type !== 'G') found.own.push(frame);
  }
  return found;
}

/** True when an answer ends in ReadyForQuery and not in an error, whose last byte is zero. */
const endsReady = (answer: Bytes): boolean => answer.at(-6) === READY && answer.at(-1) !== 0;
