import assert from 'node:assert/strict';
import { test } from 'node:test';
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
