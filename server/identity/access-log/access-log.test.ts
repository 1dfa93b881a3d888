import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import type { Units } from '#platform/work.ts';
import { openCrew } from '../testing/testing.ts';
import { accessLogHolding } from './access-log.holding.ts';
import { createAccessLog } from './access-log.ts';

const crew = await openCrew();
const mia = await crew.join('member', 'mia');
const silent = createLog('silent');
const origin = { ip: '192.0.2.7', userAgent: 'probe' };
const actor = { team: crew.team, member: mia.id, role: 'member', by: { session: mia.id as never } } as const;

test('a denied call is noted with its reason, and read by the member and by admins', async () => {
  await crew.call('GET /v1/attempts', mia.token, undefined, { 'user-agent': 'curl/8' });
  const { attempts } = (await crew.call('GET /v1/me/attempts', mia.token)).body;
  const { at, ...noted } = attempts[0];
  assert.equal(at, crew.now().toISOString());
  assert.deepEqual(noted, {
    kind: 'denied',
    outcome: 'refused',
    reason: 'http/not-allowed',
    member: publicId('U', mia.id),
    ip: '127.0.0.1',
    userAgent: 'curl/8',
  });
  const team = (await crew.call('GET /v1/attempts', crew.owner.token)).body.attempts;
  assert.deepEqual(team[0], attempts[0]);
});

test('a member sees its own attempts only, newest first, page by page', async () => {
  const before = (await crew.attempts()).filter((attempt) => attempt.member_id === mia.id).length;
  for (let i = 0; i < 4; i++) await crew.call('GET /v1/invitations', mia.token);
  const seen: { reason: string; member: string }[] = [];
  let next: string | undefined;
  do {
    const { body } = await crew.call(`GET /v1/me/attempts?limit=2${next ? `&after=${next}` : ''}`, mia.token);
    seen.push(...body.attempts);
    next = body.next;
  } while (next);
  assert.equal(seen.length, before + 4);
  assert.ok(seen.every((attempt) => attempt.member === publicId('U', mia.id)));
});

test('a call of nobody known leaves no attempt', async () => {
  const before = (await crew.attempts()).length;
  await crew.call('GET /v1/me');
  await crew.call('GET /v1/me', 'wrs_nonsense');
  assert.equal((await crew.attempts()).length, before);
});

test('a flood is noted up to a bound a minute', async () => {
  const accessLog = createAccessLog(crew.units, crew.now, silent);
  const { perMinuteMax } = limits.attempts;
  const before = (await crew.attempts()).length;
  for (let i = 0; i < perMinuteMax + 50; i++) {
    accessLog.denied(actor, { code: 'flood' }, origin);
    // All at once, a slow machine would refuse some for want of a connection.
    if (i % 50 === 0) await accessLog.settled();
  }
  await accessLog.settled();
  assert.equal((await crew.attempts()).length - before, perMinuteMax);
  crew.pass(MINUTE_MS);
  accessLog.denied(actor, { code: 'later' }, origin);
  await accessLog.settled();
  assert.equal((await crew.attempts()).length - before, perMinuteMax + 1);
});

test('when the database is gone the caller does not notice', async () => {
  const units: Units = { open: () => Promise.reject(new Error('gone')) };
  const accessLog = createAccessLog(units, crew.now, silent);
  accessLog.denied(actor, { code: 'x' }, { ip: 'no address', userAgent: '' });
  await accessLog.settled();
});

test('attempts go after a year', async () => {
  crew.pass(364 * DAY_MS);
  const expire = () =>
    crew.units.open({ team: crew.team }, async (work) => (await accessLogHolding.expire?.(work)) ?? 0);
  assert.equal(await expire(), 0);
  crew.pass(2 * DAY_MS);
  assert.ok((await expire()) > 0);
  assert.deepEqual(await crew.attempts(), []);
});
