import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId, type TeamId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { systemRandom } from '#platform/random.ts';
import type { Timer } from '#platform/timer.ts';
import type { Units } from '#platform/work.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { accessLogHolding } from './access-log.holding.ts';
import { createAccessLog } from './access-log.ts';
import { createFlood } from './flood.ts';

type Noted = { readonly reason: string; readonly times: number; readonly since?: string };

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
    means: 'device',
    member: publicId('U', mia.id),
    ip: '127.0.0.1',
    place: 'Zurich, Switzerland',
    agent: { type: 'program', words: 'curl' },
    userAgent: 'curl/8',
    times: 1,
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
    assert.ok(seen.length < 100, 'the pages come to an end');
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

test('a flood is noted one by one up to a bound a minute, and counted beyond it', async () => {
  const laterOn: (() => void)[] = [];
  const timer: Timer = (run) => {
    laterOn.push(run);
    return () => {};
  };
  const accessLog = createAccessLog(crew.units, crew.now, silent, timer);
  const { perMinuteMax } = limits.attempts;
  const before = (await crew.attempts()).length;
  for (let i = 0; i < perMinuteMax; i++) accessLog.denied(actor, { code: 'flood' }, origin);
  await accessLog.settled();
  assert.equal((await crew.attempts()).length - before, perMinuteMax);
  for (let i = 0; i < 70; i++) {
    accessLog.denied(actor, { code: 'flood' }, { ...origin, ip: `192.0.2.${i}` });
    accessLog.signInRefused(crew.team, mia.id, 'wrong-password', origin, { means: 'password' });
  }
  assert.equal(laterOn.length, 1, 'it is written when the minute is over');
  laterOn[0]?.();
  await accessLog.settled();
  const { attempts } = (await crew.call('GET /v1/me/attempts?limit=2', mia.token)).body;
  assert.deepEqual(attempts.map(({ reason, times, since }: Noted) => [reason, times, since !== undefined]).toSorted(), [
    ['flood', 70, true],
    ['wrong-password', 70, true],
  ]);
  crew.pass(MINUTE_MS);
  accessLog.denied(actor, { code: 'later' }, origin);
  await accessLog.settled();
  assert.equal((await crew.attempts()).length - before, perMinuteMax + 3);
});

test('however much is refused at once, one line after the other is written, and none is lost at the end', async () => {
  let [atOnce, most, written] = [0, 0, 0];
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const units: Units = {
    async open() {
      most = Math.max(most, ++atOnce);
      await held;
      [atOnce, written] = [atOnce - 1, written + 1];
      return undefined as never;
    },
  };
  const accessLog = createAccessLog(units, crew.now, silent, () => () => {});
  const { perMinuteMax, waitingMax, floodLinesMax } = limits.attempts;
  const refuse = (times: number): void => {
    for (let i = 0; i < times; i++) accessLog.denied(actor, { code: `r${i}` }, origin);
  };
  refuse(perMinuteMax);
  crew.pass(MINUTE_MS);
  // Nothing is written yet: what waits fills the queue, and what comes then is counted, by kind.
  refuse(perMinuteMax);
  crew.pass(MINUTE_MS);
  refuse(perMinuteMax);
  const settled = accessLog.settled();
  release();
  await settled;
  // Each of the kinds, and one line for all others.
  assert.deepEqual([written, most], [waitingMax + floodLinesMax + 1, 1]);
  accessLog.denied(actor, { code: 'after' }, origin);
  await accessLog.settled();
  assert.equal(written, waitingMax + floodLinesMax + 2);
});

test('of a flood of more kinds than have a line, each team has one that says how many more', async () => {
  const flood = createFlood();
  const { floodLinesMax } = limits.attempts;
  const noted = { kind: 'sign-in', outcome: 'refused', means: null, factor: null, member_id: null } as const;
  for (let i = 0; i < floodLinesMax + 30; i++) {
    assert.ok(flood.add(crew.team, { ...noted, reason: `r${i}` }, origin, crew.now()));
  }
  const lines = flood.take();
  assert.deepEqual([lines.length, lines.at(-1)?.times, lines.at(-1)?.noted.reason], [floodLinesMax + 1, 30, 'flood']);
  assert.deepEqual(flood.take(), []);
  for (let i = 0; i < 2 * floodLinesMax; i++)
    flood.add(systemRandom.uuid() as TeamId, { ...noted, reason: 'x' }, origin, crew.now());
  assert.equal(flood.add(systemRandom.uuid() as TeamId, { ...noted, reason: 'x' }, origin, crew.now()), false);
});

