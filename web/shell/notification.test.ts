import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notificationOf } from './notification.ts';

const TS = '1700000000.000001';
const notice = { kind: 'notice', team: 'T1', member: 'U1', channel: 'C1', ts: TS, reason: 'mention' } as const;
const answers: Record<string, unknown> = {
  '/v1/me/notifications': { previews: true },
  '/v1/team': { slug: 'acme', name: 'Acme' },
  '/v1/channels/C1': { name: 'general' },
  [`/v1/channels/C1/messages/${TS}`]: { author: 'U2', text: `<@U1> and <!here>, ${'look '.repeat(60)}`, ts: TS },
  '/v1/members/U2': { name: 'Ada' },
  '/v1/me/reminders': { reminders: [{ id: 'R1', text: 'Water the plants' }] },
};

test('a pushed notice shows who wrote where, the beginning of what, and opens the place', async () => {
  const { title, body, url, tag } = await notificationOf(notice, async (path) => answers[path]);
  assert.deepEqual([title, url, tag], ['Ada in #general', `/t/acme/c/C1/m/${TS}`, 'T1/C1']);
  assert.match(body, /^@… and @here, look/);
  assert.equal(body.length, 140);
});

test('a reply opens its thread', async () => {
  const reply = { author: 'U2', text: 'yes', ts: TS, threadTs: '1600000000.000001' };
  const { url } = await notificationOf(notice, async (path) => (path.includes('/messages/') ? reply : answers[path]));
  assert.equal(url, '/t/acme/c/C1/m/1600000000.000001?thread=1600000000.000001');
});

test('who wants no words on the screen is told that there is something, and a press leads there', async () => {
  for (const preferences of [{ previews: false }, undefined]) {
    const told: Record<string, unknown> = { ...answers, '/v1/me/notifications': preferences };
    const { title, body, url } = await notificationOf(notice, async (path) => told[path]);
    assert.deepEqual([title, body, url], ['Acme', 'A new message', `/t/acme/c/C1/m/${TS}`]);
    const pushed = { kind: 'reminder', team: 'T1', member: 'U1', reminder: 'R1' } as const;
    assert.doesNotMatch((await notificationOf(pushed, async (path) => told[path])).body, /plants/);
  }
});

test('a device that is told nothing shows that there is something, and nothing of it', async () => {
  const shown = await notificationOf(notice, async () => {
    throw new TypeError('no network');
  });
  assert.deepEqual([shown.title, shown.body, shown.url], ['Wardroom', 'A new message', '/']);
});

test('a reminder says what it is about', async () => {
  const pushed = { kind: 'reminder', team: 'T1', member: 'U1', reminder: 'R1' } as const;
  const { title, body, url } = await notificationOf(pushed, async (path) => answers[path]);
  assert.deepEqual([title, body, url], ['Reminder', 'Water the plants', '/t/acme/later']);
});
