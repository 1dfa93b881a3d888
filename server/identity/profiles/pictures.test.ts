import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Role } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { makeBlob, removeReleased } from '#platform/blobs/blobs.ts';
import { DAY_MS } from '#platform/clock.ts';
import { eraseTeamRecords } from '#platform/holdings.ts';
import { createImages } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { platformHoldings } from '#platform/platform.holding.ts';
import { Problem } from '#platform/problem.ts';
import { type Answer, openCrew, type Person } from '../testing/testing.ts';
import { insertPicture } from './pictures.sql.ts';
import { createPictures, expirePictures } from './pictures.ts';
import { profilesHolding } from './profiles.holding.ts';

const crew = await openCrew();
const [admin, mia] = [await crew.join('admin', 'adm'), await crew.join('member', 'mia')];

const photo = (width: number, height: number, r: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r, g: 30, b: 60 } } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .toBuffer();

async function set(who: Person, bytes: Buffer): Promise<Answer> {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/octet-stream' };
  const answer = await fetch(`${crew.url}/v1/me/picture`, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

async function get(by: Person, of: Person, size = ''): Promise<{ status: number; bytes: Buffer }> {
  const answer = await fetch(`${crew.url}/v1/members/${publicId('U', of.id)}/picture${size}`, {
    headers: { authorization: `Bearer ${by.token}` },
  });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const sizeOf = async (bytes: Buffer) => {
  const { format, width, height, exif } = await sharp(bytes).metadata();
  return [format, width, height, exif];
};
const objects = async (): Promise<string[]> => {
  await removeReleased(crew.units, crew.blobs.store);
  return await crew.blobs.store.list('', 1_000);
};
const remove = (line: string, by: Person) => crew.call(line, by.token);

test('a picture is made anew as two squares, and every member of the team sees it', async () => {
  const una = await crew.join('single-guest', 'una');
  const answer = await set(mia, await photo(300, 200, 200));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.match(answer.body.member.picture, /^P/);
  for (const who of [mia, admin, una]) {
    assert.deepEqual(await sizeOf((await get(who, mia)).bytes), ['webp', 512, 512, undefined]);
    assert.deepEqual(await sizeOf((await get(who, mia, '?size=small&v=1')).bytes), ['webp', 96, 96, undefined]);
  }
  assert.deepEqual(crew.facts.at(-1)?.kind, 'member.changed');
  assert.equal((await crew.auditKinds()).at(-1), 'member.picture-set');
});

test('another picture takes the place of the earlier one, whose bytes go; also when two come at once', async () => {
  const before = (await crew.call('GET /v1/me', mia.token)).body.member.picture;
  const answers = await Promise.all([set(mia, await photo(100, 100, 10)), set(mia, await photo(100, 100, 90))]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.notEqual((await crew.call('GET /v1/me', mia.token)).body.member.picture, before);
  assert.equal((await objects()).length, 1);
});

test('equal pictures of two members are two, so that one goes without the other', async () => {
  const leo = await crew.join('member', 'leo');
  const bytes = await photo(64, 64, 5);
  await set(mia, bytes);
  await set(leo, bytes);
  assert.equal((await objects()).length, 2);
  assert.equal((await remove('DELETE /v1/me/picture', leo)).status, 204);
  assert.equal((await objects()).length, 1);
  assert.equal((await get(mia, mia)).status, 200);
  assert.equal((await get(mia, leo)).status, 404);
  await crew.refuses('profiles/no-picture', () =>
    crew.call(`GET /v1/members/${publicId('U', leo.id)}/picture`, leo.token),
  );
  const entries = (await crew.auditKinds()).length;
  await remove('DELETE /v1/me/picture', leo);
  assert.equal((await crew.auditKinds()).length, entries, 'doing it again changes nothing');
});

test('an admin deletes a picture, of an owner only an owner; closing an account may take it along', async () => {
  const [ned, ola] = [await crew.join('member', 'ned'), await crew.join('member', 'ola')];
  const bytes = await photo(64, 64, 77);
  for (const who of [crew.owner, ned, ola]) await set(who, bytes);
  const of = (who: Person) => `/v1/members/${publicId('U', who.id)}`;
  await crew.refuses('members/owners-only', () => remove(`DELETE ${of(crew.owner)}/picture`, admin));
  await crew.refuses('http/not-allowed', () => remove(`DELETE ${of(ned)}/picture`, mia));
  assert.equal((await remove(`DELETE ${of(crew.owner)}/picture`, crew.owner)).status, 204);
  assert.equal((await crew.call(`POST ${of(ned)}/deactivation`, admin.token)).status, 200);
  assert.equal((await get(mia, ned)).status, 200);
  assert.equal((await remove(`DELETE ${of(ned)}/picture`, admin)).status, 204);
  assert.equal((await get(mia, ned)).status, 404);
  const closed = await crew.call(`POST ${of(ola)}/deactivation?picture=delete`, admin.token);
  assert.equal('picture' in closed.body, false);
  assert.equal((await get(mia, ola)).status, 404);
});

test('what is no image, too large, or breaks off is refused, and nothing of it stays', async () => {
  await crew.refuses('images/not-an-image', () => set(mia, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')));
  await crew.refuses('images/not-an-image', () => set(mia, Buffer.alloc(0)));
  const large = Buffer.alloc(limits.profiles.pictureBytesMax + 1);
  await crew.refuses('profiles/picture-too-large', () => set(mia, large));
  const { port } = new URL(crew.url);
  const before = await objects();
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      const head = `PUT /v1/me/picture HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${mia.token}\r\n`;
      socket.end(`${head}content-type: application/octet-stream\r\ncontent-length: 100\r\n\r\nhalf`);
    });
    socket.once('close', () => resolve()).resume();
  });
  assert.deepEqual(await objects(), before);
});

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;
const actorOf = ({ id: member }: Person, role: Role = 'member') =>
  ({ team: crew.team, member, role, by: { session: member as never } }) as const;

test('few pictures come at once, others wait for them, and more are refused', async () => {
  const pictures = createPictures({ blobs: crew.blobs, images: createImages() });
  const { receivingMax, waitingMax } = limits.profiles;
  const contents = Array.from({ length: receivingMax + waitingMax }, () => new PassThrough());
  const sent = contents.map((content) => pictures.set(crew.units, actorOf(mia), content));
  const one = pictures.set(crew.units, actorOf(mia), new PassThrough());
  await assert.rejects(one, refused('profiles/pictures-busy'));
  for (const content of contents) content.destroy();
  for (const each of sent) await assert.rejects(each, refused('profiles/picture-broken-off'));
});

test('whose account is closed while its picture comes has none', async () => {
  const kim = await crew.join('member', 'kim');
  const pictures = createPictures({ blobs: crew.blobs, images: createImages() });
  const content = new PassThrough();
  const sent = pictures.set(crew.units, actorOf(kim), content);
  await crew.call(`POST /v1/members/${publicId('U', kim.id)}/deactivation`, admin.token);
  content.end(await photo(64, 64, 3));
  await assert.rejects(sent, refused('profiles/picture-overtaken'));
  assert.equal((await get(mia, kim)).status, 404);
});

test('a picture whose maker was stopped before its bytes came is forgotten after a day', async () => {
  const inTeam = crew.units.open.bind(crew.units, { team: crew.team });
  await inTeam(async (work) => {
    const blob_id = await makeBlob(work, crew.team, 10, { alone: true });
    const row = { id: work.random.uuid(), member_id: mia.id, blob_id, small_bytes: 5 };
    await insertPicture(work.sql, crew.team, row, work.now);
  });
  assert.equal(await inTeam(expirePictures), 0);
  crew.pass(2 * DAY_MS);
  assert.equal(await inTeam(expirePictures), 1, 'one whose account was closed meanwhile is gone already');
  assert.equal(
    await inTeam(
      async ({ sql }) =>
        (await sql.selectFrom('blobs').select('id').where('alone', '=', true).where('digest', 'is', null).execute())
          .length,
    ),
    0,
  );
});

test('when the team goes, so do the bytes of its pictures', async () => {
  await set(mia, await photo(64, 64, 1));
  assert.ok((await objects()).length > 0);
  const blobs = platformHoldings.filter(({ name }) => name === 'blobs');
  await crew.units.open({ team: crew.team }, (work) => eraseTeamRecords(work, [...blobs, profilesHolding]));
  assert.deepEqual(await objects(), []);
});
