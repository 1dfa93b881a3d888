import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { until } from '#platform/testing/waiting.ts';
import { newPassphrase } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { DESK_ADDRESS, mailOf, openMailDesk, talk } from '../testing/mail.ts';

const authority = JSON.parse(
  readFileSync(new URL('../../platform/egress/vectors/test-authority.json', import.meta.url), 'utf8'),
) as { authority: string; key: string; certificate: string };

const desk = await openMailDesk();
const { app, clock, owner, done } = desk;
/** Of one network at once. */
const perNetworkMax = 10;
/** Hours later nobody has to wait. */
const calm = () => clock.advance(12 * HOUR_MS);

test('a mail is kept before it is answered for: sealed, with what the envelope said', async () => {
  const raw = mailOf({ subject: 'A quokka in the drafts', text: 'quokka' });
  const { response } = await desk.send({ raw });
  assert.match(response, /^250 2\.0\.0 Kept/);
  const [row] = await desk.rows();
  assert.deepEqual([row?.recipient, row?.bytes], [DESK_ADDRESS, raw.length]);
  const seen = await app.units.open({ team: desk.team.id }, async ({ sql }) => ({
    mails: await sql.selectFrom('desk_mails').select('envelope').execute(),
    parts: await sql.selectFrom('desk_mail_parts').select('sealed').execute(),
  }));
  for (const bytes of [...seen.mails.map(({ envelope }) => envelope), ...seen.parts.map(({ sealed }) => sealed)])
    assert.ok(!bytes.includes('quokka') && !bytes.includes('hale.example'), 'nothing of it is there in the clear');
});

test('only desks have mailboxes here: no relay, nobody signs in, and a former address still counts', async () => {
  for (const to of ['nobody@kestrel.example', 'security@elsewhere.example'])
    assert.equal((await desk.refused({ to: [to] })).code, 550, to);
  const before = (await desk.rows()).length;
  const { hear, say, socket } = await talk(desk.smtp);
  assert.match((await hear()).join(), /^220 127\.0\.0\.1 ESMTP/);
  const greeting = (await say('EHLO mx.hale.example')).join('\n');
  assert.match(greeting, new RegExp(`SIZE ${deskLimits.rawBytesMax}`));
  assert.doesNotMatch(greeting, /AUTH|STARTTLS/);
  assert.match((await say('AUTH PLAIN AGEAYg==')).join(), /^50\d/);
  assert.match((await say('STARTTLS')).join(), /^50\d/);
  assert.match((await say('MAIL FROM:<n@hale.example>')).join(), /^250/);
  assert.match((await say('RCPT TO:<n@hale.example>')).join(), /^550 5\.1\.1/);
  assert.match((await say('DATA')).join(), /^503/);
  socket.destroy();
  const { version, policy } = done(await owner.get('/v1/desk/policy'));
  await desk.publish({ ...policy, address: 'psirt@kestrel.example' }, version);
  assert.match((await desk.send({ to: ['PSIRT@Kestrel.example'] })).response, /^250/);
  assert.match((await desk.send({ to: [DESK_ADDRESS] })).response, /^250/);
  await desk.publish({ ...policy, address: DESK_ADDRESS }, version + 1);
  assert.equal((await desk.rows()).length, before + 2);
});

test('the same mail handed over again is one, within a week', async () => {
  calm();
  const raw = mailOf({});
  const before = (await desk.rows()).length;
  await Promise.all([desk.send({ raw }), desk.send({ raw }), desk.send({ raw })]);
  assert.match((await desk.send({ raw })).response, /^250/);
  assert.equal((await desk.rows()).length, before + 1);
  clock.advance(8 * 24 * HOUR_MS);
  await desk.send({ raw });
  assert.equal((await desk.rows()).length, before + 2);
});

test('whoever hangs up before the answer, or before the end, and comes again has sent one mail', async () => {
  calm();
  const raw = mailOf({});
  const before = (await desk.rows()).length;
  for (const end of ['', '.\r\n']) {
    const { hear, say, socket } = await talk(desk.smtp);
    await hear();
    for (const line of ['EHLO mx.hale.example', 'MAIL FROM:<n@hale.example>', `RCPT TO:<${DESK_ADDRESS}>`, 'DATA'])
      await say(line);
    socket.write(Buffer.concat([raw, Buffer.from(end)]));
    if (end !== '') await until('It is kept', async () => (await desk.rows()).length === before + 1);
    socket.destroy();
  }
  assert.match((await desk.send({ raw })).response, /^250/);
  assert.equal((await desk.rows()).length, before + 1);
});

test('a mail that is too large is refused for good and leaves nothing, whether or not its size was told', async () => {
  calm();
  const before = (await desk.rows()).length;
  const raw = Buffer.concat([
    mailOf({}),
    Buffer.alloc(deskLimits.rawBytesMax, `${'x'.repeat(70)}\r\n`),
    Buffer.from('\r\n'),
  ]);
  const { hear, say, socket } = await talk(desk.smtp);
  await hear();
  await say('EHLO mx.hale.example');
  assert.match((await say(`MAIL FROM:<n@hale.example> SIZE=${raw.length}`)).join(), /^552/);
  for (const line of ['MAIL FROM:<n@hale.example>', `RCPT TO:<${DESK_ADDRESS}>`, 'DATA']) await say(line);
  socket.write(raw);
  assert.match((await say('.')).join(), /^552 5\.3\.4/);
  assert.match((await say('NOOP')).join(), /^250/, 'the conversation goes on');
  socket.destroy();
  assert.equal((await desk.rows()).length, before);
});

