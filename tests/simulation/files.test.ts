/** Kills the server at any moment while people upload, post and delete files, and looks at what is left. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { removeReleased, sweepBlobs } from '#platform/blobs/blobs.ts';
import { readConfig } from '#platform/config.ts';
import { startTestBucket } from '#platform/testing/s3.ts';
import { assemble } from '#server/main.ts';
import { fetched, makePlace, type Person, type Place, setUpTeam, signIn, startServer } from '../journeys/client.ts';
import { acknowledge, answered, killAgainAndAgain, type Lives, livesOf, tried } from './lives.ts';

const lanes = 3;
const fileBytesMax = 5 * 1024 * 1024;
const pieceBytesMax = 3 * 1024 * 1024;
/** Of an upload that is left half-way through all of the kills. */
const halfBytes = 1_500_000;

/** Where the bytes go, as the server's settings say it. */
type Storage = Readonly<Record<string, string>>;

interface Kept {
  readonly file: string;
  readonly digest: string;
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const bucket = await startTestBucket();
after(() => bucket.stop());
const s3 = { WARDROOM_S3_URL: bucket.url, WARDROOM_S3_REGION: bucket.region };

test('a server killed at any moment of uploads and deletions loses no byte and leaves none', () => surviveKills({}, 4));

test('nor does one whose bytes lie with an S3 server that lives on', () => surviveKills(s3, 3));

async function surviveKills(storage: Storage, kills: number): Promise<void> {
  const place = await makePlace();
  const first = await startServer(place, storage);
  await setUpTeam(place, 'kestrel');
  const owner = await signIn(first.url, 'kestrel');
  const { channels } = await fetched(first.url, 'GET /v1/me/channels', owner.token);
  const channel = channels[0].channel.id as string;
  const lives = livesOf(first);
  const whole = randomBytes(halfBytes * 2);
  const half = await beginUpload(lives, owner, whole);
  await (await step(lives, owner, 'PATCH', half, pieceOf(whole.subarray(0, halfBytes), 0))).body?.cancel();
  const working = Array.from({ length: lanes }, (_, lane) => keepFiling(lives, owner, channel, lane));
  await killAgainAndAgain(lives, place, { kills, stepsMax: 12, delayMsMax: 120, settings: storage });
  const left = await Promise.all(working);
  const last = await lives.up;
  assert.ok(lives.unanswered > 0, 'some calls were under way at a kill');
  const standing = await step(lives, owner, 'HEAD', half, {});
  assert.equal(standing.headers.get('upload-offset'), String(halfBytes), 'what was acknowledged is there still');
  const resumed = { file: await continueUpload(lives, owner, half, whole), digest: digestOf(whole) };

  const kept = [...left.flatMap((lane) => lane.kept), resumed];
  const deleted = left.flatMap((lane) => lane.deleted);
  assert.ok(kept.length > 0 && deleted.length > 0, `${kept.length} kept, ${deleted.length} deleted`);
  for (const { file, digest } of kept) {
    const answer = await send(last.url, owner, 'GET', `/v1/files/${file}/content`);
    assert.equal(answer.status, 200);
    assert.equal(digestOf(Buffer.from(await answer.arrayBuffer())), digest);
  }
  for (const { file } of deleted) {
    const answer = await send(last.url, owner, 'GET', `/v1/files/${file}/content`);
    assert.equal(answer.status, 404);
    await answer.body?.cancel();
  }
  await last.stop('SIGTERM');
  await onlyKnownBytes(place, storage);
}

/** After the removal and one sweep the storage holds what rows name, and nothing else. */
async function onlyKnownBytes(place: Place, storage: Storage): Promise<void> {
  const app = await assemble(
    readConfig({
      WARDROOM_DATA: place.folder,
      WARDROOM_PORT: '0',
      WARDROOM_METRICS_PORT: '0',
      WARDROOM_LOG: 'silent',
      DATABASE_URL: place.databaseUrl,
      ...storage,
    }),
  );
  const { store } = app.blobs;
  await removeReleased(app.units, store);
  assert.deepEqual((await sweepBlobs(app.units, store)).missing, []);
  assert.deepEqual(await sweepBlobs(app.units, store), { strays: 0, missing: [] });
  await app.close();
}

/** Uploads and posts one file after the other, and deletes every second one; what gets no answer is done again. */
async function keepFiling(lives: Lives, by: Person, channel: string, lane: number) {
  const kept: Kept[] = [];
  const deleted: Kept[] = [];
  for (let count = lane; !lives.isOver; count++) {
    const bytes = randomBytes(Math.floor(Math.random() * fileBytesMax));
    const file = await uploadThrough(lives, by, bytes);
    const post = { clientId: crypto.randomUUID(), text: 'a file', files: [file] };
    const posted = await step(lives, by, 'POST', `/v1/channels/${channel}/messages`, json(post));
    const { ts } = (await posted.json()) as { ts: string };
    const one = { file, digest: digestOf(bytes) };
    if (count % 2 === 0) {
      kept.push(one);
      continue;
    }
    const gone = await step(lives, by, 'DELETE', `/v1/channels/${channel}/messages/${ts}`, {}, [204, 404]);
    await gone.body?.cancel();
    deleted.push(one);
  }
  return { kept, deleted };
}

const uploadThrough = async (lives: Lives, by: Person, bytes: Buffer): Promise<string> =>
  await continueUpload(lives, by, await beginUpload(lives, by, bytes), bytes);

async function beginUpload(lives: Lives, by: Person, bytes: Buffer): Promise<string> {
  const named = { 'upload-length': String(bytes.length), 'upload-metadata': 'filename YS5iaW4=' };
  return String((await step(lives, by, 'POST', '/v1/uploads', { headers: named })).headers.get('location'));
}

/** Sends piece after piece from wherever the upload stands; returns the file. */
async function continueUpload(lives: Lives, by: Person, address: string, bytes: Buffer): Promise<string> {
  for (;;) {
    const standing = await step(lives, by, 'HEAD', address, {});
    const offset = Number(standing.headers.get('upload-offset'));
    if (offset === bytes.length) return address.slice(address.lastIndexOf('/') + 1);
    const piece = bytes.subarray(offset, offset + 1 + Math.floor(Math.random() * pieceBytesMax));
    const sent = await tried(lives, (url) => send(url, by, 'PATCH', address, pieceOf(piece, offset)));
    if (sent) assert.equal(sent.status, 204);
  }
}

const pieceOf = (piece: Buffer, offset: number): RequestInit => ({
  headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
  body: new Uint8Array(piece),
});

const json = (body: object): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function send(url: string, by: Person, method: string, path: string, given: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${by.token}`, 'tus-resumable': '1.0.0', ...given.headers };
  return fetch(url + path, { ...given, method, headers });
}

/** One call until it is answered, by whichever server. */
async function step(
  lives: Lives,
  by: Person,
  method: string,
  path: string,
  given: RequestInit,
  expected: readonly number[] = [200, 201, 204],
): Promise<Response> {
  const answer = await answered(lives, (url) => send(url, by, method, path, given));
  assert.ok(expected.includes(answer.status), `${method} ${path}: ${answer.status}`);
  acknowledge(lives);
  return answer;
}
