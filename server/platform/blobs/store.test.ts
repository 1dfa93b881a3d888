import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startTestBucket } from '../testing/s3.ts';
import { openDiskStore } from './disk.ts';
import { openS3Store } from './s3.ts';
import { type BlobStore, bytesMissing, storageUnavailable } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'wardroom-blobs-'));
const bucket = await startTestBucket();
after(async () => {
  rmSync(folder, { recursive: true });
  await bucket.stop();
});

const stores: Readonly<Record<string, BlobStore>> = {
  disk: openDiskStore(join(folder, 'blobs')),
  S3: openS3Store({ ...bucket, url: `${bucket.url}/below/here` }),
};

const nameOf = (place: string, own: number): string => `${place.repeat(32)}.${String(own).padStart(16, '0')}`;
const refusedWith = ({ code }: { readonly code: string }) => ({ code });

for (const [kind, store] of Object.entries(stores)) {
  test(`${kind}: what was put is there, in pieces of any size, until it is removed`, async () => {
    const name = nameOf('a', 1);
    assert.equal(await store.has(name), false);
    await store.put(name, [Buffer.from('one '), Buffer.from('object '), Buffer.alloc(0), Buffer.from('whole')]);
    assert.equal(await store.has(name), true);
    assert.equal(String(await store.get(name, 0, 16)), 'one object whole');
    assert.equal(String(await store.get(name, 4, 6)), 'object');
    await store.remove([name]);
    assert.equal(await store.has(name), false);
    await assert.rejects(store.get(name, 0, 1), refusedWith(bytesMissing));
    await store.remove([name, nameOf('a', 2)]);
  });

  test(`${kind}: bytes beyond the end are missing, not fewer`, async () => {
    const name = nameOf('b', 1);
    await store.put(name, [Buffer.from('short')]);
    await assert.rejects(store.get(name, 0, 6), refusedWith(bytesMissing));
    await assert.rejects(store.get(name, 9, 1), refusedWith(bytesMissing));
    await store.remove([name]);
  });

  test(`${kind}: names are listed by pages in the order of their characters`, async () => {
    const names = ['f', '0', '9', 'c'].flatMap((place) => [nameOf(place, 2), nameOf(place, 1)]);
    for (const name of names) await store.put(name, [Buffer.from(name)]);
    const sorted = names.toSorted();
    assert.deepEqual(await store.list('', 100), sorted);
    assert.deepEqual(await store.list('', 3), sorted.slice(0, 3));
    assert.deepEqual(await store.list(sorted[2] ?? '', 3), sorted.slice(3, 6));
    assert.deepEqual(await store.list(sorted[5] ?? '', 3), sorted.slice(6));
    await store.remove(names);
    assert.deepEqual(await store.list('', 100), []);
  });

  test(`${kind}: large objects come back as they were`, async () => {
    const bytes = Buffer.alloc(8 * 1024 * 1024 + 7, 'wardroom');
    const name = nameOf('d', 1);
    await store.put(name, [bytes.subarray(0, 5_000_000), bytes.subarray(5_000_000)]);
    assert.ok((await store.get(name, 0, bytes.length)).equals(bytes));
    await store.remove([name]);
  });
}

test('a bucket that does not answer is told apart from bytes that are missing', async () => {
  const gone = await startTestBucket();
  const store = openS3Store(gone);
  await gone.stop();
  await assert.rejects(store.put(nameOf('a', 1), [Buffer.from('x')]), refusedWith(storageUnavailable));
  await assert.rejects(store.has(nameOf('a', 1)), refusedWith(storageUnavailable));
  store.close();
});
