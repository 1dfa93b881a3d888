/** A report that GnuPG encrypts and a Postfix of Debian hands over, and the answer that GnuPG decrypts. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import nodemailer from 'nodemailer';
import { DESK_ADDRESS, mailOf, openMailDesk } from '#desk/testing/mail.ts';
import { until } from '#platform/testing/waiting.ts';
import { installPackage } from '../debian.ts';

const BINARIES = '/usr/lib/postfix/sbin';
/** Where the package would start its own at once, it is left alone. */
const isHarmless = (): boolean => spawnSync('/usr/sbin/policy-rc.d', ['postfix', 'start']).status === 101;

function missingFor(name: string, isThere: () => boolean): string | undefined {
  if (isThere()) return undefined;
  return name === 'postfix' && !isHarmless() ? `Installing ${name} would start it on port 25.` : installPackage(name);
}
const missing =
  missingFor('gnupg', () => spawnSync('gpg', ['--version']).status === 0) ??
  missingFor('postfix', () => existsSync(join(BINARIES, 'master'))) ??
  (process.getuid?.() === 0 ? undefined : 'Only root can start a Postfix of its own.');
if (missing) console.log(`\nSKIPPED: no mail goes through Postfix, which is missing. ${missing}\n`);

const home = mkdtempSync(join(tmpdir(), 'wardroom-postfix-'));
after(() => {
  spawnSync('gpgconf', ['--homedir', join(home, 'gpg'), '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const SERVICES = [
  ...['cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'rewrite unix - - n - - trivial-rewrite'],
  ...['bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce', 'trace unix - - n - 0 bounce'],
  ...['lmtp unix - - n - - lmtp', 'smtp unix - - n - - smtp', 'error unix - - n - - error'],
  ...['retry unix - - n - - error', 'discard unix - - n - - discard', 'anvil unix - - n - 1 anvil'],
  ...['proxymap unix - - n - - proxymap', 'postlog unix-dgram n - n - 1 postlogd'],
];

/** One of its own: folders, port and queue below `home`; hands what is for the desk over by LMTP. */
async function startPostfix(lmtpPort: number): Promise<number> {
  const [folder, port] = [join(home, 'postfix'), await freePort()];
  for (const below of ['', 'queue', 'data']) mkdirSync(join(folder, below));
  for (const path of [home, folder]) chmodSync(path, 0o755);
  spawnSync('chown', ['postfix', join(folder, 'data')]);
  const settings = {
    ...{ compatibility_level: '3.6', daemon_directory: BINARIES, mail_owner: 'postfix', setgid_group: 'postdrop' },
    ...{ queue_directory: join(folder, 'queue'), data_directory: join(folder, 'data') },
    ...{ maillog_file: join(folder, 'log'), maillog_file_prefixes: home, myhostname: 'mail.kestrel.example' },
    ...{ inet_interfaces: '127.0.0.1', inet_protocols: 'ipv4', mydestination: '', relay_domains: 'kestrel.example' },
    ...{ transport_maps: `inline:{ kestrel.example=lmtp:inet:127.0.0.1:${lmtpPort} }`, alias_maps: '' },
    ...{ lmtp_send_xforward_command: 'yes', smtpd_relay_restrictions: 'permit_auth_destination, reject' },
    ...{ mynetworks: '127.0.0.0/8', minimal_backoff_time: '1s', queue_run_delay: '1s', disable_dns_lookups: 'yes' },
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(folder, 'main.cf'), `${lines.join('\n')}\n`);
  const services = [`127.0.0.1:${port} inet n - n - - smtpd`, ...SERVICES];
  writeFileSync(join(folder, 'master.cf'), `${services.join('\n')}\n`);
  const master = spawn('postfix', ['-c', folder, 'start-fg'], { stdio: 'ignore' });
  after(async () => {
    spawnSync('postfix', ['-c', folder, 'stop']);
    if (master.exitCode === null) await new Promise((ended) => master.once('exit', ended));
  });
  await until('Postfix answers', async () => {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    const isThere = await transport.verify().catch(() => false);
    transport.close();
    if (master.exitCode !== null) assert.fail(readFileSync(join(folder, 'log'), 'utf8'));
    return isThere;
  });
  return port;
}

function gpg(args: readonly string[], input: string | Uint8Array = ''): string {
  const whole = ['--homedir', join(home, 'gpg'), '--batch', '--no-tty', '--trust-model', 'always', ...args];
  const { status, stdout, stderr } = spawnSync('gpg', whole, { input, timeout: 60_000 });
  assert.equal(status, 0, `gpg ${args.join(' ')}: ${stderr}`);
  return `${stdout}`;
}

const encrypted = (content: string): string => {
  const armoured = gpg(['--armor', '--sign', '--encrypt', '--recipient', DESK_ADDRESS], content);
  const type = 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e-1"';
  const parts = [
    `Content-Type: application/pgp-encrypted\n\nVersion: 1`,
    `Content-Type: application/octet-stream; name="encrypted.asc"\n\n${armoured}`,
  ];
  return `Content-Type: ${type}\n\n${parts.map((part) => `--e-1\n${part}\n`).join('')}--e-1--\n`;
};

test('from GnuPG through Postfix into a case, and back to GnuPG', { skip: missing !== undefined }, async () => {
  // GnuPG goes by the clock of this machine.
  const desk = await openMailDesk({ now: new Date() });
  const { owner, done, carried } = desk;
  mkdirSync(join(home, 'gpg'), { mode: 0o700 });
  gpg(['--import'], (await desk.get('/security/key.asc')).text);
  gpg(['--passphrase', '', '--quick-generate-key', 'Nia Hale <nia@hale.example>', 'rsa3072', 'sign', 'never']);
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg(['--with-colons', '-K']))?.[1] ?? '';
  gpg(['--passphrase', '', '--quick-add-key', fingerprint, 'rsa3072', 'encr', 'never']);
  const port = await startPostfix(desk.lmtpPort);

  const key = gpg(['--armor', '--export', 'nia@hale.example']);
  const inner = [
    ...['Content-Type: multipart/mixed; boundary="i-1"', '', '--i-1', 'Content-Type: text/plain; charset=utf-8', ''],
    ...[
      'The quokka reads drafts.',
      '--i-1',
      'Content-Type: application/pgp-keys; name="key.asc"',
      '',
      key,
      '--i-1--',
      '',
    ],
  ];
  const raw = mailOf({ from: 'Nia Hale <nia@hale.example>', subject: '...', body: encrypted(inner.join('\r\n')) });
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: 'nia@hale.example', to: DESK_ADDRESS }, raw });
  transport.close();
  await until('It is handed over', async () => (await desk.rows()).length === 1);
  await desk.settled();

  const { path, letters } = await desk.openedCase();
  assert.equal(letters[0].text, 'The quokka reads drafts.');
  const { goesOut, mails } = done(await owner.get(`${path}/correspondence`));
  const [{ marks }] = mails;
  assert.deepEqual([goesOut, marks.encryption, marks.from], ['encrypted', 'all', 'nia@hale.example']);
  const before = carried.length;
  done(await owner.post(`${path}/letters`, { text: 'Thank you. Which quokka?' }));
  await until('The answer goes out', () => carried.length > before);
  const answers = () => carried.slice(before).map(({ message }) => message.toString());
  const block = /-----BEGIN PGP MESSAGE-----[\s\S]*?-----END PGP MESSAGE-----/;
  const opened = (): string[] => answers().map((text) => gpg(['--decrypt'], block.exec(text)?.[0] ?? text));
  await until('It is the answer', () => opened().some((text) => text.includes('Thank you. Which quokka?')));
  assert.ok(
    answers().every((text) => !text.includes('quokka')),
    'nothing of it is on the way in the clear',
  );

  const [first = ''] = answers();
  const id = /^Message-ID:\s*(<[^>]+>)/m.exec(first)?.[1] ?? '';
  const reply = mailOf({ from: 'nia@hale.example', head: [`In-Reply-To: ${id}`], body: encrypted('The grey one.') });
  await desk.send({ raw: reply, from: 'nia@hale.example', lmtp: true });
  await desk.settled();
  const after = done(await owner.post(`${path}/openings`)).letters;
  assert.deepEqual([after.at(-1).side, after.at(-1).text], ['reporter', 'The grey one.']);
});
