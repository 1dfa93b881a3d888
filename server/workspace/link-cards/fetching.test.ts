import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { sizeOf } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { openWeb } from '#platform/testing/web.ts';
import { createTestApp } from '../../../tests/app.ts';

test('a link that is posted gets its card; private and silent targets get none and hold up nobody', async () => {
  const web = await openWeb((request, response) => {
    // One that never answers.
    if (request.url === '/silent') return;
    if (request.url === '/inside') return void response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
    const html = `<title>Tides of ${request.url}</title><meta property="og:image" content="http://10.0.0.1/">`;
    response.writeHead(request.url === '/gone' ? 404 : 200, { 'content-type': 'text/html' }).end(html);
  });
  const inner = await openWeb((_request, response) => response.end('<title>secret</title>'));
  const house = await createTestApp({
    settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${web.port}` },
    egress: { resolve: async () => ['127.0.0.1'] },
  });
  const { owner } = await house.createTestTeam();
  const call = house.call(owner.token);
  assert.equal((await call.put('/v1/link-cards', { on: true })).status, 204);
  assert.deepEqual((await call.get('/v1/link-cards')).body, { on: true });
  const { channels } = (await call.get('/v1/me/channels')).body;
  const messages = `/v1/channels/${channels[0].channel.id}/messages`;
  const at = `http://page.example:${web.port}`;
  const post = async (text: string): Promise<string> =>
    (await call.post(messages, { clientId: crypto.randomUUID(), text })).body.ts;
  await post(`${at}/silent`);
  const without = [await post(`${at}/inside ${at}/gone`), await post(`http://other.example:${inner.port}/`)];
  const ts = await post(`look: ${at}/moon, ${at}/sun`);
  const cards = async (of: string) => (await call.get(`${messages}/${of}`)).body.cards;
  const started = performance.now();
  while ((await cards(ts)) === undefined) {
    assert.ok(performance.now() - started < 20_000, 'the card did not come in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(await cards(ts), [
    { id: 1, url: `${at}/moon`, title: 'Tides of /moon' },
    { id: 2, url: `${at}/sun`, title: 'Tides of /sun' },
  ]);
  for (const other of without) assert.equal(await cards(other), undefined);
  assert.deepEqual(inner.asked, []);
  assert.ok(!web.asked.includes('GET /favicon.ico'));
  assert.equal((await call.delete(`${messages}/${ts}/cards/1`)).status, 204);
  assert.equal((await cards(ts)).length, 1);
});

test('a page’s image comes through the door and is made anew; none that is large, private or no image', async () => {
  const photo = await sharp({ create: { width: 1_440, height: 720, channels: 3, background: '#c81e3c' } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .toBuffer();
  const bytes: Readonly<Record<string, Buffer>> = {
    '/photo.jpg': photo,
    '/script.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    '/large.png': Buffer.alloc(limits.linkCards.imageBytesMax + 1, 'x'),
  };
  const web = await openWeb((request, response) => {
    const path = request.url ?? '';
    if (bytes[path]) return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes[path]);
    if (path === '/inside.png') return void response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
    const image = `<meta property="og:image" content="${path.slice('/page'.length)}">`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>A page</title>${image}`);
  });
  const house = await createTestApp({
    settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${web.port}` },
    egress: { resolve: async () => ['127.0.0.1'] },
  });
  const { owner } = await house.createTestTeam();
  const call = house.call(owner.token);
  assert.equal((await call.put('/v1/link-cards', { on: true })).status, 204);
  const { channels } = (await call.get('/v1/me/channels')).body;
  const messages = `/v1/channels/${channels[0].channel.id}/messages`;
  const cardFor = async (image: string) => {
    const text = `http://page.example:${web.port}/page${image}`;
    const { ts } = (await call.post(messages, { clientId: crypto.randomUUID(), text })).body;
    const started = performance.now();
    for (;;) {
      const [card] = (await call.get(`${messages}/${ts}`)).body.cards ?? [];
      if (card) return { card, at: `${messages}/${ts}/cards/${card.id}` };
      assert.ok(performance.now() - started < 30_000, 'the card did not come in time');
    }
  };
  const { card, at } = await cardFor('/photo.jpg');
  const side = limits.linkCards.imageSide;
  assert.deepEqual(card.image, { width: side, height: side / 2 });
  const answer = await fetch(`${house.base}${at}/image`, { headers: { authorization: `Bearer ${owner.token}` } });
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/webp']);
  const image = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual(sizeOf(image), card.image);
  assert.equal((await sharp(image).metadata()).exif, undefined);
  for (const none of ['/script.svg', '/large.png', '/inside.png', '/missing'])
    assert.equal((await cardFor(none)).card.image, undefined, none);
  assert.equal((await call.delete(at)).status, 204);
  assert.equal((await call.get(`${at}/image`)).status, 404);
});
