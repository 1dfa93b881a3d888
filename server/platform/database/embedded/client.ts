/** One client of the shared backend: its bytes, cut into what the backend runs at once. */
import {
  type Bytes,
  closeStatement,
  copyFail,
  greeting,
  type Inbox,
  joined,
  openInbox,
  renamed,
  sync,
} from './wire.ts';

export interface Client {
  readonly id: number;
  readonly inbox: Inbox;
  /** Messages of a unit whose end has not come yet. */
  unit: Uint8Array[];
  /** The client's names of prepared statements, and the session's. */
  readonly names: Map<string, string>;
  started: boolean;
  left: boolean;
}

/** Query, Sync, Flush and FunctionCall: the messages after which the backend answers. */
const ENDS_UNIT = 'QSHF';
const TERMINATE = 'X';
const COPY_INPUT = 'dcf';

/**
 * COPY FROM STDIN would read past the messages of its unit, and an end of input is fatal to the backend. So each unit
 * ends in a CopyFail: it fails such a COPY, and anywhere else the protocol has the backend ignore it.
 */
const REFUSE_COPY = copyFail('COPY FROM STDIN does not work on the embedded store; insert with unnest instead');

export const newClient = (id: number): Client => ({
  id,
  inbox: openInbox(),
  unit: [],
  names: new Map(),
  started: false,
  left: false,
});

/** The client's next messages up to one that the backend answers, or undefined while that one is missing. */
export function nextUnit(client: Client, answer: (bytes: Bytes) => void): Uint8Array[] | undefined {
  for (let frame = client.inbox.take(client.started); frame; frame = client.inbox.take(client.started)) {
    if (!client.started) {
      const said = greeting(frame);
      if (said === 'start') client.started = true;
      if (said === 'start') return [frame];
      if (said === 'encryption') answer(joined([Buffer.from('N')]));
      else client.left = true;
      continue;
    }
    const type = String.fromCharCode(frame[0] ?? 0);
    if (type === TERMINATE) client.left = true;
    if (type === TERMINATE || COPY_INPUT.includes(type)) continue;
    client.unit.push(renamed(frame, (name) => sessionName(client, name)));
    if (ENDS_UNIT.includes(type)) return [...client.unit.splice(0), REFUSE_COPY];
  }
  return undefined;
}

/** Short, because PostgreSQL tells names apart by their first 63 bytes only. */
function sessionName(client: Client, name: string): string {
  const known = client.names.get(name) ?? `${client.id}.${client.names.size}`;
  client.names.set(name, known);
  return known;
}

/** True for a unit whose answer must end in ReadyForQuery, for its last message but the refusal of COPY is a Sync. */
export const endsInSync = (unit: readonly Uint8Array[]): boolean => unit.at(-2)?.[0] === sync[0];

/** What closes the client's prepared statements; empty when it has none. */
export function closeStatements(client: Client): Uint8Array[] {
  const names = [...client.names.values()];
  return names.length > 0 ? [...names.map(closeStatement), sync] : [];
}
