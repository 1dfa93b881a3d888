/**
 * Mail that comes in: by SMTP (RFC 5321) from anywhere, by LMTP (RFC 2033) from a mail server in front. The danger: a
 * mail that is answered for and then lost, a relay for everybody, and strangers who hold every connection or fill the
 * memory. The principle: who takes mail is asked for each recipient before a byte comes, and answers for the whole once
 * it is kept; bytes, connections and times have bounds; what is not taken is said to be handed over again. The
 * boundary: what a mail says is not looked at here, and nobody signs in.
 */
import { lstat, rm } from 'node:fs/promises';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { Readable } from 'node:stream';
import type { SMTPServer, SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import type { Log } from '../log.ts';
import { incomingMailLimits } from './incoming-mail-limits.ts';
import { createSeats, type Seats } from './seats.ts';

/** Who hands a mail over. */
export interface Peer {
  readonly protocol: 'smtp' | 'lmtp';
  /** Where it came from; behind a mail server what that says (XFORWARD), undefined where it says nothing. */
  readonly ip: string | undefined;
  /** As it calls itself. */
  readonly helo: string;
  /** On the way to this server. */
  readonly encrypted: boolean;
}

export interface IncomingMail {
  readonly peer: Peer;
  /** Of the envelope; empty where no answer is wanted. */
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly raw: Buffer;
}

/** `later`: nothing of it was kept, and it is to be handed over again. `refused`: for good. `says`: in one line. */
export type MailAnswer = { readonly kind: 'taken' } | { readonly kind: 'later' | 'refused'; readonly says: string };

export interface MailTaker {
  /** Asked for each recipient before a byte of the mail comes. What is thrown means later. */
  recipient(address: string, peer: Peer): Promise<MailAnswer>;
  /** An answer for each recipient in their order; `taken` once it is kept for good. What is thrown means later. */
  take(mail: IncomingMail): Promise<readonly MailAnswer[]>;
}

export type ListenAt = { readonly host: string; readonly port: number } | { readonly path: string };

export interface IncomingMailOptions {
  readonly smtp: { readonly host: string; readonly port: number } | undefined;
  readonly lmtp: ListenAt | undefined;
  /** By which SMTP is encrypted (STARTTLS); PEM. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** As this server calls itself. */
  readonly name: string;
  readonly bytesMax: number;
  readonly taker: MailTaker;
  /** Takes the bytes in, within its own bounds; throws when there is no room. */
  readonly receive: (content: Readable) => Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }>;
  readonly log: Log;
}

export interface IncomingMailListener {
  /** The ports that were found where free ones were asked for; 0 for a socket in the file system. */
  readonly ports: { readonly smtp?: number; readonly lmtp?: number };
  /** Takes nothing new, finishes what is being taken, and ends the connections. */
  close(): Promise<void>;
}

/** Listens where it was told to; with neither, nowhere, and nothing is loaded. */
export async function listenForMail(options: IncomingMailOptions): Promise<IncomingMailListener> {
  const open: Listening[] = [];
  const ports: { smtp?: number; lmtp?: number } = {};
  try {
    for (const protocol of ['smtp', 'lmtp'] as const) {
      const at = options[protocol];
      if (at === undefined) continue;
      const listening = await listen(options, protocol, at);
      open.push(listening);
      ports[protocol] = listening.port;
    }
  } catch (error) {
    await Promise.all(open.map(({ close }) => close()));
    throw error;
  }
  return { ports, close: async () => void (await Promise.all(open.map(({ close }) => close()))) };
}

interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function listen(options: IncomingMailOptions, protocol: Peer['protocol'], at: ListenAt): Promise<Listening> {
  const { SMTPServer: Server } = await import('smtp-server');
  const running = new Set<Promise<void>>();
  const end = (session: SMTPServerSession): void => {
    for (const connection of server.connections) if (connection.id === session.id) connection.close();
  };
  const seats = createSeats(protocol === 'smtp' ? incomingMailLimits.perNetworkMax : Number.POSITIVE_INFINITY);
  const asked = { options, protocol, seats, end, running };
  const server: SMTPServer = new Server({
    ...bounds(options, protocol),
    ...encryption(options, protocol),
    ...hooks(asked),
  });
  // A connection that breaks is the peer's affair; what it had handed over whole is answered for or not.
  server.on('error', ({ code }: NodeJS.ErrnoException) => options.log.debug({ code }, 'A mail connection broke'));
  await listenAt(server, at);
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? (address as AddressInfo).port : 0,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.allSettled(running);
      for (const connection of server.connections) connection.close();
      await closed;
    },
  };
}

function bounds({ name, bytesMax }: IncomingMailOptions, protocol: Peer['protocol']): SMTPServerOptions {
  const { connectionsMax, recipientsMax, idleMs, closeMs, lineBytesMax } = incomingMailLimits;
  return {
    ...{ name, size: bytesMax, lmtp: protocol === 'lmtp', logger: false },
    // Nobody signs in, and the names of callers are asked of nobody.
    ...{ authOptional: true, disableReverseLookup: true, maxClients: connectionsMax, maxRecipients: recipientsMax },
    ...{ socketTimeout: idleMs, closeTimeout: closeMs, maxCommandLength: lineBytesMax },
    // Whoever may reach this listener is the mail server in front, which knows where a mail came from.
    useXForward: protocol === 'lmtp',
  };
}

