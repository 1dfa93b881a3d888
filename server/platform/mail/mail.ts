/**
 * Outgoing mail. The danger: a line break in an address or subject that adds headers or recipients, and a mail server
 * that somebody in between pretends to be. The principle: one recipient, plain text, every header checked here, TLS
 * always verified. The boundary: mail is sent between units of work, never inside one; a message that comes whole is
 * handed over as it is, so who wrote it answers for its head.
 */
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { Clock } from '../clock.ts';
import { limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { problem } from '../problem.ts';
import type { Random } from '../random.ts';
import { createTurnstile } from '../turnstile.ts';
import { keepInFolder } from './folder.ts';

export const mailRefused = problem<{ part: string }>(
  'mail/refused',
  422,
  'This mail cannot be sent: the named part has a form that mail does not allow.',
);
export const mailNotTaken = problem(
  'mail/not-taken',
  502,
  'The mail could not be handed over. The operator finds the reason in the log; try again later.',
);

export { lookAtKept } from './folder.ts';

export interface Mail {
  /** One bare address. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** For mail that nobody asked for by name: where one POST ends it (RFC 8058). */
  readonly unsubscribe?: string;
}

export interface Mailer {
  /**
   * `delivered`: the mail server has taken it. `kept`: without a mail server it lies in the folder. Throws
   * `mailRefused` for a form that mail does not allow, `mailNotTaken` when it could not be handed over.
   */
  send(mail: Mail): Promise<'delivered' | 'kept'>;
}

export interface Carrier {
  /** As `send`, of a whole message (RFC 5322) whose lines are ended by CR and LF, in this envelope. */
  carry(envelope: Envelope, message: Buffer): Promise<'delivered' | 'kept'>;
}

export interface Envelope {
  /** Who hears that it could not be delivered. Null: nobody (`<>`), as for what no person wrote. */
  readonly from: string | null;
  /** One bare address. */
  readonly to: string;
}

export interface MailerOptions {
  /** `smtps://user:password@host:port`, or `smtp://` for STARTTLS. Undefined: mail lands in the folder. */
  readonly smtpUrl: string | undefined;
  /** The sender, `Name <address>` or an address. */
  readonly from: string;
  /** Where mail is kept when there is no mail server. */
  readonly folder: string;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

interface Composed extends Omit<Mail, 'unsubscribe'> {
  readonly headers: Record<string, string>;
  readonly from: string;
  readonly date: Date;
  readonly messageId: string;
}

/** A message as it is to be sent, and the envelope that goes with it. */
interface Whole {
  readonly envelope: { readonly from: string | false; readonly to: string };
  readonly raw: Buffer;
}

/** Throws `mailRefused` when the sender or the server's address is not usable. */
export function createMailer({ smtpUrl, from, folder, random, clock, log }: MailerOptions): Mailer & Carrier {
  const sender = senderOf(from);
  const throughTurnstile = createTurnstile(limits.mail.atOnceMax, limits.mail.queueMax, mailNotTaken);
  const deliver = smtpUrl === undefined ? undefined : smtpTransport(smtpUrl);
  const handOver = (mail: Composed | Whole, text: () => Promise<Buffer>): Promise<'delivered' | 'kept'> =>
    throughTurnstile(async () => {
      try {
        if (deliver) await deliver(mail);
        else await keepInFolder(folder, `${random.uuid()}.eml`, await text());
      } catch (cause) {
        // The answer of a mail server may repeat addresses: only its codes are logged.
        const { code, responseCode, command } = cause as { code?: string; responseCode?: number; command?: string };
        log.warn({ code, responseCode, command }, 'A mail was not taken');
        throw Object.assign(mailNotTaken(), { cause });
      }
      return deliver ? 'delivered' : 'kept';
    });
  return {
    async send(mail) {
      refuseUnsafe(mail);
      const domain = sender.slice(sender.lastIndexOf('@') + 1);
      const { unsubscribe, ...written } = mail;
      const headers = unsubscribe === undefined ? {} : unsubscribeHeaders(unsubscribe);
      const composed = { ...written, headers, from, date: clock(), messageId: `<${random.uuid()}@${domain}>` };
      return await handOver(composed, () => textOf(composed));
    },
    async carry({ from: sentBy, to }, message) {
      if (!ADDRESS.test(to)) throw mailRefused({ part: 'to' });
      if (sentBy !== null && !ADDRESS.test(sentBy)) throw mailRefused({ part: 'from' });
      if (message.length > limits.mail.wholeBytesMax || !isWhole(message)) throw mailRefused({ part: 'message' });
      return await handOver({ envelope: { from: sentBy ?? false, to }, raw: message }, async () => message);
    },
  };
}

/** A head and an empty line, and no line end but CR and LF: a lone one is the end of a mail to some servers. */
const isWhole = (message: Buffer): boolean => {
  const text = message.toString('latin1');
  return /^[\x21-\x39\x3b-\x7e]+:/.test(text) && text.includes('\r\n\r\n') && !/\r(?!\n)|(?<!\r)\n|\0/.test(text);
};

/** The folder below the data folder that holds mail until a mail server is set. */
export const mailFolder = (dataFolder: string): string => join(dataFolder, 'mail');

// A local part and a domain without any character that has a meaning in an address list.
const ADDRESS = /^[^\s@<>"(),:;\\[\]\p{C}]{1,64}@[^\s@<>"(),:;\\[\]\p{C}]{1,253}$/u;
const CONTROL = /\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u;

function refuseUnsafe({ to, subject, text, unsubscribe }: Mail): void {
  if (!ADDRESS.test(to)) throw mailRefused({ part: 'to' });
  if (subject.length > limits.mail.subjectCharactersMax || CONTROL.test(subject))
    throw mailRefused({ part: 'subject' });
  if (text.length > limits.mail.textCharactersMax) throw mailRefused({ part: 'text' });
  if (unsubscribe !== undefined && !/^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/.test(unsubscribe))
    throw mailRefused({ part: 'unsubscribe' });
}

/** RFC 8058, and RFC 3834: nobody's absence is reported to a machine. */
const unsubscribeHeaders = (address: string): Record<string, string> => ({
  'List-Unsubscribe': `<${address}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  'Auto-Submitted': 'auto-generated',
});

function senderOf(from: string): string {
  const address = /^[^<>]*<([^<>]+)>$/.exec(from)?.[1] ?? from;
  if (CONTROL.test(from) || !ADDRESS.test(address)) throw mailRefused({ part: 'from' });
  return address;
}

/** Nothing named in a mail is ever fetched or read from the disk. */
const CONTENT = { disableFileAccess: true, disableUrlAccess: true } as const;

/** Loaded with the first mail: a start should not wait for it. */
const library = (): Promise<typeof import('nodemailer')> => import('nodemailer');

async function textOf(mail: Composed): Promise<Buffer> {
  const { createTransport } = await library();
  const compose = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...CONTENT });
  const { message } = await compose.sendMail(mail);
  return message as Buffer;
}

/**
 * The address is taken apart here and not by the library, which would take any of its options from the query: also
 * those that switch off the verification of TLS.
 */
function smtpTransport(address: string): (mail: Composed | Whole) => Promise<void> {
  const url = new URL(address);
  if (url.search !== '' || url.hash !== '' || url.hostname === '') throw mailRefused({ part: 'server' });
  const secure = url.protocol === 'smtps:';
  const options: SMTPTransport.Options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Without TLS only to a server on this very machine.
    requireTLS: !secure && !isLoopback(url.hostname),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: limits.mail.connectMs,
    greetingTimeout: limits.mail.connectMs,
    socketTimeout: limits.mail.connectMs,
    ...CONTENT,
  };
  let transport: Transporter | undefined;
  return async (mail) => {
    transport ??= (await library()).createTransport(options);
    await transport.sendMail(mail);
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
