import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { type FileId, publicId } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import {
  type BlobStore,
  createBlobs,
  openBlobs,
  removeReleased,
  storageFull,
  sweepBlobs,
} from '#platform/blobs/blobs.ts';
import { DAY_MS, after as later } from '#platform/clock.ts';
import { eraseTeamRecords } from '#platform/holdings.ts';
import { limits } from '#platform/limits.ts';
import { platformHoldings } from '#platform/platform.holding.ts';
import { systemRandom } from '#platform/random.ts';
import { startTestBucket } from '#platform/testing/s3.ts';
import { deleteMessage, editMessage, noSuchMessage, readMessage } from '../messages/messages.ts';
import { search } from '../search/search.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { workspaceHoldings } from '../workspace.holding.ts';
import {
  createUploads,
  deleteFile,
  deleteForsaken,
  describeFile,
  noPreview,
  noSuchFile,
  notYourFile,
  openContent,
  openPreview,
  readFile,
} from './files.ts';
import { longerThanDeclared, uploadBrokenOff } from './uploads.ts';
import { allowanceUsedUp, readUsage, setAllowance } from './usage.ts';

const MIB = 1024 * 1024;
const workspace = await openTestWorkspace();
const { units, refuses } = workspace;
const folder = mkdtempSync(join(tmpdir(), 'wardroom-blobs-'));
const bucket = await startTestBucket();
after(async () => {
  rmSync(folder, { recursive: true });
  await bucket.stop();
});
const blobs = await openBlobs({ dataFolder: folder, s3: undefined }, systemRandom);
const disk = blobs.store;
const uploads = createUploads(units, blobs);

/** Sends all of it; returns the file. */
async function upload(by: Actor, bytes: Buffer, name = 'notes.txt', through = uploads): Promise<FileId> {
  const { file } = await through.begin(by, { bytes: bytes.length, name });
  const whole = { offset: 0, length: bytes.length, checksum: undefined };
  if (bytes.length > 0) await through.receive(by, file, whole, Readable.from([bytes]));
  return file;
}

/** The bytes as this member may read them. */
async function read(team: TestTeam, by: Actor, file: FileId, through = blobs): Promise<Buffer> {
  const { content } = await team.run((work) => openContent(work, by, file));
  const pieces: Buffer[] = [];
  for await (const piece of through.read(content, { start: 0, end: content.bytes })) pieces.push(piece);
  return Buffer.concat(pieces);
}

const objects = (store: BlobStore = disk): Promise<string[]> => store.list('', 1_000);
const idsOf = ({ files = [] }: Message): string[] => files.flatMap(({ id }) => id ?? []);

test('a message carries files, in their order, with their names and sizes', async () => {
  const team = await workspace.team();
  const [one, two] = [
    await upload(team.owner, Buffer.from('one')),
    await upload(team.owner, Buffer.from('zwei'), 'b.md'),
  ];
  const message = await team.post(team.owner, team.general, 'look', { files: [two, one] });
  const shown = [
    { id: publicId('F', two), name: 'b.md', size: 4 },
    { id: publicId('F', one), name: 'notes.txt', size: 3 },
  ];
  assert.deepEqual(message.files, shown);
  const again = await team.run((work) => readMessage(work, team.owner, team.general, placeOf(message)));
  assert.deepEqual(again.files, shown);
  const events = await team.events(team.owner, team.general);
  assert.deepEqual(events.at(-1)?.message?.files, shown);
  const edited = await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), 'look here'));
  assert.deepEqual(edited.files, shown);
});

test('a message needs words or a file', async () => {
  const team = await workspace.team();
  await refuses({ code: 'messages/nothing-said' }, () => team.post(team.owner, team.general, ''));
  const file = await upload(team.owner, Buffer.from('x'));
  assert.equal((await team.post(team.owner, team.general, '', { files: [file] })).text, '');
});

