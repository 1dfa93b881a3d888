import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createMessage, encrypt, generateKey, type Key, readKey } from 'openpgp';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { ENCRYPTED_REPORT, PASSPHRASE_HEADER, REPORT_LIMITS } from '#contract/desk-intake.ts';
import { HOUR_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { until } from '#platform/testing/waiting.ts';
import { newPassphrase } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { openDesk, POLICY } from '../testing/public-desk.ts';
import { boundaryOf, partsOf, withoutPart } from './multipart.ts';
import { bodyBroken, createReceiving, intakeBusy } from './receiving.ts';

const desk = await openDesk();
const { app, base, owner, team, clock, done } = desk;
await desk.publish();
await desk.makeKey();
await desk.securityText(/SIGNATURE/);
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));

const REPORT = { title: 'A guest reads drafts', text: 'One.\nTwo: quokka.' };
const SECRET_WORD = 'quokka';

function formOf(fields: Record<string, string>, files: Record<string, string | Uint8Array> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, content] of Object.entries(files))
    form.append('files', new Blob([content as Uint8Array<ArrayBuffer>]), name);
  return form;
}

const postForm = async (form: FormData, at = '') => {
  const answer = await fetch(`${base}${at}/security/report`, { method: 'POST', body: form });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const deskKey = async (): Promise<Key> => readKey({ armoredKey: (await desk.get('/security/key.asc')).text });

async function entityOf(form: FormData): Promise<Buffer> {
  const body = new Response(form);
  const head = `content-type: ${body.headers.get('content-type')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(await body.arrayBuffer())]);
}
const sealedFor = async (encryptionKeys: Key, binary: Uint8Array, compression = 0): Promise<Uint8Array> =>
  await encrypt({
    ...{ message: await createMessage({ binary }), encryptionKeys, date: clock.now, format: 'binary' },
    config: { preferredCompressionAlgorithm: compression },
  });
const postMessage = async (message: Uint8Array, passphrase = newPassphrase(systemRandom)) => {
  const answer = await fetch(`${base}/security/report/encrypted`, {
    method: 'POST',
    headers: { 'content-type': ENCRYPTED_REPORT, [PASSPHRASE_HEADER]: passphrase },
    body: message as Uint8Array<ArrayBuffer>,
  });
  return { status: answer.status, body: JSON.parse(await answer.text()), headers: answer.headers };
};
async function foreignKey(): Promise<Key> {
  const kind = { type: 'ecc', curve: 'curve25519Legacy', format: 'object' } as const;
  return (await generateKey({ ...kind, userIDs: [{ name: 'X' }], date: clock.now })).publicKey;
}
const fresh = () => newPassphrase(systemRandom);
/** Hours later nobody has to wait. */
const calm = () => clock.advance(12 * HOUR_MS);

const names = async (): Promise<string[]> => {
  const { cases } = done(await owner.get('/v1/desk/cases?limit=200'));
  return cases.map(({ name }: { name: string }) => name);
};
/** The case as its coordinator sees it once it was read. */
async function caseNamed(name: string) {
  const { cases } = done(await owner.get('/v1/desk/cases?limit=200'));
  const { id } = cases.find((one: { name: string }) => one.name === name);
  const path = `/v1/desk/cases/${id}`;
  done(await owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
  let opened = done(await owner.post(`${path}/openings`));
  await until(`${name} is read`, async () => {
    opened = done(await owner.post(`${path}/openings`));
    return opened.raw.state !== 'unread';
  });
  return { ...opened, path };
}
const caseIn = (text: string): string => /data-fill="case">(DESK-\d+)</.exec(text)?.[1] ?? '';

test('the form is a page with a passphrase of its own, which nobody may keep, and a script that is named', async () => {
  const [one, other] = [await desk.get('/security/report'), await desk.get('/security/report')];
  assert.deepEqual([one.status, one.headers.get('cache-control')], [200, 'no-store']);
  const secret = ({ text }: { text: string }) => /name="passphrase" value="([^"]+)"/.exec(text)?.[1] ?? '';
  assert.match(secret(one), /^([0-9a-z]{4}-){6}[0-9a-z]{4}$/);
  assert.notEqual(secret(one), secret(other));
  const policy = one.headers.get('content-security-policy') ?? '';
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
  assert.ok(nonce.length > 20 && one.text.includes(`src="/report.js" nonce="${nonce}"`));
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(one.text, / style="| on\w+="/);
  assert.ok(one.text.includes('opened there. Whoever runs that server could read it.'));
  assert.equal(one.headers.get('referrer-policy'), 'same-origin');
  for (const path of ['/security/report', `/t/${team.slug}/security/report`]) {
    const head = await desk.get(path, { method: 'HEAD' });
    assert.deepEqual([head.status, head.text], [200, '']);
  }
  await desk.refuses('desk-pages/not-open', () => desk.call().get('/t/nobody/security/report'));
});

test('a report without script becomes a case, anonymous, with its files and a date', async () => {
  const fields = { ...REPORT, affected: 'Server 4.2', until: '2026-05-01', passphrase: fresh() };
  const { status, text } = await postForm(
    formOf(fields, { 'poc.txt': 'the steps', 'ümlaut "1".bin': Buffer.alloc(9) }),
  );
  assert.equal(status, 200);
  assert.ok(text.includes(fields.passphrase) && text.includes('A person answers: by Tue 3 Mar 2026, 10:00 UTC.'));
  assert.ok(!text.includes(SECRET_WORD), 'the answer repeats nothing of it');
  const opened = await caseNamed(caseIn(text));
  assert.equal(opened.title, REPORT.title);
  assert.equal(opened.letters.at(-1).text, `Affected: Server 4.2\n\n${REPORT.text}`);
  assert.deepEqual([opened.reporter, opened.embargo.proposedUntil], [undefined, '2026-05-01T00:00:00.000Z']);
  assert.deepEqual(
    opened.files.map(({ name, bytes }: { name: string; bytes: number }) => [name, bytes]),
    [
      ['poc.txt', 9],
      ['ümlaut "1".bin', 9],
    ],
  );
  const { base64 } = done(await owner.post(`${opened.path}/report-openings`));
  const raw = Buffer.from(base64, 'base64').toString();
  assert.ok(raw.includes(SECRET_WORD) && !raw.includes(fields.passphrase), 'the desk cannot come back as the reporter');
  const file = done(await owner.post(`${opened.path}/files/1/openings`));
  assert.equal(Buffer.from(file.base64, 'base64').toString(), 'the steps');
});

test('a report that the browser encrypted is opened by the desk, and says who wrote it', async () => {
  const contact = { name: 'N. Hale', address: 'n@hale.example', mayBeNamed: 'yes' };
  const message = await sealedFor(
    await deskKey(),
    await entityOf(formOf({ ...REPORT, ...contact }, { 'a.bin': 'abc' })),
  );
  const { status, body } = await postMessage(message);
  assert.equal(status, 200);
  assert.deepEqual(
    body.next.map(({ says }: { says: string }) => says),
    ['A person answers', 'You hear whether we confirm it', 'All is done and published'],
  );
  const opened = await caseNamed(body.case);
  assert.deepEqual(
    [opened.title, opened.raw.type, opened.raw.state, opened.files[0].name, opened.letters.at(-1).text],
    [REPORT.title, ENCRYPTED_REPORT, 'read', 'a.bin', REPORT.text],
  );
  assert.deepEqual(opened.reporter, { name: 'N. Hale', address: 'n@hale.example' });
});

test('a form that is posted twice, or twice at once, is one case with one answer', async () => {
  calm();
  const [passphrase, before] = [fresh(), await names()];
  const message = await sealedFor(await deskKey(), await entityOf(formOf(REPORT)));
  const answers = await Promise.all([1, 2, 3].map(() => postMessage(message, passphrase)));
  assert.deepEqual(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
  const byForm = await postForm(formOf({ ...REPORT, passphrase }));
  assert.equal(caseIn(byForm.text), answers[0]?.body.case, 'by whichever way');
  assert.equal((await names()).length, before.length + 1);
  const typed = passphrase.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
  assert.deepEqual((await postMessage(message, typed)).body, answers[0]?.body, 'and however it is typed');
});

test('what cannot be opened is kept, and both sides are told why', async () => {
  calm();
  const foreign = await foreignKey();
  const whole = await sealedFor(await deskKey(), await entityOf(formOf(REPORT)));
  const bomb = await sealedFor(await deskKey(), new Uint8Array(limits.publicDesk.openedBytesMax + 1), 2);
  assert.ok(bomb.length < 100_000, `${bomb.length} bytes`);
  for (const [message, why] of [
    [await sealedFor(foreign, Buffer.from('for others')), /not the one of this desk/],
    [whole.subarray(0, -30), /damaged/],
    [Buffer.from('-----BEGIN PGP MESSAGE-----\n\nwcB/\n'), /damaged/],
    [Buffer.from('no message at all'), /damaged/],
    [bomb, /larger than we can take/],
  ] as const) {
    const { body } = await postMessage(message);
    const opened = await caseNamed(body.case);
    assert.equal(opened.raw.state, 'unreadable', String(why));
    assert.match(opened.letters.at(-1).text, why);
    const raw = done(await owner.post(`${opened.path}/report-openings`));
    assert.deepEqual(Buffer.from(raw.base64, 'base64'), Buffer.from(message), 'it is as it came');
  }
});

test('what was opened and is not our form is kept as a file, beside why', async () => {
  calm();
  for (const inside of ['{"hello":1}', 'content-type: text/html\r\n\r\n<b>', `${await entityOf(formOf({ a: 'b' }))}`]) {
    const { body } = await postMessage(await sealedFor(await deskKey(), Buffer.from(inside)));
    const opened = await caseNamed(body.case);
    assert.match(opened.letters.at(-1).text, /another form/);
    const file = done(await owner.post(`${opened.path}/files/1/openings`));
    assert.equal(Buffer.from(file.base64, 'base64').toString(), inside);
  }
});

test('what is missing is said at its field, with what was typed still there and nothing kept', async () => {
  calm();
  const before = await app.units.open({ team: team.id }, ({ sql }) =>
    sql.selectFrom('desk_cases').select('id').execute(),
  );
  const typed = '<b>"What I typed"</b>';
  for (const [fields, at] of [
    [{ text: typed }, 'title'],
    [{ title: typed }, 'text'],
    [{ ...REPORT, name: typed, address: 'no address' }, 'address'],
    [{ ...REPORT, name: typed, until: 'soon' }, 'until'],
  ] as const) {
    const { status, text } = await postForm(formOf({ ...fields, passphrase: fresh() }));
    assert.equal(status, 422);
    assert.match(text, new RegExp(`id="${at}"[^>]* aria-invalid="true"`));
    assert.ok(text.includes('&lt;b&gt;&quot;What I typed&quot;'), at);
  }
  assert.equal((await postForm(formOf({ ...REPORT, passphrase: 'short' }))).status, 422, 'desk/passphrase-unusable');
  const now = await app.units.open({ team: team.id }, ({ sql }) => sql.selectFrom('desk_cases').select('id').execute());
  assert.equal(now.length, before.length);
});

test('another site cannot send the form, and a form of another type is none', async () => {
  const foreign = await fetch(`${base}/security/report`, {
    ...{ method: 'POST', body: formOf(REPORT), headers: { origin: 'https://elsewhere.example' } },
  });
  assert.equal(foreign.status, 403);
  const other = await fetch(`${base}/security/report`, { method: 'POST', body: new URLSearchParams(REPORT) });
  assert.equal(other.status, 415);
});

test('a report that is too large is refused with what is kept, and what was typed comes back', async () => {
  calm();
  const before = await names();
  const huge = new Uint8Array(deskLimits.rawBytesMax);
  const { status, text } = await postForm(formOf({ ...REPORT, passphrase: fresh() }, { 'huge.bin': huge }));
  assert.equal(status, 413);
  assert.ok(text.includes('A report can have 25 MiB') && text.includes(REPORT.title) && text.includes('chosen again'));
  const { status: encrypted, body } = await postMessage(new Uint8Array(deskLimits.rawBytesMax + 1));
  assert.deepEqual([encrypted, body.type], [413, 'urn:wardroom:problem:desk/report-too-large']);
  assert.deepEqual(await names(), before);
  assert.ok(REPORT_LIMITS.fileBytes < deskLimits.rawBytesMax);
});

test('a browser that stops half-way leaves nothing, and its next try is one case', async () => {
  calm();
  const [before, passphrase] = [await names(), fresh()];
  const stop = new AbortController();
  const body = new ReadableStream({
    async pull(controller) {
      controller.enqueue(new Uint8Array(1024));
      await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
    },
  });
  const sent = { method: 'POST', headers: { 'content-type': ENCRYPTED_REPORT, [PASSPHRASE_HEADER]: passphrase }, body };
  await assert.rejects(
    fetch(`${base}/security/report/encrypted`, { ...sent, duplex: 'half', signal: stop.signal } as RequestInit),
  );
  assert.deepEqual(await names(), before);
  await postMessage(await sealedFor(await deskKey(), await entityOf(formOf(REPORT))), passphrase);
  assert.equal((await names()).length, before.length + 1);
});

test('who sends many waits, keeps what was typed, and loses nothing that was accepted', async () => {
  calm();
  const { free } = limits.guessing.report.network;
  const before = (await names()).length;
  // Not worth a process that opens it.
  const message = Buffer.from('one of many');
  const accepted: string[] = [];
  let [refusedTimes, kept] = [0, ''];
  for (let tried = 0; tried < 60; tried++) {
    const passphrase = fresh();
    const { status, headers, body } = await postMessage(message, passphrase);
    if (status === 200) {
      accepted.push(body.case);
      kept = passphrase;
    } else {
      assert.equal(status, 429);
      assert.ok(Number(headers.get('retry-after')) >= 1);
      refusedTimes += 1;
    }
  }
  assert.deepEqual([accepted.length, refusedTimes], [free, 60 - free]);
  assert.equal(
    (await postMessage(message, kept)).body.case,
    accepted.at(-1),
    'a copy of what was accepted is answered',
  );
  const { status, text, headers } = await postForm(formOf({ ...REPORT, passphrase: fresh() }));
  assert.equal(status, 429);
  assert.ok(text.includes(REPORT.title) && /It can be sent again in \d+ seconds/.test(text));
  clock.advance(Number(headers.get('retry-after')) * 1_000);
  assert.equal((await postForm(formOf({ ...REPORT, passphrase: fresh() }))).status, 200, 'after the wait it is taken');
  const after = await names();
  assert.equal(after.length, before + free + 1);
  assert.ok(accepted.every((name) => after.includes(name)));
});

test('another team’s desk has its own cases, and a passphrase means nothing there', async () => {
  calm();
  const other = await desk.createTestTeam();
  await desk.publish(POLICY, 0, await desk.device(other.owner));
  const passphrase = fresh();
  const [here, there] = [
    await postForm(formOf({ ...REPORT, passphrase })),
    await postForm(formOf({ ...REPORT, passphrase }), `/t/${other.slug}`),
  ];
  assert.equal(caseIn(there.text), 'DESK-0001');
  assert.notEqual(caseIn(here.text), '');
});

test('bodies of all reports together are bounded, and one that broke off is no report', async () => {
  const receive = createReceiving({ bytesMax: 100, heldBytesMax: 150 });
  const open = new Readable({ read() {} });
  const first = receive(open);
  open.push(Buffer.alloc(90));
  await until('the first is held', () => open.readableFlowing !== null && open.readableLength === 0);
  await assert.rejects(receive(Readable.from([Buffer.alloc(80)])), { code: intakeBusy.code });
  open.push(null);
  assert.equal((await first).bytes.length, 90);
  assert.deepEqual((await receive(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]))).isWhole, false);
  const broken = new Readable({ read() {} });
  const received = receive(broken);
  broken.push(Buffer.alloc(9));
  broken.destroy();
  await assert.rejects(received, { code: bodyBroken.code });
  const slow = createReceiving({ receiveMs: 1 });
  await assert.rejects(slow(new Readable({ read() {} })), { code: bodyBroken.code });
});

test('a form is cut into the parts that a browser put together, and loses one without harm to the others', async () => {
  const form = formOf(
    { passphrase: 'x', text: 'a\r\nb\n--c' },
    { 'empty.bin': '', 'b.bin': Buffer.from('\r\n--\r\n') },
  );
  form.append('files', new Blob([]), '');
  const response = new Response(form);
  const boundary = boundaryOf(response.headers.get('content-type') ?? '') ?? '';
  const body = Buffer.from(await response.arrayBuffer());
  const shown = (bytes: Buffer) =>
    partsOf(bytes, boundary).map(({ name, fileName, content }) => [name, fileName, content.toString()]);
  const parts = shown(body);
  assert.deepEqual(parts.slice(1, 4), [
    ['text', undefined, 'a\r\nb\r\n--c'],
    ['files', 'empty.bin', ''],
    ['files', 'b.bin', '\r\n--\r\n'],
  ]);
  const [first] = partsOf(body, boundary);
  assert.ok(first);
  assert.deepEqual(shown(withoutPart(body, first)), parts.slice(1));
  for (let cut = 0; cut < body.length; cut += 7) {
    const some = shown(body.subarray(0, cut));
    assert.deepEqual(some, parts.slice(0, some.length), 'of a body that was cut off the whole parts are there');
  }
  assert.equal(boundaryOf('text/plain'), undefined);
  assert.deepEqual(partsOf(Buffer.from('nothing'), 'x'), []);
  const many = new FormData();
  for (let at = 0; at < 2 * deskLimits.intake.partsMax; at++) many.append('files', 'x');
  const crowd = new Response(many);
  const found = partsOf(
    Buffer.from(await crowd.arrayBuffer()),
    boundaryOf(crowd.headers.get('content-type') ?? '') ?? '',
  );
  assert.equal(found.length, deskLimits.intake.partsMax);
});