test('attempts are found by result, reason, means, network, period and member', async () => {
  // What was noted before is older.
  crew.pass(MINUTE_MS);
  const start = crew.now().toISOString();
  crew.pass(MINUTE_MS);
  const accessLog = createAccessLog(crew.units, crew.now, silent);
  accessLog.signInRefused(
    crew.team,
    mia.id,
    'wrong-password',
    { ip: '198.51.100.7', userAgent: 'a' },
    { means: 'password' },
  );
  accessLog.signInRefused(
    crew.team,
    undefined,
    'unknown-account',
    { ip: '2001:db8::7', userAgent: 'b' },
    { means: 'oidc' },
  );
  await accessLog.settled();
  crew.pass(MINUTE_MS);
  const found = async (query: string): Promise<string[]> => {
    const answer = await crew.call(`GET /v1/attempts?from=${start}&${query}`, crew.owner.token);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.attempts.map(({ reason }: Noted) => reason).toSorted();
  };
  assert.deepEqual(await found('kind=sign-in'), ['unknown-account', 'wrong-password']);
  assert.deepEqual(await found('means=oidc'), ['unknown-account']);
  assert.deepEqual(await found('network=198.51.100.0/24'), ['wrong-password']);
  assert.deepEqual(await found('network=2001:db8::/32'), ['unknown-account']);
  assert.deepEqual(await found('network=198.51.100.8'), []);
  assert.deepEqual(await found(`member=${publicId('U', mia.id)}`), ['wrong-password']);
  assert.deepEqual(await found('reason=unknown-account&outcome=refused'), ['unknown-account']);
  assert.deepEqual(await found(`until=${start}`), []);
  // One's own list takes no member, and shows nothing of others.
  assert.equal((await crew.call(`GET /v1/me/attempts?member=${publicId('U', mia.id)}`, mia.token)).status, 400);
});

test('what is no network and no period is refused', async () => {
  for (const network of ['999.1.1.1', '192.0.2.0/99', '::::'])
    await crew.refuses('access-log/no-such-network', () =>
      crew.call(`GET /v1/attempts?network=${encodeURIComponent(network)}`, crew.owner.token),
    );
  for (const network of ['12', '192.0.2', '192.0.2.7/33', '1::2::3'])
    await crew.refuses('access-log/no-such-network', () =>
      crew.call(`GET /v1/attempts?network=${network}`, crew.owner.token),
    );
  for (const period of ['from=2026-02-31T25:00Z', 'until=2026-02-31', 'from=2026-03-02&until=2026-03-01'])
    await crew.refuses('access-log/no-such-period', () => crew.call(`GET /v1/attempts?${period}`, crew.owner.token));
});

