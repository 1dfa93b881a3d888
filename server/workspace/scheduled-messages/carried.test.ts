import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { type FileId, publicId, type ScheduledId, uuidOf } from '#contract/ids.ts';
import type { ScheduledMessage } from '#contract/time.ts';
import type { Actor } from '#identity/access/access.ts';
import { openBlobs, removeReleased, sweepBlobs } from '#platform/blobs/blobs.ts';
import { DAY_MS, HOUR_MS, after as later } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { systemRandom } from '#platform/random.ts';
import { startTestBucket } from '#platform/testing/s3.ts';
import type { Units } from '#platform/work.ts';
import { archiveChannel } from '../channels/channels.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import {
  createUploads,
  deleteFile,
  deleteForsaken,
  noSuchFile,
  openContent,
  readFile,
  readUsage,
} from '../files/files.ts';
import { clientIdReused, deleteMessage, nothingSaid, readHistory } from '../messages/messages.ts';
import { newClientId, openTestWorkspace, placeOf } from '../testing/testing.ts';
import { scheduledMessagesHolding } from './scheduled-messages.holding.ts';
import {
  cancelScheduled,
  editScheduled,
  listScheduled,
  scheduleMessage,
  sendScheduledNow,
  type Wanted,
} from './scheduled-messages.ts';

const workspace = await openTestWorkspace();
const { refuses, clock, units } = workspace;
const log = createLog('silent');
const folder = mkdtempSync(join(tmpdir(), 'wardroom-blobs-'));
const bucket = await startTestBucket();
after(async () => {
  rmSync(folder, { recursive: true });
  await bucket.stop();
});
const stores = {
  disk: await openBlobs({ dataFolder: folder, s3: undefined }, systemRandom),
  S3: await openBlobs({ dataFolder: folder, s3: bucket }, systemRandom),
};
const monthMs = 30 * DAY_MS;
const idOf = ({ id }: ScheduledMessage): ScheduledId => uuidOf(id) as ScheduledId;
const pass = (ms: number): void => {
  clock.at = later(clock.at, ms);
};

/** A channel and an author, who uploads to this store and schedules for a month ahead. */
async function scene(store: keyof typeof stores = 'disk') {
  const blobs = stores[store];
  const uploads = createUploads(units, blobs);
  const team = await workspace.team();
  const author = await team.person();
  const channel = await team.channel(team.owner, { with: [author] });
  const upload = async (text: string, by: Actor = author): Promise<FileId> => {
    const bytes = Buffer.from(text);
    const { file } = await uploads.begin(by, { bytes: bytes.length, name: `${text}.txt` });
    const whole = { offset: 0, length: bytes.length, checksum: undefined };
    await uploads.receive(by, file, whole, Readable.from([bytes]));
    return file;
  };
  const schedule = (files: readonly FileId[], given: Partial<Wanted> = {}): Promise<ScheduledMessage> => {
    const when = { at: later(clock.at, monthMs).toISOString() };
    const wanted = { clientId: newClientId(), channel, text: '', threadTs: undefined, alsoToChannel: false, when };
    return team.run((work) => scheduleMessage(work, author, { ...wanted, files, ...given }));
  };
  const posted = async () => {
    const { messages } = await team.run((work) => readHistory(work, author, channel, { limit: 10 }));
    return messages.filter(({ author: by }) => by === publicId('U', author.member));
  };
  const contentOf = async (file: FileId): Promise<string> => {
    const { content } = await team.run((work) => openContent(work, author, file));
    const pieces: Buffer[] = [];
    for await (const piece of blobs.read(content, { start: 0, end: content.bytes })) pieces.push(piece);
    return String(Buffer.concat(pieces));
  };
  const used = async () => (await team.run((work) => readUsage(work, author))).memberBytes;
  const isGone = (file: FileId) => refuses(noSuchFile, () => team.run((work) => readFile(work, author, file)));
  const list = () => team.run((work) => listScheduled(work, author));
  return { blobs, uploads, team, author, channel, upload, schedule, posted, contentOf, used, isGone, list };
}

const idsIn = ({ files = [] }: Pick<ScheduledMessage, 'files'>) => files.map(({ id }) => id);

for (const store of ['disk', 'S3'] as const) {
  test(`on ${store}: files wait with their message through every sweep, and are posted with it`, async () => {
    const { blobs, team, author, channel, upload, schedule, posted, contentOf, used, list } = await scene(store);
    const [one, two] = [await upload('one'), await upload('second')];
    const scheduled = await schedule([two, one]);
    assert.deepEqual(
      scheduled.files?.map(({ id, name, size }) => [id, name, size]),
      [
        [publicId('F', two), 'second.txt', 6],
        [publicId('F', one), 'one.txt', 3],
      ],
    );
    pass(limits.files.unattachedKeptMs + DAY_MS);
    assert.equal(await team.run(deleteForsaken), 0);
    await removeReleased(units, blobs.store);
    assert.equal((await sweepBlobs(units, blobs.store)).strays, 0);
    assert.deepEqual([await used(), (await list()).map(idsIn)], [9, [idsIn(scheduled)]]);
    pass(monthMs);
    assert.equal(await deliverDue(units, log), 1);
    const [message, ...more] = await posted();
    assert.ok(message);
    assert.deepEqual([idsIn(message), message.text, more], [idsIn(scheduled), '', []]);
    assert.equal(await team.run(deleteForsaken), 0);
    assert.deepEqual([await contentOf(one), await contentOf(two), await used()], ['one', 'second', 9]);
    await team.run((work) => deleteMessage(work, author, channel, placeOf(message)));
    assert.equal(await used(), 0);
  });

  test(`on ${store}: what is cancelled takes its files along, but those that something else carries`, async () => {
    const { blobs, team, author, channel, upload, schedule, contentOf, used, isGone } = await scene(store);
    await removeReleased(units, blobs.store);
    const before = await blobs.store.list('', 1_000);
    const [alone, shared, twice] = [await upload('alone'), await upload('shared'), await upload('twice')];
    const message = await team.post(author, channel, 'x', { files: [shared] });
    const [first, second] = [await schedule([alone, shared, twice]), await schedule([twice, shared])];
    await team.run((work) => deleteMessage(work, author, channel, placeOf(message)));
    assert.equal(await contentOf(shared), 'shared', 'a message that waits carries it still');
    await team.run((work) => cancelScheduled(work, author, idOf(first)));
    await isGone(alone);
    assert.deepEqual([await contentOf(shared), await contentOf(twice), await used()], ['shared', 'twice', 11]);
    await team.run((work) => cancelScheduled(work, author, idOf(second)));
    await isGone(shared);
    assert.equal(await used(), 0);
    await removeReleased(units, blobs.store);
    assert.deepEqual(await blobs.store.list('', 1_000), before);
  });
}

