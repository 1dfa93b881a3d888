/** The desk's keys in the hands of GnuPG: what strangers have on their side, and none of our code. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createMessage, encrypt, readKey, sign } from 'openpgp';
import { directoryName, privateKeyOf, readEncrypted, standingKey } from '#desk/keys/keys.ts';
import { openDesk, POLICY } from '#desk/testing/public-desk.ts';
import { installPackage } from '../debian.ts';

const isReady = (): boolean => spawnSync('gpg', ['--version']).status === 0;
const missing = isReady() ? undefined : installPackage('gnupg');
if (missing) console.log(`\nSKIPPED: nobody looks at the desk's keys with GnuPG, which is missing. ${missing}\n`);
const options = { skip: missing !== undefined };

const home = mkdtempSync(join(tmpdir(), 'gpg-'));
after(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true });
});

function gpg(args: readonly string[], input: string | Buffer = ''): { readonly out: Buffer; readonly said: string } {
  const whole = ['--homedir', home, '--batch', '--no-tty', '--no-auto-key-retrieve', '--status-fd', '2', ...args];
  const { status, stdout, stderr } = spawnSync('gpg', whole, { input, timeout: 60_000 });
  assert.equal(status, 0, `gpg ${args.join(' ')}: ${stderr}`);
  return { out: stdout, said: stderr.toString() };
}

// GnuPG goes by the clock of this machine.
const desk = await openDesk(new Date());
await desk.publish();
const { key } = await desk.makeKey();
const text = await desk.securityText(/BEGIN PGP SIGNATURE/);
const found = (await desk.get(`/.well-known/openpgpkey/kestrel.example/hu/${directoryName(POLICY.address)}`)).bytes;

test('the key that the directory serves is imported, and is the one that was made', options, () => {
  gpg(['--import', '--import-options', 'import-show'], found);
  const listed = gpg(['--with-colons', '--fingerprint', POLICY.address]).out.toString();
  assert.match(listed, new RegExp(`^fpr:+${key.fingerprint}:`, 'm'));
  assert.match(listed, /^pub:-:255:22:.*:scESC:/m);
  assert.match(listed, /^sub:-:255:18:/m);
});

test('security.txt verifies, and one that was altered does not', options, () => {
  const { said, out } = gpg(['--decrypt'], text);
  assert.match(said, new RegExp(`VALIDSIG ${key.fingerprint}`));
  assert.ok(out.toString().startsWith('Contact: mailto:security@kestrel.example\n'));
  const altered = text.replace('security@kestrel', 'security@osprey');
  const args = ['--homedir', home, '--batch', '--status-fd', '1', '--verify'];
  assert.match(spawnSync('gpg', args, { input: altered }).stdout.toString(), /BADSIG/);
});

test('what GnuPG encrypts for the desk is read here, in every form that it writes', options, async () => {
  const report = 'A guest reads what it should not. Grüße – ✓\n'.repeat(50);
  for (const more of [
    ['--compress-algo', 'zlib'],
    ['--compress-algo', 'none'],
    ['--cipher-algo', 'AES'],
  ]) {
    const to = ['--trust-model', 'always', '--armor', '--recipient', key.fingerprint, '--encrypt'];
    const message = gpg([...more, ...to], report).out.toString();
    const read = await readEncrypted(desk.app.units, { team: desk.team.id }, Buffer.from(message));
    assert.equal('content' in read && read.content.toString(), report, more.join(' '));
  }
});

test('what the desk encrypts and signs for a stranger’s key is read and verified by GnuPG', options, async () => {
  const stranger = 'ada@harbour.example';
  gpg(['--passphrase', '', '--quick-generate-key', `Ada <${stranger}>`, 'default', 'default', 'never']);
  const encryptionKeys = await readKey({ armoredKey: gpg(['--armor', '--export', stranger]).out.toString() });
  const { readPrivateKey } = await import('openpgp');
  const armoredKey = await desk.app.units.open({ team: desk.team.id }, async (work) => {
    const standing = await standingKey(work);
    return await privateKeyOf(work, standing ?? assert.fail());
  });
  const signingKeys = await readPrivateKey({ armoredKey });
  const message = await createMessage({ text: 'We have it. Thank you.\n' });
  const { out, said } = gpg(['--decrypt'], await encrypt({ message, encryptionKeys, signingKeys }));
  assert.equal(out.toString(), 'We have it. Thank you.\n');
  assert.match(said, new RegExp(`VALIDSIG ${key.fingerprint}`));
  const detached = join(home, 'signature.asc');
  const signed = join(home, 'text');
  writeFileSync(signed, 'We have it.\n');
  const plain = await createMessage({ binary: readFileSync(signed) });
  writeFileSync(detached, await sign({ message: plain, signingKeys, detached: true }));
  assert.match(gpg(['--verify', detached, signed]).said, /GOODSIG/);
});

test(
  'the certificate that was printed voids the key, and so does the revocation that is published',
  options,
  async () => {
    const { key: second, revocationCertificate } = await desk.makeKey(key.fingerprint);
    const published = (await desk.get('/security/key.asc')).text;
    const state = (fingerprint: string) =>
      /^pub:(.)/m.exec(gpg(['--with-colons', '-k', fingerprint]).out.toString())?.[1];
    gpg(['--import'], published);
    assert.notEqual(state(second.fingerprint), 'r');
    gpg(['--import'], revocationCertificate);
    assert.equal(state(second.fingerprint), 'r');
    desk.done(await desk.owner.post(`/v1/desk/keys/${key.fingerprint}/revocation`, { reason: 'compromised' }));
    assert.notEqual(state(key.fingerprint), 'r');
    gpg(['--import'], (await desk.get('/security/key.asc')).text);
    assert.equal(state(key.fingerprint), 'r');
  },
);
