/** Mails between a stranger who uses GnuPG and the desk: what one encrypts and signs, the other reads. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readMail } from '#desk/mail-reading/mail-reading.ts';
import { composeLetter } from '#desk/mail-writing/mail-writing.ts';
import { armoured, newKeyPair } from '#desk/open-pgp/open-pgp.ts';
import { lookAtKeys } from '#desk/sender-keys/sender-keys.ts';
import { encryptedMail, mail, multipartMail, part, signedMail } from '#desk/testing/mails.ts';
import { DAY_MS } from '#platform/clock.ts';
import { installPackage } from '../debian.ts';

const isReady = (): boolean => spawnSync('gpg', ['--version']).status === 0;
const missing = isReady() ? undefined : installPackage('gnupg');
if (missing) console.log(`\nSKIPPED: nobody writes mails to the desk with GnuPG, which is missing. ${missing}\n`);
const options = { skip: missing !== undefined };

const home = mkdtempSync(join(tmpdir(), 'gpg-'));
after(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true });
});

function gpg(
  args: readonly string[],
  input: string | Uint8Array = '',
): { readonly out: Buffer; readonly said: string } {
  const whole = ['--homedir', home, '--batch', '--no-tty', '--no-auto-key-retrieve', '--status-fd', '2', ...args];
  const { status, stdout, stderr } = spawnSync('gpg', whole, { input, timeout: 60_000, maxBuffer: 300 * 1024 * 1024 });
  assert.equal(status, 0, `gpg ${args.join(' ')}: ${stderr}`);
  return { out: stdout, said: stderr.toString() };
}

// GnuPG goes by the clock of this machine.
const now = new Date();
const desk = await newKeyPair('Desk', 'desk@kestrel.example', new Date(now.getTime() - DAY_MS), 365 * DAY_MS);
const PLAIN = 'Content-Type: text/plain; charset=utf-8';
const TO_DESK = ['--trust-model', 'always', '--armor', '--recipient', desk.fingerprint];

/** Everybody has another kind of key: RSA, as GnuPG 2.2 makes it, and Curve25519. */
const KINDS = [
  ['rsa@harbour.example', 'rsa3072'],
  ['curve@harbour.example', 'future-default'],
] as const;
if (!missing) {
  gpg(['--import'], await armoured([desk.publicKey]));
  for (const [email, kind] of KINDS)
    gpg(['--passphrase', '', '--quick-generate-key', `Ada <${email}>`, kind, 'default', 'never']);
  // GnuPG makes RSA keys that sign alone when the kind is named.
  const fingerprint =
    /^fpr:+([0-9A-F]{40}):/m.exec(gpg(['--with-colons', '-K', KINDS[0][0]]).out.toString())?.[1] ?? '';
  gpg(['--passphrase', '', '--quick-add-key', fingerprint, 'rsa3072', 'encr', 'never']);
}
const publicKeyOf = (email: string): Buffer => gpg(['--export', email]).out;

const read = async (raw: Buffer, known: readonly Uint8Array[]) => {
  const found = await readMail({ own: [desk.privateKey], known }, raw, now);
  assert.ok('head' in found);
  return found;
};