test('only whole files of one’s own can be posted', async () => {
  const team = await workspace.team();
  const bo = await team.person();
  const { file: unfinished } = await uploads.begin(team.owner, { bytes: 5, name: 'half' });
  const others = await upload(bo, Buffer.from('x'));
  const stranger = await workspace.team();
  const foreign = await upload(stranger.owner, Buffer.from('x'));
  for (const file of [unfinished, others, foreign, systemRandom.uuid() as FileId]) {
    await refuses(noSuchFile, () => team.post(team.owner, team.general, 'x', { files: [file] }));
  }
});

test('the same post again is the same message; with other files it is refused', async () => {
  const team = await workspace.team();
  const file = await upload(team.owner, Buffer.from('x'));
  const clientId = systemRandom.uuid() as never;
  const first = await team.post(team.owner, team.general, 'x', { files: [file], clientId });
  assert.deepEqual(await team.post(team.owner, team.general, 'x', { files: [file], clientId }), first);
  await refuses({ code: 'messages/client-id-reused' }, () => team.post(team.owner, team.general, 'x', { clientId }));
});

test('a file is for those who may read a message that carries it', async () => {
  const team = await workspace.team();
  const [bo, cy, guest] = [await team.person(), await team.person(), await team.person('guest')];
  const secret = await team.channel(team.owner, { kind: 'private', with: [bo] });
  const file = await upload(team.owner, Buffer.from('the plan'));
  assert.equal(String(await read(team, team.owner, file)), 'the plan');
  await refuses(noSuchFile, () => read(team, bo, file));
  await team.post(team.owner, secret, 'see', { files: [file] });
  assert.equal(String(await read(team, bo, file)), 'the plan');
  for (const other of [cy, guest, (await workspace.team()).owner])
    await refuses(noSuchFile, () => read(team, other, file));

  const open = await team.channel(team.owner);
  const shared = await team.post(team.owner, open, 'for all', { files: [file] });
  assert.equal(String(await read(team, cy, file)), 'the plan');
  await refuses(noSuchFile, () => read(team, guest, file));
  await team.run((work) => deleteMessage(work, team.owner, open, placeOf(shared)));
  await refuses(noSuchFile, () => read(team, cy, file));
  assert.equal(String(await read(team, bo, file)), 'the plan');
});

test('the name of a file finds its message, until the file is deleted', async () => {
  const team = await workspace.team();
  const file = await upload(team.owner, Buffer.from('x'), 'quarterly-figures.xlsx');
  const message = await team.post(team.owner, team.general, 'as promised', { files: [file] });
  const find = (typed: string) =>
    team.run(async (work) => (await search(work, team.owner, typed, { before: undefined, limit: 5 })).messages);
  assert.deepEqual(
    (await find('quarterly')).map(({ ts }) => ts),
    [message.ts],
  );
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), 'as promised today'));
  assert.equal((await find('figures promised')).length, 1);
  assert.equal((await find('has:file promised')).length, 1);
  assert.equal((await find('-has:file promised')).length, 0);
  await team.run((work) => deleteFile(work, team.owner, file));
  assert.deepEqual(await find('has:file'), []);
  assert.equal((await find('-has:file promised')).length, 1);
  assert.deepEqual(await find('quarterly'), []);
  assert.equal((await find('promised')).length, 1);
});

test('its uploader and admins delete a file; the messages say so in their logs', async () => {
  const team = await workspace.team();
  const [ada, bo] = [await team.person(), await team.person()];
  const file = await upload(ada, Buffer.from('x'));
  const message = await team.post(ada, team.general, 'x', { files: [file] });
  await refuses(notYourFile, () => team.run((work) => deleteFile(work, bo, file)));
  const secret = await team.channel(ada, { kind: 'private' });
  const hidden = await upload(ada, Buffer.from('y'));
  await team.post(ada, secret, 'y', { files: [hidden] });
  await refuses(noSuchFile, () => team.run((work) => deleteFile(work, team.owner, hidden)));
  const since = workspace.facts.length;
  await team.run((work) => deleteFile(work, team.owner, file));
  const [event] = workspace.told(since);
  assert.equal(event?.kind, 'message.files-changed');
  assert.equal(event?.ts, message.ts);
  assert.deepEqual(idsOf(event?.message as Message), []);
  await refuses(noSuchFile, () => team.run((work) => readFile(work, ada, file)));
});

