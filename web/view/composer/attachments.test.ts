import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UploadState } from '#sync/workspace.ts';
import { type Chosen, createAttachments } from './attachments.ts';

const GB = 1000 ** 3;
const file = (name: string, size = 10): Chosen => ({ name, size, type: '' });
const usage = async (free = 100 * GB) => ({
  teamBytes: 0,
  memberBytes: 0,
  allowance: { teamBytes: 200 * GB, memberBytes: free },
});

/** Uploads whose course the test decides; `deeds` is what was done to them. */
function began(free?: number) {
  const uploads: ((change: Partial<UploadState>) => void)[] = [];
  const deeds: string[] = [];
  const attachments = createAttachments({
    upload({ name, size }: Chosen) {
      let state: UploadState = { kind: 'uploading', name, sent: 0, total: size };
      let listener = (): void => {};
      uploads.push((change) => {
        state = { ...state, ...change };
        listener();
      });
      return {
        state: () => state,
        subscribe(heard) {
          listener = heard;
          return () => {};
        },
        pause() {},
        resume: () => void deeds.push(`resume ${name}`),
        cancel: async () => void deeds.push(`cancel ${name}`),
      };
    },
    usage: () => usage(free),
    discard: (id) => void deeds.push(`discard ${id}`),
  });
  return { attachments, uploads, deeds };
}

test('a file is uploaded at once, tells how far it is, and has its id in the end', async () => {
  const { attachments, uploads } = began();
  assert.equal(await attachments.add([file('a.txt')]), undefined);
  uploads[0]!({ sent: 4 });
  assert.deepEqual(
    attachments.list().map(({ kind, sent }) => [kind, sent]),
    [['uploading', 4]],
  );
  uploads[0]!({ kind: 'done', file: 'F1' });
  assert.equal(attachments.list()[0]?.file, 'F1');
  attachments.clear();
  assert.deepEqual(attachments.list(), []);
});

test('what failed can be tried again; what is taken away leaves nothing', async () => {
  const { attachments, uploads, deeds } = began();
  await attachments.add([file('a'), file('b'), file('c')]);
  uploads[0]!({ kind: 'failed', reason: 'There is no room.' });
  uploads[1]!({ kind: 'done', file: 'F2' });
  const [a, b, c] = attachments.list();
  assert.equal(a?.reason, 'There is no room.');
  attachments.retry(a!.key);
  attachments.remove(b!.key);
  attachments.remove(c!.key);
  assert.deepEqual(deeds, ['resume a', 'discard F2', 'cancel c']);
  assert.deepEqual(
    attachments.list().map(({ name }) => name),
    ['a'],
  );
});

test('what came back with a message goes again, and what is taken away then is given up', () => {
  const { attachments, deeds } = began();
  const old = { file: 'F7', name: 'old.txt', total: 10 };
  attachments.adopt([old]);
  assert.deepEqual(
    attachments.list().map((one) => [one.kind, one.file]),
    [['done', 'F7']],
  );
  attachments.clear();
  assert.deepEqual(deeds, [], 'it went with a message');
  attachments.adopt([old]);
  attachments.remove(attachments.list()[0]!.key);
  assert.deepEqual(deeds, ['discard F7']);
});

test('what cannot be taken is said before anything is sent', async () => {
  const { attachments } = began(5 * GB);
  assert.match(
    (await attachments.add([file('disk.iso', 6 * GB)])) ?? '',
    /“disk\.iso” has 6 GB; a file may have 5\.4 GB/,
  );
  assert.match(
    (await attachments.add([file('small', 2 * GB), file('big', 4 * GB)])) ?? '',
    /no room for “big” \(4 GB\): 3 GB are left/,
  );
  assert.deepEqual(
    attachments.list().map(({ name }) => name),
    ['small'],
  );
  const many = Array.from({ length: 11 }, (_, at) => file(`${at}`));
  assert.match((await attachments.add(many)) ?? '', /carries 10 files\. 2 were left out/);
  assert.equal(attachments.list().length, 10);
});
