/** The stream with real clients, for its tests. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';
import { type ChannelId, publicId } from '#contract/ids.ts';
import { type Hello, ServerFrame } from '#contract/stream.ts';
import { ChannelEvent, type Standing } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { createLog } from '#platform/log.ts';
import type { Timer } from '#platform/timer.ts';
import type { Units } from '#platform/work.ts';
import { createStream, type Stream } from '../stream/stream.ts';
import { openTestWorkspace } from './testing.ts';

export type Frame = { kind: string } & Partial<ChannelEvent> & { standing?: Standing };
type Client = ReturnType<Awaited<ReturnType<typeof openTestStream>>['connect']>;

const anyFrame = Compile(Type.Union([ServerFrame, ChannelEvent]));

/** A stream on a workspace of its own, closed when the file has ended. */
export async function openTestStream() {
  let stream: Stream | undefined;
  const workspace = await openTestWorkspace((team, facts) => stream?.publish(team, facts));
  let held: Promise<void> | undefined;
  const units: Units = {
    open: async (scope, use) => {
      const value = await workspace.units.open(scope, use);
      await held;
      return value;
    },
  };
  const laterOn = new Set<() => void>();
  const timer: Timer = (run) => {
    laterOn.add(run);
    return () => void laterOn.delete(run);
  };
  stream = createStream(units, createLog('fatal'), { timer });
  const hasty = createStream(units, createLog('fatal'), { startMs: 200 });
  const door = await openDoor();
  after(async () => {
    await stream?.close();
    await hasty.close();
    door.close();
  });
  return {
    workspace,
    units,
    stream,
    /** For a client that is late: on a busy machine all others may be, too. */
    hasty,
    /** What is told a little later; `soon` is that moment. */
    laterOn,
    soon(): void {
      for (const run of laterOn) {
        laterOn.delete(run);
        run();
      }
    },
    /** Has greetings wait until `gate` opens. */
    hold(gate: Promise<void> | undefined): void {
      held = gate;
    },
    /** A real client that keeps what it was sent. */
    connect: (actor: Actor, stillSignedIn = async (): Promise<boolean> => true, to = stream) =>
      clientOf(door.addressFor({ to, actor, stillSignedIn })),
  };
}

interface Caller {
  readonly to: Stream;
  readonly actor: Actor;
  readonly stillSignedIn: () => Promise<boolean>;
}

/** A server that hands each caller over to the stream that it asks for. */
async function openDoor() {
  const callers = new Map<string, Caller>();
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const { to, actor, stillSignedIn } = callers.get(request.url ?? '') ?? assert.fail('nobody calls');
    to.accept(actor, { request, socket, head }, stillSignedIn);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    addressFor(caller: Caller): string {
      const path = `/${callers.size}`;
      callers.set(path, caller);
      return `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    },
    close: () => void server.close(),
  };
}

function clientOf(address: string) {
  const socket = new WebSocket(address);
  const frames: Frame[] = [];
  let more = (): void => {};
  socket.on('message', (text: Buffer) => {
    const frame = JSON.parse(text.toString()) as Frame;
    assert.ok(anyFrame.Check(frame), `a frame that the contract does not know: ${text.toString()}`);
    frames.push(frame);
    more();
  });
  const closed = once(socket, 'close').then(([code]) => Number(code));
  const until = async (isThere: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      const frame = frames.find(isThere);
      if (frame) return frame;
      if (socket.readyState >= WebSocket.CLOSING)
        assert.fail(`closed; got ${frames.map(({ kind }) => kind).join(' ')}`);
      await Promise.race([new Promise<void>((resolve) => (more = resolve)), closed]);
    }
  };
  const kind = (wanted: string) => until((frame) => frame.kind === wanted);
  const hello = async (): Promise<Hello> => (await kind('hello')) as unknown as Hello;
  const send = (frame: unknown): void => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const start = async (frame: object = { kind: 'start' }): Promise<void> => {
    await hello();
    send(frame);
    await kind('ready');
  };
  const text = (wanted: string) => until((frame) => frame.message?.text === wanted);
  const eventsOf = (channel: ChannelId): Frame[] =>
    frames.filter(
      (frame) => frame.number !== undefined && frame.channel === publicId('C', channel) && frame.at !== undefined,
    );
  return { socket, frames, closed, until, kind, hello, send, start, text, eventsOf };
}

/** Closes these clients and waits until they are. */
export async function close(...clients: readonly Pick<Client, 'socket' | 'closed'>[]): Promise<void> {
  for (const { socket } of clients) socket.close();
  await Promise.all(clients.map(({ closed }) => closed));
}
