import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Api } from './api.ts';
import { createDeeds } from './deeds.ts';
import { createStore } from './store.ts';
import { handClock } from './testing.ts';

test('what is seen while a marker is on its way is said once, and the marker never moves back', async () => {
  const said: string[] = [];
  const answers: (() => void)[] = [];
  const call = async (_route: string, { body }: { body: { ts: string } }) => {
    said.push(body.ts);
    await new Promise<void>((resolve) => answers.push(resolve));
    return { channel: 'C', number: 1, readTs: body.ts, unread: 0, mentions: 0 };
  };
  const { markRead } = createDeeds(
    { call } as unknown as Api,
    createStore((run) => run(), handClock()),
  );
  const seen = ['1000000001.000000', '1000000003.000000', '1000000002.000000', '1000000004.000000'];
  const first = markRead('C', seen[0]!);
  await Promise.all(seen.slice(1).map((ts) => markRead('C', ts)));
  assert.deepEqual(said, [seen[0]]);
  answers.shift()?.();
  await Promise.resolve();
  while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
  answers.shift()?.();
  await first;
  assert.deepEqual(said, [seen[0], seen[3]]);
});
