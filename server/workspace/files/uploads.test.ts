import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Upload } from 'tus-js-client';
import { removeReleased } from '#platform/blobs/blobs.ts';
import { DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { until } from '#platform/testing/waiting.ts';
import { createTestApp, type TestMember } from '../../../tests/app.ts';

const MIB = 1024 * 1024;
const app = await createTestApp();
const team = await app.createTestTeam();
const ada = await app.addTestMember(team);
const bob = await app.addTestMember(team);

const bearer = ({ token }: TestMember) => ({ authorization: `Bearer ${token}` });

/** Uploads as a client does that knows nothing but tus; returns the address of the upload. */
function upload(by: TestMember, bytes: Buffer, name: string, given: { chunkSize?: number } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(bytes, {
      endpoint: `${app.base}/v1/uploads`,
      headers: bearer(by),
      metadata: { filename: name, filetype: 'text/html' },
      retryDelays: null,
      ...given,
      onSuccess: () => resolve(String(sending.url)),
      onError: reject,
    });
    sending.start();
  });
}

const idOf = (address: string): string => address.slice(address.lastIndexOf('/') + 1);

async function content(by: TestMember, file: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${app.base}/v1/files/${file}/content`, { headers: { ...bearer(by), ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

for (const [how, bytes, chunkSize] of [
  ['in one piece', 3 * MIB + 17, undefined],
  ['in pieces smaller than a chunk', 2 * MIB + 5, 300_001],
  ['in pieces that end where chunks do', 4 * MIB, MIB],
  ['of many segments', 21 * MIB + 1, undefined],
  ['of one byte', 1, undefined],
  ['of none', 0, undefined],
] as const) {
  test(`a file that was uploaded ${how} comes back as it was`, async () => {
    const sent = randomBytes(bytes);
    const file = idOf(await upload(ada, sent, 'report.pdf', chunkSize ? { chunkSize } : {}));
    const got = await content(ada, file);
    assert.equal(got.status, 200);
    assert.equal(got.headers.get('content-length'), String(bytes));
    assert.equal(createHash('sha256').update(got.bytes).digest('hex'), createHash('sha256').update(sent).digest('hex'));
  });
}

/** One request of the protocol, by hand. */
async function tus(
  by: TestMember,
  method: string,
  address: string,
  headers: Record<string, string> = {},
  body?: Buffer,
) {
  const answer = await fetch(app.base + address, {
    method,
    headers: {
      ...bearer(by),
      'tus-resumable': '1.0.0',
      ...(body ? { 'content-type': 'application/offset+octet-stream' } : {}),
      ...headers,
    },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const named = (name: string) => `filename ${Buffer.from(name).toString('base64')},filetype dGV4dC9odG1s`;
const begin = (by: TestMember, bytes: number | string, metadata = named('notes.txt')) =>
  tus(by, 'POST', '/v1/uploads', { 'upload-length': String(bytes), 'upload-metadata': metadata });
const beginAt = async (by: TestMember, bytes: number): Promise<string> =>
  String((await begin(by, bytes)).headers.get('location'));
const offsetAt = async (address: string) => (await tus(ada, 'HEAD', address)).headers.get('upload-offset');

/** Afterwards the bytes of what was deleted are gone, whether or not the job has come by. */
async function removed(): Promise<void> {
  await removeReleased(app.app.units, app.app.blobs.store);
}

/** What was uploaded before is looked at in a job, which writes down what it is. */
const lookedAt = (): Promise<void> =>
  until('all files are looked at', async () => {
    const waiting = "select 1 from pgboss.job where name = 'look-at-file' and state in ('created', 'retry', 'active')";
    return (await app.app.database.pool.query(waiting)).rows.length === 0;
  });

type Given = Awaited<ReturnType<typeof tus>>;

/** The call is refused with this problem, and nothing of it is left: no row, no fact, no object. */
async function refused(code: string, status: number, call: () => Promise<Given>): Promise<Given> {
  const held = async () => ({ ...(await app.traces()), objects: await app.app.blobs.store.list('', 1_000) });
  await lookedAt();
  await removed();
  const before = await held();
  const answer = await call();
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  if (answer.body) assert.equal(answer.body.type, `urn:wardroom:problem:${code}`);
  assert.equal(answer.headers.get('tus-resumable'), '1.0.0');
  assert.deepEqual(await held(), before);
  return answer;
}

test('the server says what it can of tus', async () => {
  const { status, headers } = await tus(ada, 'OPTIONS', '/v1/uploads');
  assert.equal(status, 204);
  assert.equal(headers.get('tus-version'), '1.0.0');
  assert.equal(headers.get('tus-extension'), 'creation,expiration,checksum,termination');
  assert.equal(headers.get('tus-max-size'), String(limits.files.bytesMax));
});

test('an upload goes on where it broke off', async () => {
  const sent = randomBytes(3 * MIB + 100);
  const address = await beginAt(ada, sent.length);
  for (const [from, to] of [
    [0, MIB + 5],
    [MIB + 5, MIB + 6],
    [MIB + 6, 2 * MIB],
  ] as const) {
    const answer = await tus(ada, 'PATCH', address, { 'upload-offset': String(from) }, sent.subarray(from, to));
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('upload-offset'), String(to));
    assert.ok(Date.parse(String(answer.headers.get('upload-expires'))) > app.clock.now.getTime());
    assert.equal(await offsetAt(address), String(to));
  }
  const last = await tus(ada, 'PATCH', address, { 'upload-offset': String(2 * MIB) }, sent.subarray(2 * MIB));
  assert.equal(last.headers.get('upload-offset'), String(sent.length));
  assert.equal(last.headers.get('upload-expires'), null);
  assert.ok((await content(ada, idOf(address))).bytes.equals(sent));
});

test('a connection that breaks keeps what came, and whoever comes anew takes the upload over', async () => {
  const sent = randomBytes(2 * MIB);
  const address = await beginAt(ada, sent.length);
  const half = MIB + 1000;
  const lost = connect(Number(new URL(app.base).port), '127.0.0.1');
  lost.on('error', () => {});
  lost.write(
    `PATCH ${address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\nTus-Resumable: 1.0.0\r\n` +
      `Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: ${sent.length}\r\n\r\n`,
  );
  lost.write(sent.subarray(0, half));
  // Its first chunk is not written down before the segment ends: nothing but HEAD makes the server look.
  await until('the first chunk', () => app.app.blobs.held() >= MIB);
  const offset = Number(await offsetAt(address));
  assert.ok(offset > 0 && offset <= half, `it stands at ${offset}`);
  const rest = await tus(ada, 'PATCH', address, { 'upload-offset': String(offset) }, sent.subarray(offset));
  assert.equal(rest.status, 204);
  assert.ok((await content(ada, idOf(address))).bytes.equals(sent));
  assert.equal(app.app.blobs.held(), 0);
});

test('requests that are no tus, or not whole, are refused', async () => {
  await refused('files/tus-needed', 412, () =>
    tus(ada, 'POST', '/v1/uploads', {
      'tus-resumable': '0.2.2',
      'upload-length': '5',
      'upload-metadata': named('a'),
    }),
  );
  for (const length of ['-1', '1.5', 'ten', '', '01', '99999999999999999'])
    await refused('http/invalid-request', 400, () => begin(ada, length));
  for (const metadata of ['', 'filetype dGV4dA==', 'filename =', 'filename YQ== YQ==', 'filename /w=='])
    await refused('files/metadata-malformed', 400, () => begin(ada, 5, metadata || ','));
  await refused('files/too-large', 413, () => begin(ada, limits.files.bytesMax + 1));
  assert.equal((await tus(ada, 'POST', '/v1/channels', {}, Buffer.from('x'))).status, 415, 'content is no JSON');
});

test('names that deceive or cannot be saved are refused, others are kept composed', async () => {
  const unsafe = [
    '',
    ' ',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a\u0000b',
    'line\nbreak',
    'cod\u202etxt.exe',
    '\u2066x',
    'a\u200fb',
  ];
  for (const name of [...unsafe, 'é'.repeat(128)]) {
    await refused('files/name-refused', 422, () => begin(ada, 5, name === '' ? 'filename ' : named(name)));
  }
  const file = idOf(await upload(ada, Buffer.from('x'), 'Cafe\u0301 "menu" 100%.txt'));
  const { headers } = await content(ada, file);
  assert.equal(
    headers.get('content-disposition'),
    `attachment; filename="Caf_ _menu_ 100_.txt"; filename*=UTF-8''Caf%C3%A9%20%22menu%22%20100%25.txt`,
  );
});

test('bytes at the wrong place or beyond the end are refused', async () => {
  const address = await beginAt(ada, 10);
  await tus(ada, 'PATCH', address, { 'upload-offset': '0' }, Buffer.from('abc'));
  const patch = (offset: string, bytes: string, by = ada) =>
    tus(by, 'PATCH', address, { 'upload-offset': offset }, Buffer.from(bytes));
  const { body } = await refused('files/offset-mismatch', 409, () => patch('0', 'abc'));
  assert.equal(body.offset, 3);
  await refused('files/offset-mismatch', 409, () => patch('4', 'abc'));
  await refused('files/longer-than-declared', 413, () => patch('3', 'abcdefgh'));
  await refused('files/no-such-upload', 404, () => patch('3', 'abc', bob));
  await refused('files/no-such-upload', 404, () => tus(bob, 'HEAD', address));
  await refused('http/invalid-request', 400, () => patch('three', 'abc'));
  await refused('http/not-json', 415, () =>
    tus(ada, 'PATCH', address, { 'upload-offset': '3', 'content-type': 'text/plain' }, Buffer.from('abc')),
  );
  assert.equal(await offsetAt(address), '3');
  assert.equal((await content(ada, idOf(address))).status, 404);
});

test('bytes are kept with the right checksum, and none of them with a wrong one', async () => {
  const bytes = randomBytes(MIB + 9);
  const address = await beginAt(ada, bytes.length);
  const patch = (checksum: string) =>
    tus(ada, 'PATCH', address, { 'upload-offset': '0', 'upload-checksum': checksum }, bytes);
  const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('base64');
  await refused('files/checksum-mismatch', 460, () => patch(`sha1 ${digest('sha256').slice(0, 28)}`));
  await refused('files/checksum-mismatch', 460, () => patch(`sha256 ${digest('sha1')}`));
  for (const unknown of [`md5 ${digest('md5')}`, 'sha256', 'sha256 !']) {
    await refused('files/checksum-unknown', 400, () => patch(unknown));
  }
  assert.equal(await offsetAt(address), '0');
  assert.equal((await patch(`sha256 ${digest('sha256')}`)).status, 204);
  assert.ok((await content(ada, idOf(address))).bytes.equals(bytes));
});

test('an upload that is given up goes, with its bytes and the room that it took', async () => {
  const used = async () => (await app.call(ada.token).get('/v1/files/usage')).body.memberBytes;
  const before = await used();
  const address = await beginAt(ada, 5 * MIB);
  assert.equal(await used(), before + 5 * MIB);
  await tus(ada, 'PATCH', address, { 'upload-offset': '0' }, randomBytes(3 * MIB));
  await refused('files/no-such-upload', 404, () => tus(bob, 'DELETE', address));
  assert.equal((await tus(ada, 'DELETE', address)).status, 204);
  assert.equal(await used(), before);
  await refused('files/no-such-upload', 404, () => tus(ada, 'HEAD', address));
});

test('an upload that is left expires', async () => {
  const address = await beginAt(ada, 10);
  app.clock.advance(limits.files.unfinishedKeptMs + DAY_MS);
  await refused('files/upload-expired', 410, () => tus(ada, 'HEAD', address));
  await refused('files/upload-expired', 410, () =>
    tus(ada, 'PATCH', address, { 'upload-offset': '0' }, Buffer.from('x')),
  );
});

test('a link that a browser opens with its cookie is answered by nothing that could run here', async () => {
  const { name, value } = await app.signIn(ada);
  const open = async (path: string, cookie = `${name}=${value}`) =>
    fetch(app.base + path, { headers: { accept: 'text/html,*/*', cookie } });
  const pdf = '%PDF-1.4\n<html><script>alert(1)</script>\n%%EOF';
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  for (const [called, text] of [
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['drawing.svg', svg],
    ['paper.pdf', pdf],
  ] as const) {
    const file = idOf(await upload(ada, Buffer.from(text), called));
    const { status, headers } = await open(`/v1/files/${file}/content?team=${name.replace('wardroom-', '')}`);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/octet-stream');
    assert.match(String(headers.get('content-disposition')), /^attachment;/);
    assert.match(String(headers.get('content-security-policy')), /^sandbox; default-src 'none';/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('cache-control'), 'no-store');
    const stranger = await open(`/v1/files/${file}/content`, '');
    assert.deepEqual([stranger.status, stranger.headers.get('content-type')], [401, 'text/html; charset=utf-8']);
    assert.doesNotMatch(await stranger.text(), /alert/);
    const other = await open(`/v1/files/${file}/content?team=T${'0'.repeat(26)}`);
    assert.equal(other.status, 401, 'the cookie of one team opens nothing of another');
  }
});

test('a download is for saving: a browser runs nothing of it, and takes it in ranges', async () => {
  const page = Buffer.from('<script>alert(1)</script>'.padEnd(MIB + 100, 'x'));
  const file = idOf(await upload(ada, page, 'page.html'));
  const whole = await content(ada, file);
  assert.equal(whole.headers.get('content-type'), 'application/octet-stream');
  assert.match(String(whole.headers.get('content-disposition')), /^attachment; filename="page.html"/);
  assert.match(String(whole.headers.get('content-security-policy')), /^sandbox; default-src 'none';/);
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  const size = page.length;
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 1],
    [`bytes=5-${MIB + 5}`, 5, MIB + 6],
    [`bytes=${size - 1}-`, size - 1, size],
    ['bytes=-7', size - 7, size],
    [`bytes=10-${size + 100}`, 10, size],
    [`bytes=-${size + 100}`, 0, size],
  ] as const) {
    const part = await content(ada, file, { range });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/${size}`);
    assert.ok(part.bytes.equals(page.subarray(start, end)), range);
  }
  for (const range of ['bytes=a-b', 'bytes=9-5', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-'])
    assert.equal((await content(ada, file, { range })).status, 200, range);
  for (const range of [`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, 'bytes=-0']) {
    const beyond = await content(ada, file, { range });
    assert.equal(beyond.status, 416, range);
    assert.equal(beyond.headers.get('content-range'), `bytes */${size}`);
    assert.match(String(beyond.bytes), /files\/range-beyond-end/);
  }
  const tag = String(whole.headers.get('etag'));
  assert.equal((await content(ada, file, { range: 'bytes=0-0', 'if-range': tag })).status, 206);
  assert.equal((await content(ada, file, { range: 'bytes=0-0', 'if-range': '"other"' })).status, 200);
  assert.equal((await content(bob, file)).status, 404);
});

test('a hundred uploads at once all arrive, in bounded memory', async () => {
  const sent = Array.from({ length: 100 }, () => randomBytes(MIB / 16));
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, app.app.blobs.held())), 1);
  const addresses = await Promise.all(sent.map((bytes) => upload(bob, bytes, 'one.bin')));
  clearInterval(watch);
  for (const [at, address] of addresses.entries())
    assert.ok((await content(bob, idOf(address))).bytes.equals(sent[at] as Buffer));
  assert.ok(most <= 2 * limits.blobs.heldBytesMax + 100 * MIB, `${most} bytes were held`);
  assert.equal(app.app.blobs.held(), 0);
});