test('the log comes as a file, page after page; what a spreadsheet would run is text', async () => {
  const accessLog = createAccessLog(crew.units, crew.now, silent);
  const nasty = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '  =1', 'a "quoted", name'];
  for (const userAgent of nasty) accessLog.denied(actor, { code: 'x/nasty' }, { ...origin, userAgent });
  await accessLog.settled();
  const file = async (path: string, token: string) => {
    const answer = await fetch(`${crew.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { text: await answer.text(), headers: answer.headers, status: answer.status };
  };
  const csv = await file('/v1/me/attempts/export?reason=x/nasty', mia.token);
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(csv.headers.get('content-disposition') ?? '', /attachment; filename="access-log.csv"/);
  const lines = csv.text.trimEnd().split('\r\n');
  assert.equal(lines.length, nasty.length + 1);
  assert.match(lines[0] ?? '', /^"at","since","times"/);
  for (const line of lines.slice(1)) assert.doesNotMatch(line, /(^|,)"\s*[=+@-]/, line);
  assert.ok(csv.text.includes(`"'=HYPERLINK(""http://x"")"`));
  const json = JSON.parse((await file('/v1/attempts/export?format=json', crew.owner.token)).text);
  const all = await crew.attempts();
  assert.ok(all.length > limits.attempts.exportPage, 'more than a page');
  assert.equal(json.length, all.length);
  assert.equal(json[0].handle, 'mia');
  assert.equal((await file('/v1/me/attempts/export?format=json&reason=none', mia.token)).text, '[]\n');
  assert.equal((await file('/v1/attempts/export', mia.token)).status, 403);
});

test('each member, device and address has one line, with its first time, its last, and how often', async () => {
  const nora = await crew.join('member', 'nora');
  const signIn = (password: string) =>
    crew.call(
      'POST /v1/sign-in',
      undefined,
      { team: crew.slug, email: nora.email, password },
      { 'user-agent': 'curl/8' },
    );
  const first = crew.now().toISOString();
  await signIn(PASSWORD);
  crew.pass(MINUTE_MS);
  await signIn(PASSWORD);
  await signIn('wrong');
  const own = (await crew.call('GET /v1/me/access-summaries', nora.token)).body.summaries;
  assert.equal(own.length, 1);
  const { id: _, ...line } = own[0];
  assert.deepEqual(line, {
    ...{ member: publicId('U', nora.id), agent: { type: 'program', words: 'curl' }, ip: '127.0.0.1' },
    ...{ place: 'Zurich, Switzerland', firstAt: first, lastAt: crew.now().toISOString(), accepted: 2, refused: 1 },
  });
  const of = `member=${publicId('U', nora.id)}`;
  assert.deepEqual((await crew.call(`GET /v1/access-summaries?${of}`, crew.owner.token)).body.summaries, own);
  const pages: string[] = [];
  let next: string | undefined;
  do {
    const { body } = await crew.call(
      `GET /v1/access-summaries?limit=3${next ? `&after=${next}` : ''}`,
      crew.owner.token,
    );
    pages.push(...body.summaries.map(({ id }: { id: string }) => id));
    next = body.next;
    assert.ok(pages.length < 100, 'the pages come to an end');
  } while (next);
  assert.equal(new Set(pages).size, pages.length);
  assert.ok(pages.length > 3);
  assert.equal((await crew.call('GET /v1/access-summaries', nora.token)).status, 403);
});

test('when the database is gone the caller does not notice', async () => {
  const units: Units = { open: () => Promise.reject(new Error('gone')) };
  const accessLog = createAccessLog(units, crew.now, silent);
  accessLog.denied(actor, { code: 'x' }, { ip: 'no address', userAgent: '' });
  await accessLog.settled();
});

test('attempts go after a year, or after as many days as the team set', async () => {
  const again = async () => {
    const body = { team: crew.slug, email: crew.owner.email, password: PASSWORD, as: 'client' };
    return (await crew.call('POST /v1/sign-in', undefined, body)).body.token;
  };
  const keep = (by: string, keptDays: number) => crew.call('PUT /v1/access-log-policy', by, { keptDays });
  const owner = await again();
  assert.equal((await crew.call('GET /v1/access-log-policy', owner)).body.keptDays, 365);
  await crew.refuses('access-log/kept-out-of-bounds', () => keep(owner, 7));
  await crew.refuses('http/not-allowed', () => keep(mia.token, 90));
  const expire = () =>
    crew.units.open({ team: crew.team }, async (work) => (await accessLogHolding.expire?.(work)) ?? 0);
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () => keep(owner, 90));
  crew.pass(364 * DAY_MS);
  assert.equal(await expire(), 0);
  crew.pass(2 * DAY_MS);
  assert.ok((await expire()) > 0);
  assert.deepEqual(await crew.attempts(), []);
  const token = await again();
  assert.equal((await keep(token, 30)).status, 200);
  assert.equal((await crew.auditKinds()).at(-1), 'access-log.retention-set');
  crew.pass(31 * DAY_MS);
  assert.ok((await expire()) > 0);
  assert.deepEqual(await crew.attempts(), []);
});
