import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, createAttachments, type Upload } from './attachments.ts';

const GB = 1000 ** 3;
const file = (name: string, size = 10): Upload => ({ name, size, type: '' });
const usage = async (free = 100 * GB) => ({
  teamBytes: 0,
  memberBytes: 0,
  allowance: { teamBytes: 200 * GB, memberBytes: free },
});

/** Uploads that the test ends by hand. */
function began(free?: number) {
  const uploads: {
    name: string;
    done: PromiseWithResolvers<string>;
    progress: (n: number) => void;
    over: AbortSignal;
  }[] = [];
  const attachments = createAttachments({
    upload(given: Upload, progress, over) {
      const done = Promise.withResolvers<string>();
      uploads.push({ name: given.name, done, progress, over });
      return done.promise;
    },
    usage: () => usage(free),
    wordsFor: (fault) => (fault as Error).message,
  });
  return { attachments, uploads };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a file is uploaded at once, tells how far it is, and has its id in the end', async () => {
  const { attachments, uploads } = began();
  assert.equal(await attachments.add([file('a.txt')]), undefined);
  uploads[0]!.progress(4);
  assert.deepEqual(
    attachments.list().map(({ state, sent }) => [state, sent]),
    [['uploading', 4]],
  );
  uploads[0]!.done.resolve('F1');
  await settled();
  assert.deepEqual(
    attachments.list().map(({ state, id, sent }) => [state, id, sent]),
    [['done', 'F1', 10]],
  );
  attachments.clear();
  assert.deepEqual(attachments.list(), []);
});

test('what failed says why and can be tried again; what is taken away stops', async () => {
  const { attachments, uploads } = began();
  await attachments.add([file('a'), file('b')]);
  uploads[0]!.done.reject(new Error('The server did not answer.'));
  await settled();
  const [a, b] = attachments.list();
  assert.deepEqual([a?.state, a?.reason], ['failed', 'The server did not answer.']);
  attachments.retry(a!.key);
  assert.equal(attachments.list()[0]?.state, 'uploading');
  uploads[2]!.done.resolve('F2');
  attachments.remove(b!.key);
  assert.equal(uploads[1]!.over.aborted, true);
  uploads[1]!.done.reject(new Error('aborted'));
  await settled();
  assert.deepEqual(
    attachments.list().map(({ id }) => id),
    ['F2'],
  );
});

test('what cannot be taken is said before anything is sent', async () => {
  const { attachments, uploads } = began(5 * GB);
  assert.match(
    (await attachments.add([file('disk.iso', 6 * GB)])) ?? '',
    /“disk\.iso” has 6 GB; a file may have 5\.4 GB/,
  );
  assert.match(
    (await attachments.add([file('small', 2 * GB), file('big', 4 * GB)])) ?? '',
    /no room for “big” \(4 GB\): 3 GB are left/,
  );
  assert.deepEqual(
    uploads.map(({ name }) => name),
    ['small'],
  );
  const many = Array.from({ length: 11 }, (_, at) => file(`${at}`));
  assert.match((await attachments.add(many)) ?? '', /carries 10 files\. 2 were left out/);
  assert.equal(attachments.list().length, 10);
});

test('sizes are short', () => {
  assert.deepEqual([0, 999, 1_000, 14_300, 4_100_000_000].map(bytes), [
    '0 bytes',
    '999 bytes',
    '1 KB',
    '14 KB',
    '4.1 GB',
  ]);
});
