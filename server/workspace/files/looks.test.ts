import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import sharp from 'sharp';
import { sizeOf } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { createTestApp } from '../../../tests/app.ts';
import { typeOf } from './looks.ts';

const app = await createTestApp();
const team = await app.createTestTeam();
const { owner } = team;
const call = app.call(owner.token);
const bearer = { authorization: `Bearer ${owner.token}` };

async function upload(bytes: Buffer, name: string): Promise<string> {
  const tus = { ...bearer, 'tus-resumable': '1.0.0' };
  const begun = await fetch(`${app.base}/v1/uploads`, {
    method: 'POST',
    headers: {
      ...tus,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  const address = String(begun.headers.get('location'));
  const sent = await fetch(app.base + address, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: new Uint8Array(bytes),
  });
  assert.equal(sent.status, 204);
  return address.slice(address.lastIndexOf('/') + 1);
}

/** Waits until the job has looked at the file. */
async function looked(file: string) {
  for (;;) {
    const { body } = await call.get(`/v1/files/${file}`);
    if (body.type !== undefined) return body;
  }
}

const preview = (file: string) => fetch(`${app.base}/v1/files/${file}/preview`, { headers: bearer });
const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c81e3c' } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '47/1 22/1 0/1' } });

test('an image has a preview without what the camera wrote, whatever its name says', async () => {
  const file = await upload(await photo(1440, 720).toBuffer(), 'picture.html');
  const { type, preview: shown } = await looked(file);
  assert.equal(type, 'image/jpeg');
  assert.deepEqual(shown, { kind: 'image', width: 720, height: 360 });
  const answer = await preview(file);
  assert.equal(answer.headers.get('content-type'), 'image/webp');
  assert.match(String(answer.headers.get('content-security-policy')), /^sandbox; default-src 'none';/);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual(sizeOf(bytes), { width: 720, height: 360 });
  assert.equal((await sharp(bytes).metadata()).exif, undefined);
});

test('a text shows its first lines, as text', async () => {
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line} <script>alert(1)</script>`);
  const file = await upload(Buffer.from(lines.join('\r\n')), 'notes.html');
  const { type, preview: shown } = await looked(file);
  assert.deepEqual([type, shown], ['text/plain', { kind: 'text' }]);
  const answer = await preview(file);
  assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(await answer.text(), lines.slice(0, 20).join('\n'));
});

test('the beginning of a text is found by its words, other bytes are not', async () => {
  const long = await upload(Buffer.from(`alpha ${'x '.repeat(limits.files.searchedBytesMax / 2)} omega`), 'long.log');
  const image = await upload(Buffer.from('GIF89a alpha'), 'image.gif');
  for (const file of [long, image]) await looked(file);
  const { channels } = (await call.get('/v1/me/channels')).body as { channels: { channel: { id: string } }[] };
  for (const [text, file] of [
    ['the log', long],
    ['the image', image],
  ]) {
    const posted = { clientId: randomUUID(), text, files: [file] };
    assert.equal((await call.post(`/v1/channels/${channels[0]?.channel.id}/messages`, posted)).status, 201);
  }
  const found = async (q: string) =>
    ((await call.get(`/v1/search?q=${q}`)).body.messages as { text: string }[]).map(({ text }) => text);
  assert.deepEqual(await found('alpha'), ['the log']);
  assert.deepEqual(await found('omega'), []);
});

test('a text in UTF-16, as Windows writes it, is shown and found as any other', async () => {
  const said = 'Brücke über die Aare\nzweite Zeile 🌉';
  const big = Buffer.from(`\ufeff${said}`, 'utf16le').swap16();
  const files = [await upload(Buffer.from(`\ufeff${said}`, 'utf16le'), 'a.txt'), await upload(big, 'b.txt')];
  const { channels } = (await call.get('/v1/me/channels')).body as { channels: { channel: { id: string } }[] };
  for (const file of files) {
    const { type, preview: shown } = await looked(file);
    assert.deepEqual([type, shown], ['text/plain', { kind: 'text' }]);
    assert.equal(await (await preview(file)).text(), said);
  }
  const posted = { clientId: randomUUID(), text: 'two files', files };
  assert.equal((await call.post(`/v1/channels/${channels[0]?.channel.id}/messages`, posted)).status, 201);
  const { messages } = (await call.get('/v1/search?q=bruecke%20zeile')).body as { messages: { text: string }[] };
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['two files'],
  );
});

test('what only claims to be an image has its type and no preview, and its download runs nowhere', async () => {
  const gifAndScript = Buffer.from('GIF89a/*.......*/=1;alert(document.domain)//<svg onload=alert(1)>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const tiff = await photo(8, 8).tiff().toBuffer();
  for (const [bytes, type, kind] of [
    [gifAndScript, 'image/gif', undefined],
    [svg, 'text/plain', 'text'],
    [tiff, 'application/octet-stream', undefined],
    [Buffer.from('%PDF-1.7 and nothing more'), 'application/pdf', undefined],
  ] as const) {
    const file = await upload(bytes, 'cat.gif');
    const shown = await looked(file);
    assert.deepEqual([shown.type, shown.preview?.kind], [type, kind]);
    if (kind === undefined) assert.equal((await preview(file)).status, 404);
    const download = await fetch(`${app.base}/v1/files/${file}/content`, { headers: bearer });
    assert.equal(download.headers.get('content-type'), 'application/octet-stream');
    assert.match(String(download.headers.get('content-disposition')), /^attachment;/);
  }
});

test('a type is told by first bytes, and text by being nothing else', () => {
  for (const [bytes, type] of [
    ['\x89PNG\r\n\x1a\n..', 'image/png'],
    ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'image/webp'],
    ['\x00\x00\x00\x18ftypisom', 'video/mp4'],
    ['PK\x03\x04', 'application/zip'],
    ['', 'text/plain'],
    ['plain\twords\n', 'text/plain'],
    ['nul\x00', 'application/octet-stream'],
    ['\xff\xfd', 'application/octet-stream'],
    ['\xff\xfeA\x00', 'text/plain'],
    ['\xfe\xff\x00A', 'text/plain'],
    ['\xff\xfeA\x00\x1b\x00', 'application/octet-stream'],
    ['\xff\xfe\x00\xdc', 'application/octet-stream'],
    ['A\x00B\x00', 'application/octet-stream'],
    ['escape\x1b[2J', 'application/octet-stream'],
  ] as const) {
    assert.equal(typeOf(Buffer.from(bytes, 'latin1'), true), type, JSON.stringify(bytes));
  }
  const cut = Buffer.from('é').subarray(0, 1);
  assert.equal(typeOf(cut, false), 'text/plain');
  assert.equal(typeOf(cut, true), 'application/octet-stream');
});
