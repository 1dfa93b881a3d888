/**
 * The parts of PostgreSQL's frontend/backend protocol 3.0 that sharing one backend needs: cutting a byte stream
 * into messages, joining messages into what the backend must see at once, and reading what it answers.
 * Source: PostgreSQL documentation, "Message Formats".
 */
import assert from 'node:assert/strict';

export type Bytes = Uint8Array<ArrayBuffer>;

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;

/** Copies into memory of its own, so that a thread message carries these bytes and not the buffer pool around them. */
export function joined(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function message(type: string, body: Uint8Array = new Uint8Array(0)): Bytes {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return joined([head, body]);
}

const text = (value: string): Uint8Array => Buffer.from(`${value}\0`);

export const query = (sql: string): Bytes => message('Q', text(sql));
export const sync: Bytes = message('S');
export const copyFail = (reason: string): Bytes => message('f', text(reason));
export const closeStatement = (name: string): Bytes => message('C', joined([Buffer.from('S'), text(name)]));

/** An ErrorResponse; `code` is an SQLSTATE. */
export const errorResponse = (severity: 'ERROR' | 'FATAL', code: string, reason: string): Bytes =>
  message(
    'E',
    joined([text(`S${severity}`), text(`V${severity}`), text(`C${code}`), text(`M${reason}`), Buffer.of(0)]),
  );

export interface Inbox {
  push(chunk: Uint8Array): void;
  /** The next whole message, or undefined while part of it is missing. Messages before the start-up carry no type. */
  take(typed: boolean): Buffer | undefined;
}

/** Reassembles messages from chunks cut anywhere; joins only when enough has come, so large messages cost one copy. */
export function openInbox(): Inbox {
  let head: Buffer = Buffer.alloc(0);
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  const holds = (bytes: number): boolean => {
    if (head.length >= bytes) return true;
    if (head.length + restBytes < bytes) return false;
    head = Buffer.from(joined([head, ...rest]).buffer);
    rest = [];
    restBytes = 0;
    return true;
  };
  return {
    push(chunk) {
      rest.push(chunk);
      restBytes += chunk.length;
    },
    take(typed) {
      const lengthAt = typed ? 1 : 0;
      if (!holds(lengthAt + 4)) return undefined;
      const length = head.readUInt32BE(lengthAt);
      assert(length >= 4, 'a protocol message is at least as long as its length field');
      if (!holds(lengthAt + length)) return undefined;
      const whole = head.subarray(0, lengthAt + length);
      head = head.subarray(lengthAt + length);
      return whole;
    },
  };
}

/** What a client says before it has a session. */
export function greeting(first: Buffer): 'start' | 'encryption' | 'cancel' {
  const code = first.readUInt32BE(4);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return 'encryption';
  return code === CANCEL_REQUEST ? 'cancel' : 'start';
}

/** Position of the statement name in Parse, Bind, Describe and Close, or undefined where the message names none. */
function statementNameAt(frame: Buffer): number | undefined {
  const type = String.fromCharCode(frame[0] ?? 0);
  if (type === 'P') return 5;
  if (type === 'B') return frame.indexOf(0, 5) + 1;
  if ((type === 'D' || type === 'C') && frame[5] === 0x53) return 6;
  return undefined;
}

/** The message with its statement name replaced; unnamed statements stay unnamed. */
export function renamed(frame: Buffer, rename: (name: string) => string): Uint8Array {
  const at = statementNameAt(frame);
  if (at === undefined || frame[at] === 0) return frame;
  const end = frame.indexOf(0, at);
  const name = Buffer.from(rename(frame.toString('utf8', at, end)));
  return message(String.fromCharCode(frame[0] ?? 0), joined([frame.subarray(5, at), name, frame.subarray(end)]));
}

/** The messages in an answer of the backend, each with its type. */
export function* frames(answer: Bytes): Generator<{ type: string; frame: Buffer }> {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.length);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    yield { type: String.fromCharCode(bytes[at] ?? 0), frame: bytes.subarray(at, end) };
    at = end;
  }
}

/** The rows of an answer to a simple query as text; throws the backend's error, by its SQLSTATE and message. */
export function rows(answer: Bytes): (string | null)[][] {
  const found: (string | null)[][] = [];
  for (const { type, frame } of frames(answer)) {
    if (type === 'E') throw new Error(errorText(frame));
    if (type === 'D') found.push(columns(frame));
  }
  return found;
}

function columns(row: Buffer): (string | null)[] {
  let at = 7;
  return Array.from({ length: row.readUInt16BE(5) }, () => {
    const length = row.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(length, 0);
    return length < 0 ? null : row.toString('utf8', from, at);
  });
}

function errorText(frame: Buffer): string {
  const fields = frame.toString('utf8', 5).split('\0');
  const field = (key: string) => fields.find((entry) => entry.startsWith(key))?.slice(1) ?? '';
  return `${field('C')}: ${field('M')}`;
}