test('a flood is told to come again, and of what comes again nothing is lost', async () => {
  calm();
  const before = (await desk.rows()).length;
  const waiting = new Set(Array.from({ length: 30 }, () => mailOf({})));
  const codes = new Set<number>();
  for (let round = 0; waiting.size > 0; round++) {
    assert.ok(round < 60, 'they get through in the end');
    for (const raw of waiting) {
      const code = await desk.send({ raw }).then(
        () => 250,
        ({ responseCode, response }: { responseCode: number; response: string }) => {
          assert.match(response, /4\.7\.1 Nothing is lost; hand it over again in \d+ seconds/);
          return responseCode;
        },
      );
      codes.add(code);
      if (code === 250) waiting.delete(raw);
      else break;
    }
    clock.advance(15 * MINUTE_MS);
  }
  assert.deepEqual([...codes].toSorted(), [250, 451]);
  assert.equal((await desk.rows()).length, before + 30);
});

test('reports by the web and mails of one network share their count', async () => {
  calm();
  for (let sent = 0; sent < limits.guessing.report.network.free; sent++) await desk.send();
  await desk.send().catch(() => undefined);
  assert.equal((await desk.refused({})).code, 451);
  const form = new FormData();
  const passphrase = newPassphrase(systemRandom);
  for (const [name, value] of Object.entries({ title: 'A title', text: 'A text', passphrase }))
    form.append(name, value);
  const { status } = await fetch(`${desk.base}/security/report`, { method: 'POST', body: form });
  assert.equal(status, 429);
});

test('by LMTP each recipient has an answer of its own, and the server in front names the network', async () => {
  calm();
  const before = (await desk.rows()).length;
  const { hear, say, socket } = await talk(desk.lmtpPort);
  assert.match((await hear()).join(), /LMTP/);
  assert.match((await say('LHLO mail.kestrel.example')).join('\n'), /XFORWARD/);
  assert.match(
    (await say('XFORWARD NAME=mx.hale.example ADDR=192.0.2.7 HELO=mx.hale.example PROTO=ESMTP')).join(),
    /^250/,
  );
  await say('MAIL FROM:<n@hale.example>');
  assert.match((await say(`RCPT TO:<${DESK_ADDRESS}>`)).join(), /^250/);
  assert.match((await say('RCPT TO:<nobody@kestrel.example>')).join(), /^550/);
  assert.match((await say('RCPT TO:<psirt@kestrel.example>')).join(), /^250/, 'published some time ago');
  await say('DATA');
  socket.write(mailOf({}));
  const answers = [...(await say('.')), ...(await hear())];
  assert.deepEqual(
    answers.map((line) => line.slice(0, 3)),
    ['250', '250'],
  );
  socket.destroy();
  assert.equal((await desk.rows()).length, before + 2);
});

test('without a word about the network, mails from the server in front are counted by the team', async () => {
  calm();
  const before = (await desk.rows()).length;
  const many = limits.guessing.report.network.free + 5;
  for (let sent = 0; sent < many; sent++) await desk.send({ raw: mailOf({}), lmtp: true });
  assert.equal((await desk.rows()).length, before + many);
});

test('one network holds so many connections, and others still come in', async () => {
  calm();
  const held = await Promise.all(
    Array.from({ length: perNetworkMax }, async () => {
      const one = await talk(desk.smtp);
      await one.hear();
      return one;
    }),
  );
  const more = await talk(desk.smtp);
  assert.match((await more.hear()).join(), /^421/);
  for (const { socket } of [...held, more]) socket.destroy();
  await until('There is room again', async () => {
    const again = await talk(desk.smtp);
    const said = (await again.hear()).join();
    again.socket.destroy();
    return said.startsWith('220');
  });
});

test('where a certificate is given, the way here is encrypted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-certificate-'));
  writeFileSync(join(folder, 'certificate.pem'), authority.certificate);
  writeFileSync(join(folder, 'key.pem'), authority.key);
  const settings = {
    WARDROOM_MAIL_CERTIFICATE: join(folder, 'certificate.pem'),
    WARDROOM_MAIL_KEY: join(folder, 'key.pem'),
    WARDROOM_MAIL_NAME: 'good.example',
  };
  const secure = await openMailDesk({ settings });
  rmSync(folder, { recursive: true });
  const { hear, say, socket } = await talk(secure.smtp);
  assert.match((await hear()).join(), /^220 good\.example/);
  assert.match((await say('EHLO mx.hale.example')).join('\n'), /STARTTLS/);
  assert.match((await say('STARTTLS')).join(), /^220/);
  const encrypted = connectTls({ socket, ca: authority.authority, servername: 'good.example' });
  await new Promise<void>((resolve, reject) => encrypted.once('secureConnect', resolve).once('error', reject));
  assert.match(encrypted.getProtocol() ?? '', /^TLSv1\.[23]$/);
  encrypted.destroy();
});

test('an empty mail is none', async () => {
  calm();
  const { hear, say, socket } = await talk(desk.smtp);
  await hear();
  for (const line of ['EHLO mx.hale.example', 'MAIL FROM:<n@hale.example>', `RCPT TO:<${DESK_ADDRESS}>`, 'DATA'])
    await say(line);
  assert.match((await say('.')).join(), /^550 5\.6\.0/);
  socket.destroy();
});