function encryption({ tls }: IncomingMailOptions, protocol: Peer['protocol']): SMTPServerOptions {
  // Without a certificate of ours the library would use one whose key everybody has.
  if (tls === undefined || protocol === 'lmtp') return { disabledCommands: ['AUTH', 'STARTTLS'] };
  return { disabledCommands: ['AUTH'], cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' };
}

interface Asked {
  readonly options: IncomingMailOptions;
  readonly protocol: Peer['protocol'];
  readonly seats: Seats;
  readonly end: (session: SMTPServerSession) => void;
  readonly running: Set<Promise<void>>;
}

function hooks(asked: Asked): SMTPServerOptions {
  const { options, protocol, seats, end, running } = asked;
  return {
    onConnect(session, done) {
      const isSeated = seats.take(session.id, session.remoteAddress, () => end(session));
      done(isSeated ? null : replied(421, '4.7.0 Too many connections from your network'));
    },
    onClose: (session) => seats.leave(session.id),
    onRcptTo(address, session, done) {
      void judge(options, address.address, peerOf(session, protocol), done);
    },
    onData(stream, session, done) {
      const answered = answerFor(asked, stream, session, done);
      running.add(answered);
      void answered.finally(() => running.delete(answered));
    },
  };
}

async function judge(
  { taker, log }: IncomingMailOptions,
  address: string,
  peer: Peer,
  done: (refusal: Error | null) => void,
): Promise<void> {
  let answer: MailAnswer = { kind: 'later', says: TROUBLE };
  try {
    answer = await taker.recipient(address, peer);
  } catch (error) {
    log.error({ err: error }, 'A recipient of a mail could not be judged; it is asked to come again');
  }
  done(refusalOf(answer));
}

async function answerFor(
  asked: Asked,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  done: (refusal: Error | null, answer?: string | (string | Error)[]) => void,
): Promise<void> {
  const refusals = (await data(asked, stream, session)).map(refusalOf);
  if (asked.protocol === 'lmtp') {
    done(
      null,
      refusals.map((one) => one ?? KEPT),
    );
  } else {
    // One answer for all: what is handed over once more is told from what is new.
    done(refusals.find((one) => one !== null) ?? null, KEPT);
  }
  // What was not taken in to its end would be read as commands.
  if (stream.destroyed && !stream.readableEnded) asked.end(session);
}

const KEPT = '2.0.0 Kept';
const TROUBLE = '4.3.0 Not now; hand it over again later';
const TOO_LARGE = '5.3.4 Larger than what is taken here';

/** An answer for each recipient; nothing is thrown. */
async function data(
  { options: { taker, receive, log }, protocol }: Asked,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<MailAnswer[]> {
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  const alike = (answer: MailAnswer): MailAnswer[] => recipients.map(() => answer);
  try {
    const { bytes, isWhole } = await receive(stream);
    if (!isWhole) return alike({ kind: 'refused', says: TOO_LARGE });
    const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    return [...(await taker.take({ peer: peerOf(session, protocol), sender, recipients, raw: bytes }))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    log.warn(code === undefined ? { err: error } : { code }, 'A mail was not kept; it is asked to come again');
    return alike({ kind: 'later', says: TROUBLE });
  }
}

function peerOf(session: SMTPServerSession, protocol: Peer['protocol']): Peer {
  const { heloCharactersMax } = incomingMailLimits;
  const isBehind = protocol === 'lmtp';
  const said = (name: string): string | undefined => {
    const value = session.xForward.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const helo = (isBehind ? said('HELO') : session.hostNameAppearsAs || undefined) ?? '';
  return {
    protocol,
    ip: isBehind ? said('ADDR') : session.remoteAddress,
    helo: helo.slice(0, heloCharactersMax),
    encrypted: session.secure,
  };
}

const refusalOf = (answer: MailAnswer): Error | null =>
  answer.kind === 'taken' ? null : replied(answer.kind === 'later' ? 451 : answerCode(answer.says), answer.says);

/** The enhanced code (RFC 3463) at the beginning says which of the two permanent ones it is. */
const answerCode = (says: string): number => (says.startsWith('5.3.4') ? 552 : 550);

const replied = (responseCode: number, says: string): Error => Object.assign(new Error(says), { responseCode });

async function listenAt(server: SMTPServer, at: ListenAt): Promise<void> {
  if ('path' in at) await removeSocket(at.path);
  // Who may enter the folder of the socket may hand mail over.
  const where: ListenOptions = 'path' in at ? { path: at.path, writableAll: true, readableAll: true } : at;
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(where, () => {
      server.server.off('error', reject);
      resolve();
    });
  });
}

/** One that a killed server left behind; anything else stays, and is in the way. */
async function removeSocket(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isSocket()) await rm(path, { force: true });
}