for (const [email, kind] of KINDS) {
  test(`what GnuPG encrypts and signs with ${kind} is read in every form`, options, async () => {
    const known = [publicKeyOf(email)];
    const inner = part([PLAIN, 'Content-Transfer-Encoding: 8bit'], 'Grüße.\r\n');
    const by = [...TO_DESK, '--local-user', email];
    const whole = gpg([...by, '--sign', '--encrypt'], inner).out.toString();
    const inline = gpg([...by, '--sign', '--encrypt'], 'Grüße.\n').out.toString();
    const binary = gpg([...by.filter((word) => word !== '--armor'), '--sign', '--encrypt'], 'Grüße.\n').out;
    const attached = part(
      ['Content-Type: application/octet-stream; name="letter.gpg"', 'Content-Transfer-Encoding: base64'],
      binary.toString('base64'),
    );
    for (const raw of [encryptedMail(whole), mail([PLAIN], inline), multipartMail('mixed', attached)]) {
      const { passages, signatures, unread } = await read(raw, known);
      assert.deepEqual(unread, []);
      assert.deepEqual(
        passages.map(({ text, wasEncrypted }) => [text, wasEncrypted]),
        [['Grüße.', true]],
      );
      assert.deepEqual(
        signatures.map(({ state, key }) => [state, key]),
        [['good', 'known']],
      );
    }
    const clear = gpg(['--local-user', email, '--clearsign'], 'One.\n- Two.\nGrüße.\n').out.toString();
    const signed = await read(mail([PLAIN], clear.replaceAll('\n', '\r\n')), known);
    assert.deepEqual(
      signed.passages.map(({ text, signature }) => [text, signature?.state]),
      [['One.\n- Two.\nGrüße.', 'good']],
    );
    const opaque = await read(
      mail([PLAIN], gpg(['--local-user', email, '--armor', '--sign'], 'All can read.').out),
      known,
    );
    assert.deepEqual(
      opaque.passages.map(({ text, wasEncrypted, signature }) => [text, wasEncrypted, signature?.state]),
      [['All can read.', false, 'good']],
    );
    const detached = gpg(['--local-user', email, '--armor', '--detach-sign'], inner).out.toString();
    const pieces = [inner, part(['Content-Type: application/pgp-signature'], detached)];
    assert.equal((await read(signedMail(pieces), known)).signatures[0]?.state, 'good');
    const altered = [inner.replace('Grüße', 'Grüsse'), pieces[1] ?? ''];
    assert.equal((await read(signedMail(altered), known)).signatures[0]?.state, 'bad');
  });

  test(`what the desk writes is decrypted and verified by GnuPG with ${kind}`, options, async () => {
    const [theirs] = await lookAtKeys(publicKeyOf(email), [], now);
    assert.deepEqual([theirs?.addresses, theirs?.encrypts], [[email], true]);
    const made = await composeLetter(
      {
        ...{
          from: { name: 'Desk', address: 'desk@kestrel.example' },
          to: email,
          date: now,
          messageId: 'a@kestrel.example',
        },
        ...{ outerSubject: 'KST-7', subject: 'The overflow', text: 'Dear Ada – thank you.\n' },
        ...{ files: [{ name: 'fix.patch', content: Buffer.from('--- a\n') }], link: 'https://kestrel.example/' },
      },
      { own: desk, theirs: theirs?.publicKey },
    );
    assert.equal(made.form, 'encrypted');
    const { out, said } = gpg(['--decrypt'], made.raw);
    assert.match(said, new RegExp(`VALIDSIG ${desk.fingerprint}`));
    assert.match(out.toString(), /^Subject: The overflow\r$/m);
    assert.ok(out.includes(Buffer.from('Dear Ada – thank you.\r\n').toString('base64')));
    assert.ok(out.includes(Buffer.from('--- a\n').toString('base64')));
  });
}

test(
  'a key that came with the mail is one that GnuPG made, and one that was prolonged is merged',
  options,
  async () => {
    const [email] = KINDS[1];
    const before = publicKeyOf(email);
    const armouredKey = gpg(['--armor', '--export', email]).out.toString();
    const { keys } = await read(multipartMail('mixed', part(['Content-Type: application/pgp-keys'], armouredKey)), []);
    assert.deepEqual(
      keys.map(({ addresses, encrypts }) => [addresses, encrypts]),
      [[[email], true]],
    );
    const [fact] = await lookAtKeys(before, [], now);
    gpg(['--passphrase', '', '--quick-set-expire', fact?.fingerprint ?? '', '2030-01-01']);
    const [merged] = await lookAtKeys(before, [publicKeyOf(email)], now);
    assert.match(merged?.expiresAt ?? '', /^20(29-12-31|30-01-0)/, 'what is known stays known');
  },
);

test('a hundred kilobytes of GnuPG that become a hundred megabytes are not opened', options, async () => {
  const zeros = join(home, 'zeros');
  writeFileSync(zeros, Buffer.alloc(100 * 1024 * 1024));
  const bomb = gpg([...TO_DESK, '--compress-algo', 'zip', '--output', '-', '--encrypt', zeros]).out.toString();
  assert.ok(bomb.length < 200_000);
  const { passages, unread } = await read(encryptedMail(bomb), []);
  assert.deepEqual([passages, unread], [[], [{ what: 'encrypted.asc', why: 'too-much' }]]);
});
