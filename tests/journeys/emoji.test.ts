import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { createTestApp } from '../app.ts';

const { call, createTestTeam, addTestMember, base } = await createTestApp();
const team = await createTestTeam();
const owner = call(team.owner.token);
const square = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 4, background: { r: 240, g: 180, b: 0, alpha: 0.5 } } })
    .png()
    .toBuffer();
const add = async (name: string, bytes: Buffer, by = owner) =>
  await by.put(`/v1/emoji/${name}`, { image: bytes.toString('base64') });

test('an image becomes an emoji, which everybody of the team sees and nobody else', async () => {
  assert.equal((await add('sunny-side', await square(512))).status, 204);
  const guest = await addTestMember(team, 'guest');
  const { body } = await call(guest.token).get('/v1/emoji');
  assert.deepEqual(
    body.emoji.map(({ name }: { name: string }) => name),
    ['sunny-side'],
  );
  const answer = await fetch(`${base}/v1/emoji/sunny-side/image`, {
    headers: { authorization: `Bearer ${guest.token}` },
  });
  assert.equal(answer.headers.get('content-type'), 'image/webp');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const { format, width } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  assert.deepEqual([format, width], ['webp', 128]);
  const stranger = await createTestTeam();
  assert.equal((await call(stranger.owner.token).get('/v1/emoji/sunny-side/image')).status, 404);
});

test('what is no image, or too much of one, is refused', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const bytes of [svg, Buffer.from('hello')]) {
    const { status, body } = await add('broken', bytes);
    assert.deepEqual([status, body.type], [422, 'urn:wardroom:problem:images/not-an-image']);
  }
  const large = await add('large', Buffer.alloc(256 * 1024 + 1));
  assert.deepEqual([large.status, large.body.type], [413, 'urn:wardroom:problem:emoji/too-large']);
  assert.equal((await owner.get('/v1/emoji')).body.emoji.length, 1);
});
