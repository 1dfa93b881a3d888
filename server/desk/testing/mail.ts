/** A desk that takes mail, and strangers who send it some, over real sockets of this machine. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import nodemailer from 'nodemailer';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import type { DnsRecord, RecordKind } from '#platform/egress/egress.ts';
import { until } from '#platform/testing/waiting.ts';
import type { Given } from '../../../tests/app.ts';
import { openDesk } from './public-desk.ts';

export const DESK_ADDRESS = 'security@kestrel.example';

export interface Written {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  /** Lines of the head beside those. */
  readonly head?: readonly string[];
  /** In place of the text: the rest of the head, an empty line and the body. */
  readonly body?: string;
}

let written = 0;

/** A whole mail (RFC 5322); each is another one. */
export function mailOf({
  from = 'n@hale.example',
  to = DESK_ADDRESS,
  subject = 'A guest reads drafts',
  ...rest
}: Written): Buffer {
  written += 1;
  const head = [
    ...[`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${written}@hale.example>`],
    ...['Date: Sun, 1 Mar 2026 09:00:00 +0000', 'MIME-Version: 1.0', ...(rest.head ?? [])],
  ].join('\r\n');
  const body = rest.body ?? `Content-Type: text/plain; charset=utf-8\r\n\r\n${rest.text ?? 'One.\nTwo.'}`;
  return Buffer.from(`${head}\r\n${body.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
}

export interface Sent {
  readonly raw?: Buffer;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly lmtp?: boolean;
}

/** A conversation line by line, for what a mail program would not do. */
export async function talk(port: number): Promise<{
  socket: Socket;
  /** Waits for the whole answer; its lines. */
  hear(): Promise<string[]>;
  say(line: string): Promise<string[]>;
}> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const hear = async (): Promise<string[]> => {
    const answer: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return answer;
      answer.push(value);
      if (/^\d{3} /.test(value)) return answer;
    }
  };
  return {
    ...{ socket, hear },
    async say(line) {
      socket.write(`${line}\r\n`);
      return await hear();
    },
  };
}

type Zone = Map<string, readonly DnsRecord[]>;

/** `settings` and `egress` beside those that mail needs. */
export async function openMailDesk({ now, settings = {}, egress = {} }: Given = {}) {
  const zone: Zone = new Map();
  const records = async (name: string, kind: RecordKind): Promise<readonly DnsRecord[]> => {
    const found = zone.get(`${name.toLowerCase()} ${kind}`);
    if (!found) throw Object.assign(new Error('No such name.'), { code: 'ENOTFOUND' });
    return found;
  };
  const desk = await openDesk(now, {
    settings: { WARDROOM_MAIL_IN: '127.0.0.1:0', WARDROOM_MAIL_LMTP: '127.0.0.1:0', ...settings },
    egress: { records, ...egress },
  });
  const { app, team, owner, done, mailPorts } = desk;
  await desk.publish();
  await desk.makeKey();
  await desk.securityText(/SIGNATURE/);
  done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));
  const { smtp = 0, lmtp: lmtpPort = 0 } = mailPorts;

  const send = async ({ raw = mailOf({}), from = 'n@hale.example', to = [DESK_ADDRESS], lmtp = false }: Sent = {}) => {
    const port = lmtp ? lmtpPort : smtp;
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port,
      ignoreTLS: true,
      lmtp,
      name: 'mx.hale.example',
    });
    try {
      return await transport.sendMail({ envelope: { from, to: [...to] }, raw });
    } finally {
      transport.close();
    }
  };
  const rows = () =>
    app.units.open({ team: team.id }, ({ sql }) =>
      sql
        .selectFrom('desk_mails')
        .select(['id', 'state', 'held_for', 'case_id', 'letter', 'recipient', 'bytes'])
        .orderBy('received_at')
        .orderBy('id')
        .execute(),
    );
  const waiting = async () => done(await owner.get('/v1/desk/mails?limit=200')).mails;
  const cases = async () => done(await owner.get('/v1/desk/cases?limit=200')).cases;
  /** Once every mail that came was read. */
  const settled = () =>
    until('Every mail is read', async () => (await rows()).every(({ state }) => state !== 'unread'));
  return {
    ...{ ...desk, zone, send, rows, waiting, cases, settled, smtp, lmtpPort },
    /** The answer to a mail that was not taken: its code and its text. */
    async refused(sent: Sent): Promise<{ code: number; says: string }> {
      const error = await send(sent).then(
        () => assert.fail('It was taken'),
        (failed: { responseCode?: number; response?: string }) => failed,
      );
      return { code: error.responseCode ?? 0, says: error.response ?? '' };
    },
    /** Enters the newest case, or the one of this name, and opens it. */
    async openedCase(name?: string) {
      const known = await cases();
      const { id } = known.find((one: { name: string }) => one.name === (name ?? nameOfNewest(known)));
      const path = `/v1/desk/cases/${id}`;
      done(await owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
      return { ...done(await owner.post(`${path}/openings`)), path };
    },
  };
}

const nameOfNewest = (known: readonly { name: string }[]): string =>
  known
    .map(({ name }) => name)
    .toSorted()
    .at(-1) ?? '';

/** A key for DKIM, and what the DNS says of it. */
export function dkimKey(domain: string): { privateKey: string; name: string; record: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ...{ name: `s1._domainkey.${domain}`, record: `v=DKIM1; k=rsa; p=${der}` },
  };
}