for (const kind of ['disk', 'S3']) {
  test(`${kind}: with its message everything of a file goes: bytes, name, words`, async () => {
    const through = kind === 'disk' ? blobs : await openBlobs({ dataFolder: folder, s3: bucket }, systemRandom);
    const { store } = through;
    const team = await workspace.team();
    await removeReleased(units, disk);
    const before = await objects(store);
    const sent = randomBytes(2 * MIB + 1);
    const file = await upload(team.owner, sent, 'farewell.txt', createUploads(units, through));
    assert.ok((await objects(store)).length > before.length);
    const message = await team.post(team.owner, team.general, 'bye', { files: [file] });
    assert.ok((await read(team, team.owner, file, through)).equals(sent));
    await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
    assert.ok((await removeReleased(units, store)) > 0);
    assert.deepEqual(await objects(store), before);
    await refuses(noSuchFile, () => read(team, team.owner, file, through));
    await refuses(noSuchMessage, () =>
      team.run((work) => readMessage(work, team.owner, team.general, placeOf(message))),
    );
    const found = await team.run((work) => search(work, team.owner, 'farewell', { before: undefined, limit: 5 }));
    assert.deepEqual(found.messages, []);
    assert.equal((await team.run((work) => readUsage(work, team.owner))).teamBytes, 0);
    store.close();
  });
}

test('equal contents of a team are kept once, and each of their files lives for itself', async () => {
  const team = await workspace.team();
  const bo = await team.person();
  const sent = randomBytes(MIB + 3);
  const before = await objects();
  const one = await upload(team.owner, sent);
  const kept = await objects();
  const two = await upload(bo, sent);
  await removeReleased(units, disk);
  assert.deepEqual(await objects(), kept);
  const other = await workspace.team();
  await upload(other.owner, sent);
  assert.equal((await objects()).length, kept.length + (kept.length - before.length), 'another team has its own');
  assert.equal((await team.run((work) => readUsage(work, bo))).memberBytes, sent.length, 'counted in full');
  await team.run((work) => deleteFile(work, team.owner, one));
  await removeReleased(units, disk);
  assert.ok((await read(team, bo, two)).equals(sent));
  await team.run((work) => deleteFile(work, bo, two));
  await removeReleased(units, disk);
  assert.equal((await objects()).filter((name) => kept.includes(name) && !before.includes(name)).length, 0);
});

test('a team that is erased takes its bytes along', async () => {
  const team = await workspace.team();
  const before = await objects();
  await team.post(team.owner, team.general, 'x', { files: [await upload(team.owner, randomBytes(MIB))] });
  await uploads.begin(team.owner, { bytes: 5, name: 'half' });
  const { file } = await uploads.begin(team.owner, { bytes: 9, name: 'half' });
  await uploads.receive(
    team.owner,
    file,
    { offset: 0, length: 3, checksum: undefined },
    Readable.from([Buffer.from('abc')]),
  );
  const held = [...platformHoldings, ...workspaceHoldings].filter(({ name }) => name !== 'audit log');
  await team.run((work) => eraseTeamRecords(work, held));
  await removeReleased(units, disk);
  assert.deepEqual(await objects(), before);
});

