import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import nodemailer from 'nodemailer';
import { createLog } from '../log.ts';
import { type IncomingMail, type IncomingMailOptions, listenForMail, type MailAnswer } from './incoming-mail.ts';

const folder = mkdtempSync(join(tmpdir(), 'incoming-mail-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Takes whatever comes, unless told otherwise. */
async function open(given: Partial<IncomingMailOptions> & { answer?: MailAnswer } = {}) {
  const taken: IncomingMail[] = [];
  const { answer = { kind: 'taken' } as const, ...options } = given;
  const listener = await listenForMail({
    ...{ smtp: { host: '127.0.0.1', port: 0 }, lmtp: undefined, tls: undefined, name: 'mx.example', bytesMax: 1_000 },
    taker: {
      recipient: async () => ({ kind: 'taken' }),
      async take(mail) {
        taken.push(mail);
        return mail.recipients.map(() => answer);
      },
    },
    receive: async (content) => {
      const bytes = await buffer(content);
      return { bytes, isWhole: bytes.length <= 1_000 };
    },
    log: createLog('silent'),
    ...options,
  });
  after(() => listener.close());
  return { taken, listener };
}
const mail = { envelope: { from: 'a@b.example', to: ['c@d.example'] }, raw: 'Subject: x\r\n\r\nHello\r\n' };
const send = (port: number | undefined) => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: port ?? 0, ignoreTLS: true });
  return transport.sendMail(mail).finally(() => transport.close());
};
const codeOf = (sent: Promise<unknown>): Promise<number> =>
  sent.then(
    () => 250,
    ({ responseCode }: { responseCode: number }) => responseCode,
  );

test('with nothing set it listens nowhere', async () => {
  const { listener } = await open({ smtp: undefined });
  assert.deepEqual(listener.ports, {});
});

test('what is taken is answered with 250, and what is thrown or late with 451', async () => {
  const { taken, listener } = await open();
  assert.equal(await codeOf(send(listener.ports.smtp)), 250);
  assert.deepEqual(
    [taken[0]?.sender, taken[0]?.recipients, taken[0]?.peer.protocol, taken[0]?.peer.encrypted],
    ['a@b.example', ['c@d.example'], 'smtp', false],
  );
  const late = await open({ answer: { kind: 'later', says: '4.7.1 Later' } });
  assert.equal(await codeOf(send(late.listener.ports.smtp)), 451);
  const broken = async (): Promise<never> => {
    throw new Error('The store is gone');
  };
  for (const taker of [
    { recipient: broken, take: broken },
    { recipient: async () => ({ kind: 'taken' }) as const, take: broken },
  ]) {
    const { listener: other } = await open({ taker });
    assert.equal(await codeOf(send(other.ports.smtp)), 451);
  }
  const full = await open({ receive: () => broken() });
  assert.equal(await codeOf(send(full.listener.ports.smtp)), 451);
});

test('a socket that a killed server left behind is replaced, and nothing else is', async () => {
  const path = join(folder, 'lmtp.sock');
  const { listener } = await open({ smtp: undefined, lmtp: { path } });
  assert.deepEqual(listener.ports, { lmtp: 0 });
  const again = await open({ smtp: undefined, lmtp: { path } });
  const socket = connect(path);
  const [greeting] = (await once(socket, 'data')) as [Buffer];
  assert.match(greeting.toString(), /^220 mx\.example LMTP/);
  socket.destroy();
  await again.listener.close();
  const file = join(folder, 'a-file');
  writeFileSync(file, 'kept');
  await assert.rejects(open({ smtp: undefined, lmtp: { path: file } }), { code: 'EADDRINUSE' });
});

test('closing waits for what is being taken, and answers for it', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: kept, resolve: keep } = Promise.withResolvers<void>();
  const { listener } = await open({
    taker: {
      recipient: async () => ({ kind: 'taken' }),
      async take({ recipients }) {
        begin();
        await kept;
        return recipients.map(() => ({ kind: 'taken' }));
      },
    },
  });
  const sent = codeOf(send(listener.ports.smtp));
  await begun;
  const closed = listener.close();
  keep();
  assert.equal(await sent, 250);
  await closed;
});
