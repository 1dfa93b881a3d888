import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { limits } from '../limits.ts';
import { createLog } from '../log.ts';
import { Problem } from '../problem.ts';
import { systemRandom } from '../random.ts';
import { createMailer, type Mail, type MailerOptions, mailFolder } from './mail.ts';

const clock = () => new Date('2026-03-01T10:00:00Z');
const from = 'Wardroom <wardroom@ship.example>';
const invitation: Mail = {
  to: 'ada@example.org',
  subject: 'Einladung – für Ada',
  text: 'Grüße!\n\nhttps://ship.example/t/crew/invite#wri_0123456789\n.\nA line with a single dot above.\n',
};
const refusedAs = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

const closing: (() => Promise<unknown>)[] = [];
after(() => Promise.all(closing.map((close) => close())));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-mail-'));
  closing.push(() => rm(folder, { recursive: true }));
  return mailFolder(folder);
}

async function smtp(
  options: { secure?: boolean; refuseRecipient?: boolean } = {},
): Promise<{ url: string; received: string[]; to: string[]; from: string[] }> {
  const [received, to, from]: [string[], string[], string[]] = [[], [], []];
  const server = new SMTPServer({
    secure: options.secure ?? false,
    authOptional: true,
    disabledCommands: options.secure ? [] : ['STARTTLS'],
    onMailFrom: ({ address }, _session, done) => {
      from.push(address);
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      if (options.refuseRecipient) return done(new Error('No such mailbox'));
      to.push(address);
      done();
    },
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => new Promise<void>((closed) => server.close(closed)));
  const { port } = server.server.address() as AddressInfo;
  return { url: `${options.secure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`, received, to, from };
}

const mailer = (options: Pick<MailerOptions, 'smtpUrl' | 'folder'> & { from?: string }) =>
  createMailer({ from, random: systemRandom, clock, log: createLog('silent'), ...options });

const keptIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => []);
  return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
};