test('what is left unfinished for a day goes, and a file that no message carries after a week', async () => {
  const team = await workspace.team();
  const before = await objects();
  const { file: unfinished } = await uploads.begin(team.owner, { bytes: 9, name: 'half' });
  const abc = { offset: 0, length: 3, checksum: undefined };
  await uploads.receive(team.owner, unfinished, abc, Readable.from([Buffer.from('abc')]));
  const unattached = await upload(team.owner, Buffer.from('alone'));
  const attached = await upload(team.owner, Buffer.from('carried'));
  await team.post(team.owner, team.general, 'x', { files: [attached] });
  workspace.clock.at = later(workspace.clock.at, limits.files.unfinishedKeptMs + DAY_MS / 2);
  assert.equal(await team.run(deleteForsaken), 1);
  await team.run((work) => readFile(work, team.owner, unattached));
  workspace.clock.at = later(workspace.clock.at, limits.files.unattachedKeptMs);
  assert.equal(await team.run(deleteForsaken), 1);
  await refuses(noSuchFile, () => team.run((work) => readFile(work, team.owner, unattached)));
  assert.equal(String(await read(team, team.owner, attached)), 'carried');
  await removeReleased(units, disk);
  assert.equal((await objects()).length, before.length + 1);
  assert.equal(await team.run(deleteForsaken), 0);
});

test('what is found out about a file is shown with it, told to its channels, and goes with it', async () => {
  const team = await workspace.team();
  const before = await objects();
  const file = await upload(team.owner, randomBytes(MIB), 'boat.png');
  const message = await team.post(team.owner, team.general, 'x', { files: [file] });
  await refuses(noPreview, () => team.run((work) => openPreview(work, team.owner, file)));
  const preview = await blobs.keep(units, team.id, Buffer.from('a small image'));
  const look = { v: 1, type: 'image/png', preview: { kind: 'image', width: 4, height: 3 } } as const;
  const since = workspace.facts.length;
  await team.run((work) => describeFile(work, file, look, preview));
  const [event] = workspace.told(since);
  assert.equal(event?.kind, 'message.files-changed');
  assert.deepEqual(event?.message?.files?.[0]?.preview, look.preview);
  const shown = await team.run((work) => readFile(work, team.owner, file));
  assert.deepEqual([shown.type, shown.preview], [look.type, look.preview]);
  assert.equal((await team.run((work) => openPreview(work, team.owner, file))).content.bytes, 13);
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
  await refuses(noSuchFile, () => team.run((work) => openPreview(work, team.owner, file)));
  const late = await blobs.keep(units, team.id, Buffer.from('too late'));
  await team.run((work) => describeFile(work, file, look, late));
  await removeReleased(units, disk);
  assert.deepEqual(await objects(), before);
});

test('nobody takes more room than there is, alone or together', async () => {
  const team = await workspace.team();
  const bo = await team.person();
  const { teamBytesDefault, memberBytesDefault } = limits.files;
  const usage = await team.run((work) => readUsage(work, bo));
  assert.deepEqual(usage.allowance, { teamBytes: teamBytesDefault, memberBytes: memberBytesDefault });
  await team.run((work) => setAllowance(work, team.owner, { teamBytes: 150, memberBytes: 100 }));
  await uploads.begin(bo, { bytes: 100, name: 'a' });
  const alone = await refuses(allowanceUsedUp, () => uploads.begin(bo, { bytes: 1, name: 'b' }));
  assert.deepEqual(alone.detail, { of: 'member', bytesMax: 100, bytesUsed: 100 });
  const together = await refuses(allowanceUsedUp, () => uploads.begin(team.owner, { bytes: 51, name: 'c' }));
  assert.deepEqual(together.detail, { of: 'team', bytesMax: 150, bytesUsed: 100 });
  const rush = await Promise.allSettled(
    Array.from({ length: 9 }, () => uploads.begin(team.owner, { bytes: 10, name: 'd' })),
  );
  assert.equal(rush.filter(({ status }) => status === 'fulfilled').length, 5);
});

