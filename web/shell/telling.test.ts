import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTelling } from './telling.ts';

const notice = { kind: 'notice', team: 'T1', member: 'U1', channel: 'C1', ts: '1.000001', reason: 'mention' } as const;

function worker(lookedAt: readonly string[] = []) {
  const shown: string[] = [];
  const tell = createTelling({
    ask: async (path) => (path === '/v1/team' ? { slug: 'acme', name: 'Acme' } : undefined),
    lookedAt: async () => lookedAt,
    show: async ({ url }) => void shown.push(url),
  });
  return { shown, tell };
}

test('a message is shown once, though a push and two windows tell of it', async () => {
  const { shown, tell } = worker();
  await Promise.all([tell(notice), tell(notice)]);
  await tell(notice);
  await tell({ ...notice, ts: '2.000001' });
  assert.deepEqual(shown, ['/t/acme/c/C1/m/1.000001', '/t/acme/c/C1/m/2.000001']);
});

test('nothing is shown to who looks at the team, and another team’s window does not count', async () => {
  const looking = worker(['https://chat.example/t/acme/c/C2']);
  await looking.tell(notice);
  assert.deepEqual(looking.shown, []);
  const elsewhere = worker(['https://chat.example/t/acme-two/c/C2']);
  await elsewhere.tell(notice);
  assert.equal(elsewhere.shown.length, 1);
});

test('a reminder is shown each time, also to who is looking', async () => {
  const { shown, tell } = worker(['https://chat.example/t/acme/saved']);
  const reminder = { kind: 'reminder', team: 'T1', member: 'U1', reminder: 'R1' } as const;
  await tell(reminder);
  await tell(reminder);
  assert.equal(shown.length, 2);
});