test('a process that dies between the post and its note has posted nothing, and kept the files', async () => {
  const { team, upload, schedule, posted, contentOf, list } = await scene();
  const file = await upload('kept');
  await schedule([file]);
  pass(monthMs + HOUR_MS);
  const dying: Units = {
    open: (scope, use) =>
      units.open(scope, async (work) => {
        const result = await use(work);
        if (scope !== 'deployment') throw new Error('killed before the commit');
        return result;
      }),
  };
  await assert.rejects(deliverDue(dying, log), /killed/);
  assert.deepEqual([await posted(), (await list()).map(({ state }) => state)], [[], ['pending']]);
  assert.equal(await team.run(deleteForsaken), 0);
  await deliverDue(units, log);
  assert.deepEqual((await posted()).map(idsIn), [[publicId('F', file)]]);
  assert.equal(await contentOf(file), 'kept');
});

test('only whole files of the author wait with a message, which says something or carries some', async () => {
  const { team, author, uploads, upload, schedule } = await scene();
  const others = await upload('x', team.owner);
  const { file: unfinished } = await uploads.begin(author, { bytes: 5, name: 'half' });
  for (const file of [others, unfinished, systemRandom.uuid() as FileId])
    await refuses(noSuchFile, () => schedule([file], { text: 'look' }));
  await refuses(nothingSaid, () => schedule([]));
  const words = await schedule([], { text: 'words' });
  const edit = (change: { text?: string; files?: FileId[] }) =>
    team.run((work) => editScheduled(work, author, idOf(words), change));
  await refuses(nothingSaid, () => edit({ text: '' }));
  await refuses(noSuchFile, () => edit({ files: [others] }));
});

test('its files are exchanged while it waits; the same call again is known by its files', async () => {
  const { team, author, upload, schedule, used, isGone } = await scene();
  const [one, two] = [await upload('one'), await upload('three')];
  const clientId = newClientId();
  const scheduled = await schedule([one], { clientId, text: 'x' });
  assert.deepEqual(await schedule([one], { clientId, text: 'x' }), scheduled);
  await refuses(clientIdReused, () => schedule([two], { clientId, text: 'x' }));
  const edited = await team.run((work) => editScheduled(work, author, idOf(scheduled), { files: [two], text: '' }));
  assert.deepEqual([idsIn(edited), edited.text, await used()], [[publicId('F', two)], '', 5]);
  await isGone(one);
  const sent = await team.run((work) => sendScheduledNow(work, author, idOf(scheduled)));
  assert.deepEqual(idsIn(sent), [publicId('F', two)]);
  assert.equal((await team.run((work) => sendScheduledNow(work, author, idOf(scheduled)))).ts, sent.ts);
});

test('a file that its author deletes is not posted; a message that had nothing else fails', async () => {
  const { team, author, upload, schedule, posted, list } = await scene();
  const [one, two] = [await upload('one'), await upload('two')];
  await schedule([one]);
  await schedule([two], { text: 'words' });
  for (const file of [one, two]) await team.run((work) => deleteFile(work, author, file));
  pass(monthMs + HOUR_MS);
  await deliverDue(units, log);
  assert.deepEqual(
    (await posted()).map(({ text, files }) => [text, files]),
    [['words', undefined]],
  );
  assert.deepEqual(
    (await list()).map(({ reason }) => reason),
    [nothingSaid.code],
  );
});

test('one that failed keeps its files for another time, and gives them up when it is forgotten', async () => {
  const { team, channel, upload, schedule, contentOf, list, isGone } = await scene();
  const file = await upload('kept');
  await schedule([file]);
  await team.run((work) => archiveChannel(work, team.owner, channel));
  pass(monthMs + HOUR_MS);
  await deliverDue(units, log);
  const [failed] = await list();
  assert.deepEqual([failed?.state, failed && idsIn(failed)], ['failed', [publicId('F', file)]]);
  assert.equal(await team.run(deleteForsaken), 0);
  assert.equal(await contentOf(file), 'kept');
  pass(limits.scheduledMessages.failedKeptMs + DAY_MS);
  assert.equal(await team.run((work) => scheduledMessagesHolding.expire?.(work) ?? assert.fail()), 1);
  assert.equal(await team.run(deleteForsaken), 1);
  await isGone(file);
});