test('a disk that fills up half-way refuses, keeps what was acknowledged, and leaves nothing else', async () => {
  const team = await workspace.team();
  let room = 9 * MIB;
  const filling: BlobStore = {
    ...disk,
    async put(name, pieces) {
      room -= pieces.reduce((sum, { length }) => sum + length, 0);
      if (room < 0) throw storageFull();
      await disk.put(name, pieces);
    },
  };
  const through = createBlobs(filling, systemRandom);
  const full = createUploads(units, through);
  const sent = randomBytes(20 * MIB);
  const { file } = await full.begin(team.owner, { bytes: sent.length, name: 'large.bin' });
  const whole = { offset: 0, length: sent.length, checksum: undefined };
  await assert.rejects(full.receive(team.owner, file, whole, Readable.from([sent])), { code: storageFull.code });
  assert.equal(through.held(), 0);
  const { offset } = await full.standing(team.owner, file);
  assert.equal(offset, 8 * MIB);
  room = Number.POSITIVE_INFINITY;
  const rest = { offset, length: sent.length - offset, checksum: undefined };
  await full.receive(team.owner, file, rest, Readable.from([sent.subarray(offset)]));
  assert.ok((await read(team, team.owner, file)).equals(sent));
  const { strays, missing } = await sweepBlobs(units, disk);
  assert.deepEqual({ strays, missing }, { strays: 0, missing: [] });
});

test('a source that breaks off, or brings too much, leaves what it should', async () => {
  const team = await workspace.team();
  const { file } = await uploads.begin(team.owner, { bytes: 10, name: 'x' });
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('abc');
    throw new Error('reset');
  }
  const from = (offset: number) => ({ offset, length: undefined, checksum: undefined });
  await assert.rejects(uploads.receive(team.owner, file, from(0), Readable.from(broken())), {
    code: uploadBrokenOff.code,
  });
  assert.equal((await uploads.standing(team.owner, file)).offset, 3);
  const much = Readable.from([Buffer.from('defg'), Buffer.from('hijklm')]);
  await assert.rejects(uploads.receive(team.owner, file, from(3), much), { code: longerThanDeclared.code });
  assert.equal((await uploads.standing(team.owner, file)).offset, 7);
  assert.equal(uploads.receiving(), 0);
  assert.equal(blobs.held(), 0);
});

test('more uploads than may be received at once are told to come back', async () => {
  const { owner } = await workspace.team();
  const whole = { offset: 0, length: 1, checksum: undefined };
  const rush = Array.from({ length: limits.files.receivingMax + 1 }, () =>
    uploads.receive(owner, systemRandom.uuid() as FileId, whole, Readable.from([])).catch(({ code }) => code),
  );
  const codes = await Promise.all(rush);
  assert.deepEqual(new Set(codes.slice(0, -1)), new Set(['files/no-such-upload']));
  assert.equal(codes.at(-1), 'files/too-many-uploads');
});

test('the sweep removes bytes without a row and names rows without bytes', async () => {
  const team = await workspace.team();
  const file = await upload(team.owner, randomBytes(MIB));
  const { content } = await team.run((work) => openContent(work, team.owner, file));
  const [segment] = content.segments;
  const stray = `${'e'.repeat(32)}.${'0'.repeat(16)}`;
  const besides = `${segment?.name.slice(0, 33)}${'f'.repeat(16)}`;
  for (const name of [stray, besides]) await disk.put(name, [Buffer.from('left')]);
  assert.deepEqual(await sweepBlobs(units, disk), { strays: 2, missing: [] });
  await disk.remove([segment?.name ?? '']);
  assert.deepEqual(await sweepBlobs(units, disk), { strays: 0, missing: [segment?.name] });
  await assert.rejects(read(team, team.owner, file), { code: 'blobs/bytes-missing' });
  await team.run((work) => deleteFile(work, team.owner, file));
  await removeReleased(units, disk);
  assert.deepEqual(await sweepBlobs(units, disk), { strays: 0, missing: [] });
});

test('the store does not show what it holds, nor whose it is', async () => {
  const team = await workspace.team();
  const text = 'an ocelot sat upon the bulwark';
  const file = await upload(team.owner, Buffer.from(text), 'ocelot.txt');
  for (const name of await objects()) {
    assert.match(name, /^[0-9a-f]{32}\.[0-9a-f]{16}$/);
    assert.ok(!name.includes(file.replaceAll('-', '')) && !name.includes(team.id.replaceAll('-', '')));
    assert.ok(!(await disk.get(name, 0, 29)).includes('ocelot'));
  }
});
