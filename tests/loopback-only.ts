/** Loaded before every test file: whatever a test starts in its process, no connection leaves this machine. */
import { Socket } from 'node:net';

const local = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
const connect = Socket.prototype.connect as (...given: unknown[]) => Socket;

Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
  // Node hands its own calls on as one array of arguments.
  const [first, second] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  const options = (typeof first === 'object' ? first : { port: first, host: second }) as Record<string, unknown>;
  const host = options.host ?? 'localhost';
  const isPath = typeof options.path === 'string' || (typeof first === 'string' && Number.isNaN(Number(first)));
  if (!isPath && !local.test(String(host)))
    throw new Error(`Tests talk to this machine alone, not to ${String(host)}.`);
  return connect.apply(this, given);
} as typeof Socket.prototype.connect;