/** What both ways out promise of the mail that arrives. */
function assertArrived(text: string): void {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  assert.match(head, /^To: ada@example\.org$/m);
  assert.match(head, /^From: Wardroom <wardroom@ship\.example>$/m);
  assert.match(head, /^Date: Sun, 01 Mar 2026 10:00:00 \+0000$/m);
  assert.match(head, /^Message-ID: <[0-9a-f-]{36}@ship\.example>$/m);
  assert.match(head, /^Subject: =\?UTF-8\?/m);
  assert.match(head, /^Content-Type: text\/plain; charset=utf-8$/m);
  const decoded = /quoted-printable/.test(head)
    ? Buffer.from(
        body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    : body;
  assert.equal(decoded.replaceAll('\r\n', '\n').trimEnd(), invitation.text.trimEnd());
}

test('mail reaches a real mail server as it was written', async () => {
  const { url, received, to } = await smtp();
  const folder = await newFolder();
  assert.equal(await mailer({ smtpUrl: url, folder }).send(invitation), 'delivered');
  assert.deepEqual(to, ['ada@example.org']);
  assertArrived(received[0] ?? '');
  assert.deepEqual(await keptIn(folder), []);
});

test('without a mail server the same mail lies in a folder that only its user can read', async () => {
  const folder = await newFolder();
  assert.equal(await mailer({ smtpUrl: undefined, folder }).send(invitation), 'kept');
  assertArrived((await keptIn(folder))[0] ?? '');
  const [name = ''] = await readdir(folder);
  assert.match(name, /^[0-9a-f-]{36}\.eml$/);
  assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('a mail that would carry further headers or recipients is refused both ways, and nothing goes out', async () => {
  const { url, received } = await smtp();
  const folder = await newFolder();
  const unsafe: Partial<Mail>[] = [
    { to: 'ada@example.org\r\nBcc: eve@example.org' },
    { to: 'ada@example.org, eve@example.org' },
    { to: 'Ada <ada@example.org>' },
    { to: 'group:ada@example.org;' },
    { to: 'ada@example.org\u0000' },
    { to: 'ada@example.org\u2028' },
    { to: '' },
    { subject: 'Hello\r\nBcc: eve@example.org' },
    { subject: 'Hello\nX: y' },
    { subject: 'Hello\u0085' },
    { subject: 'x'.repeat(limits.mail.subjectCharactersMax + 1) },
    { text: 'x'.repeat(limits.mail.textCharactersMax + 1) },
    { unsubscribe: 'https://ship.example/x>\r\nBcc: eve@example.org' },
    { unsubscribe: 'mailto:eve@example.org' },
  ];
  for (const change of unsafe) {
    for (const smtpUrl of [url, undefined]) {
      const sent = mailer({ smtpUrl, folder }).send({ ...invitation, ...change });
      await assert.rejects(sent, refusedAs('mail/refused'), JSON.stringify(change).slice(0, 80));
    }
  }
  assert.deepEqual([received, await keptIn(folder)], [[], []]);
});

const whole = Buffer.from(
  'From: desk@ship.example\r\nTo: ada@example.org\r\nSubject: D-7\r\n\r\n.\r\nA dot above, and nothing after',
);

test('a message that comes whole is handed over as it is, in the envelope that was named', async () => {
  const { url, received, to, from: senders } = await smtp();
  const folder = await newFolder();
  const byServer = mailer({ smtpUrl: url, folder });
  assert.equal(await byServer.carry({ from: null, to: 'ada@example.org' }, whole), 'delivered');
  assert.equal(await byServer.carry({ from: 'back@ship.example', to: 'ada@example.org' }, whole), 'delivered');
  assert.deepEqual(senders, ['', 'back@ship.example'], 'nobody, and somebody');
  assert.deepEqual(to, ['ada@example.org', 'ada@example.org']);
  // A line end behind the last line belongs to how mail travels.
  assert.deepEqual(
    received.map((text) => text.replace(/\r\n$/, '')),
    [whole.toString(), whole.toString()],
  );
  const kept = mailer({ smtpUrl: undefined, folder });
  assert.equal(await kept.carry({ from: null, to: 'ada@example.org' }, whole), 'kept');
  assert.deepEqual(await keptIn(folder), [whole.toString()]);
});

test('a whole message in another form, or an envelope with more than one address, is refused both ways', async () => {
  const { url, received } = await smtp();
  const folder = await newFolder();
  const to = 'ada@example.org';
  const unsafe: [{ from: string | null; to: string }, Buffer][] = [
    [{ from: null, to: 'ada@example.org, eve@example.org' }, whole],
    [{ from: null, to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }, whole],
    [{ from: 'a@x.example> SIZE=1', to }, whole],
    [{ from: '', to }, whole],
    [{ from: null, to }, Buffer.from('no head')],
    [{ from: null, to }, Buffer.from('Subject: x\r\n\r\na\nb')],
    [{ from: null, to }, Buffer.from('Subject: x\r\n\r\na\rb')],
    [{ from: null, to }, Buffer.concat([whole, Buffer.alloc(limits.mail.wholeBytesMax, 'x')])],
  ];
  for (const [envelope, message] of unsafe) {
    for (const smtpUrl of [url, undefined])
      await assert.rejects(mailer({ smtpUrl, folder }).carry(envelope, message), refusedAs('mail/refused'));
  }
  assert.deepEqual([received, await keptIn(folder)], [[], []]);
});

test('a sender that is no single address is refused at the start', () => {
  for (const sender of ['nobody', 'A <a@x.example>, b@x.example', 'a@x.example\r\nBcc: b@x.example']) {
    assert.throws(() => mailer({ smtpUrl: undefined, folder: 'unused', from: sender }), refusedAs('mail/refused'));
  }
});

test('a mail server that cannot prove who it is gets no mail, whatever the surroundings ask for', async () => {
  const { url, received } = await smtp({ secure: true });
  const folder = await newFolder();
  await assert.rejects(mailer({ smtpUrl: url, folder }).send(invitation), refusedAs('mail/not-taken'));
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await assert.rejects(mailer({ smtpUrl: url, folder }).send(invitation), refusedAs('mail/not-taken'));
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
  const options = `${url}/?tls.rejectUnauthorized=false`;
  assert.throws(() => mailer({ smtpUrl: options, folder }), refusedAs('mail/refused'));
  assert.deepEqual(received, []);
});

test('a server that refuses the mail, or is not there, is reported and nothing is kept', async () => {
  const folder = await newFolder();
  const { url } = await smtp({ refuseRecipient: true });
  await assert.rejects(mailer({ smtpUrl: url, folder }).send(invitation), refusedAs('mail/not-taken'));
  const gone = new SMTPServer({});
  await new Promise<void>((listening) => gone.listen(0, '127.0.0.1', listening));
  const { port } = gone.server.address() as AddressInfo;
  await new Promise<void>((closed) => gone.close(closed));
  const nowhere = mailer({ smtpUrl: `smtp://127.0.0.1:${port}`, folder });
  await assert.rejects(nowhere.send(invitation), refusedAs('mail/not-taken'));
  assert.deepEqual(await keptIn(folder), []);
});
