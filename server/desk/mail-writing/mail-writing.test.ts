import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revokeKey } from 'openpgp';
import { DAY_MS } from '#platform/clock.ts';
import { readMail } from '../mail-reading/mail-reading.ts';
import { newKeyPair } from '../open-pgp/open-pgp.ts';
import { binaryOf, desk, NOW, strangersKey } from '../testing/mails.ts';
import { composeLetter, type LetterOut } from './mail-writing.ts';

const ada = await strangersKey();
const own = { privateKey: desk.privateKey, publicKey: desk.publicKey };
const letter: LetterOut = {
  from: { name: 'Kestrel “Security”', address: 'desk@kestrel.example' },
  to: 'ada@harbour.example',
  date: NOW,
  messageId: 'one.two@kestrel.example',
  inReplyTo: 'hers@harbour.example',
  references: ['first@harbour.example', 'not an id', 'hers@harbour.example', 'x>\r\nBcc: eve@evil.example'],
  outerSubject: 'KST-7',
  subject: 'Grüße: the overflow in parse()',
  text: 'Dear Ada,\nit is in parse() – thank you.\n',
  files: [
    { name: 'Änderung (1).patch', content: Buffer.from('--- a\n+++ b\n') },
    { name: 'x"\r\nBcc: eve@evil.example', content: Buffer.alloc(3) },
  ],
  link: 'https://kestrel.example/security/case?case=KST-7',
};
const WORDS = /overflow|parse|Dear|thank|patch|Gr=|R3L8/;
const headOf = (raw: Buffer): string => raw.toString('latin1').split('\r\n\r\n')[0] ?? '';

test('with a key the letter, its subject and its files are encrypted and signed, and nothing shows', async () => {
  const made = await composeLetter(letter, { own, theirs: binaryOf(ada) });
  assert.ok(made.form === 'encrypted');
  const fingerprint = ada.getFingerprint().toUpperCase();
  assert.deepEqual([made.fingerprint, made.isSigned], [fingerprint, true]);
  const raw = made.raw.toString('latin1');
  assert.doesNotMatch(raw, WORDS);
  assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/);
  assert.ok(raw.split('\r\n').every((line) => line.length <= 998));
  const found = await readMail({ own: [ada.armor()], known: [desk.publicKey] }, made.raw, NOW);
  assert.ok('head' in found);
  assert.deepEqual(
    found.passages.map(({ text, wasEncrypted, signature }) => [text, wasEncrypted, signature?.state]),
    [[letter.text.trimEnd(), true, 'good']],
  );
  assert.equal(found.passages[0]?.signature?.fingerprint, desk.fingerprint);
  assert.deepEqual(
    found.files.map(({ name, content }) => [name, content.toString()]),
    [
      ['Änderung (1).patch', '--- a\n+++ b\n'],
      ['x" Bcc: eve@evil.example', '\0\0\0'],
    ],
  );
  const { head } = found;
  assert.equal(head.subject, letter.subject);
  assert.equal(head.fields.find(([name]) => name === 'subject')?.[1], 'KST-7');
  assert.deepEqual(head.from, [letter.from]);
  assert.deepEqual([head.messageId, head.inReplyTo], [letter.messageId, [letter.inReplyTo]]);
  assert.deepEqual(head.references, ['first@harbour.example', 'hers@harbour.example']);
  assert.ok(!head.fields.some(([name]) => name === 'bcc' || name === 'auto-submitted'));
  assert.deepEqual(
    found.keys.map(({ how, fingerprint: of }) => [how, of]),
    [['autocrypt', desk.fingerprint]],
  );
});

test('without a key that one can encrypt for the mail is a link and no word, and why is said', async () => {
  const expired = await strangersKey('ada@harbour.example', { ageMs: 9 * DAY_MS, lifetimeMs: 2 * DAY_MS });
  const { publicKey: revoked } = await revokeKey({ key: ada, format: 'object', date: NOW });
  for (const [theirs, why] of [
    [undefined, 'no-key'],
    [binaryOf(expired), 'key-unusable'],
    [binaryOf(revoked), 'key-unusable'],
    [Buffer.from('no key'), 'key-unusable'],
    [Buffer.alloc(0), 'key-unusable'],
  ] as const) {
    const made = await composeLetter(letter, { own, theirs });
    assert.deepEqual([made.form, made.form === 'link' && made.why], ['link', why]);
    const raw = made.raw.toString('latin1');
    assert.doesNotMatch(raw.replaceAll(/keydata=[^:]*/g, ''), WORDS);
    assert.ok(raw.endsWith(`${letter.link}\r\n`));
  }
});

test('a key that was made a moment ago by a clock that is ahead can be encrypted for', async () => {
  const early = await strangersKey('ada@harbour.example', { ageMs: -10 * 60_000 });
  const made = await composeLetter(letter, { own, theirs: binaryOf(early) });
  assert.equal(made.form, 'encrypted');
  const found = await readMail({ own: [early.armor()], known: [desk.publicKey] }, made.raw, NOW);
  const [signature] = 'head' in found ? found.signatures : [];
  assert.deepEqual([signature?.state, signature?.at], ['good', NOW.toISOString()]);
});

test('an address that would carry more than itself makes no letter', async () => {
  for (const to of ['ada@harbour.example\r\nBcc: eve@evil.example', 'a@b.example, eve@evil.example', ''])
    await assert.rejects(composeLetter({ ...letter, to }, { own, theirs: binaryOf(ada) }), /one bare address/);
});

test('what no person wrote says so, and a desk without a key signs nothing', async () => {
  const automatic: LetterOut = { ...letter, autoSubmitted: 'auto-replied' };
  const made = await composeLetter(automatic, { own: undefined, theirs: binaryOf(ada) });
  assert.equal(made.form === 'encrypted' && made.isSigned, false);
  assert.match(headOf(made.raw), /^Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r$/m);
  assert.doesNotMatch(headOf(made.raw), /^Autocrypt/m);
  const past = new Date(NOW.getTime() - 9 * DAY_MS);
  const ended = await newKeyPair('Desk', 'desk@kestrel.example', past, 2 * DAY_MS);
  const unsigned = await composeLetter(letter, { own: ended, theirs: binaryOf(ada) });
  assert.equal(unsigned.form === 'encrypted' && unsigned.isSigned, false);
});
