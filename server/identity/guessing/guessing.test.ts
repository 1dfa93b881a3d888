import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { systemRandom } from '#platform/random.ts';
import type { Units } from '#platform/work.ts';
import { createAccessLog } from '../access-log/access-log.ts';
import { createAuthentication } from '../authentication.ts';
import { mintBearer } from '../bearer.ts';
import { type Passwords, passwordsBusy, requirePassword } from '../passwords/passwords.ts';
import { signIn as signInByPassword } from '../sign-in/sign-in.ts';
import { codeAt, enrol, openCrew, PASSWORD, wrongCodeAt } from '../testing/testing.ts';
import { guessingJob } from './guessing.jobs.ts';
import { pruneGuesses } from './guessing.sql.ts';
import { createGuesses, guessTooSoon } from './guessing.ts';

// Passkeys need a name.
const crew = await openCrew(undefined, 'localhost');
const node = (units: Units = crew.units) => createGuesses({ units, clock: crew.now, log: createLog('silent') });
const rows = () => crew.units.open('deployment', ({ sql }) => sql.selectFrom('guesses').selectAll().execute());
const clear = () => crew.units.open('deployment', ({ sql }) => sql.deleteFrom('guesses').execute());
const from = (ip: string) => ({ origin: { ip } });
/** The seconds that one has to wait; 0: it was let in, and was wrong. */
const waitOf = async (tried: Promise<unknown>): Promise<number> => {
  try {
    await tried;
    return 0;
  } catch (error) {
    assert.equal((error as { code: string }).code, guessTooSoon.code);
    return (error as { detail: { retryAfterSeconds: number } }).detail.retryAfterSeconds;
  }
};
const { free, firstMs, maxMs, forgottenMs } = limits.guessing.password.fromNetwork;
const first = firstMs / SECOND_MS;

beforeEach(async () => void (await clear()));

test('after wrong tries each further one waits twice as long, up to a bound; asking adds nothing', async () => {
  const guesses = node();
  const guess = () => waitOf(guesses.begin('password', { ...from('192.0.2.1'), account: 'crew ada' }));
  for (let tried = 0; tried < free; tried++) assert.equal(await guess(), 0);
  const waits: number[] = [];
  for (let step = 0; step < 12; step++) {
    waits.push(await guess());
    assert.equal(await guess(), waits.at(-1), 'who asks in between waits no longer');
    crew.pass((waits.at(-1) ?? 0) * SECOND_MS);
    assert.equal(await guess(), 0);
  }
  // A little is forgotten while one waits.
  assert.deepEqual(waits.slice(0, 3), [first, 2 * first, 4 * first]);
  const longest = Math.max(...waits) * SECOND_MS;
  assert.ok(longest > maxMs / 2 && longest <= maxMs, `${longest} ms`);
  crew.pass(forgottenMs * 40);
  assert.equal(await guess(), 0);
});

test('every node waits, and a restart forgets nothing', async () => {
  const [one, other] = [node(), node()];
  const guess = (at: typeof one) => waitOf(at.begin('password', { ...from('192.0.2.1'), account: 'crew ada' }));
  for (let tried = 0; tried < free; tried++) assert.equal(await guess(tried % 2 ? one : other), 0);
  assert.deepEqual([await guess(one), await guess(other), await guess(node())], [first, first, first]);
});

test('of many at once no more get in than one after the other', async () => {
  const nodes = [node(), node(), node()];
  const tried = Array.from({ length: 30 }, (_, at) =>
    waitOf((nodes[at % 3] ?? node()).begin('password', { ...from('192.0.2.1'), account: 'crew ada' })),
  );
  assert.equal((await Promise.all(tried)).filter((wait) => wait === 0).length, free);
});

test('a node that knows of a delay asks nothing', async () => {
  let units = 0;
  const counting: Units = {
    open: (...given) => {
      units += 1;
      return crew.units.open(...given);
    },
  };
  const guesses = node(counting);
  const guess = () => waitOf(guesses.begin('password', { ...from('192.0.2.1'), account: 'crew ada' }));
  for (let tried = 0; tried < free; tried++) await guess();
  const before = units;
  for (let tried = 0; tried < 1_000; tried++) assert.equal(await guess(), first);
  assert.deepEqual([units - before, guesses.delayed().password], [0, 1_000]);
});

test('who guesses elsewhere keeps nobody waiting here; a botnet does, but no browser that is known', async () => {
  const guesses = node();
  const ada = { account: 'crew ada' };
  for (let tried = 0; tried < free; tried++) await guesses.begin('password', { ...from('192.0.2.1'), ...ada });
  assert.equal(await waitOf(guesses.begin('password', { ...from('192.0.2.99'), ...ada })), first, 'the same network');
  assert.equal(await waitOf(guesses.begin('password', { ...from('198.51.100.1'), ...ada })), 0);
  assert.equal(await waitOf(guesses.begin('password', { ...from('192.0.2.1'), account: 'crew ben' })), 0);
  // From many networks.
  for (let tried = 0; tried < limits.guessing.password.account.free; tried++)
    await waitOf(guesses.begin('password', { ...from(`10.0.${tried}.1`), ...ada }));
  assert.ok((await waitOf(guesses.begin('password', { ...from('203.0.113.1'), ...ada }))) > 0);
  const known = { ...from('203.0.113.1'), ...ada, device: 'known' };
  for (let tried = 0; tried < free; tried++) assert.equal(await waitOf(guesses.begin('password', known)), 0);
  assert.equal(await waitOf(guesses.begin('password', known)), first, 'it may be stolen');
});

test('however many notes of known browsers somebody kept, together they have one allowance', async () => {
  const { known } = limits.guessing.password;
  const at = (device: number, account = 'crew ada') =>
    waitOf(node().begin('password', { ...from('192.0.2.1'), account, device: `note ${device}` }));
  for (let device = 0; device < known.free; device++) assert.equal(await at(device), 0);
  assert.equal(await at(1_000), known.firstMs / SECOND_MS);
  assert.equal(await at(1_000, 'crew ben'), 0);
  // Who comes without a note has an allowance of its own still.
  assert.equal(await waitOf(node().begin('password', { ...from('192.0.2.1'), account: 'crew ada' })), 0);
});

test('what nobody could judge is no wrong try: the queue was full, or the database failed', async () => {
  const guesses = node();
  const finn = await crew.join('member', 'fred');
  const accessLog = createAccessLog(crew.units, crew.now, createLog('silent'));
  const given = { team: crew.slug, email: finn.email, password: PASSWORD };
  const origin = { ip: '192.0.2.1', userAgent: '' };
  let fails: (() => Error) | undefined = passwordsBusy;
  const passwords: Passwords = {
    ...crew.passwords,
    verify: (...by) => (fails ? Promise.reject(fails()) : crew.passwords.verify(...by)),
  };
  const enter = () => signInByPassword(crew.units, { passwords, accessLog, guesses }, given, origin);
  const actor = { team: crew.team, member: finn.id, role: 'member', by: { session: finn.id as never } } as const;
  const prove = () => requirePassword(crew.units, { passwords, guesses }, actor, PASSWORD, origin);
  for (let tried = 0; tried < 2 * limits.guessing.proof.account.free; tried++) {
    await assert.rejects(enter(), { code: 'passwords/busy' });
    await assert.rejects(prove(), { code: 'passwords/busy' });
    fails = () => new Error('gone');
    await assert.rejects(enter(), /gone/);
    fails = passwordsBusy;
  }
  assert.ok((await rows()).every(({ level }) => level === 0));
  fails = undefined;
  assert.equal((await enter()).kind, 'welcome');
  await accessLog.settled();
});

test('a network, and the whole deployment, has so many wrong tries however many accounts they are at', async () => {
  const guesses = node();
  const { network } = limits.guessing.password;
  const at = (ip: string, account: number) =>
    waitOf(guesses.begin('password', { ...from(ip), account: `crew ${account}` }));
  for (let account = 0; account < network.free; account++) assert.equal(await at('2001:db8::1', account), 0);
  assert.equal(await at('2001:db8::ffff', 1_000), network.firstMs / SECOND_MS, 'the /64');
  assert.equal(await at('2001:db8:1::1', 1_000), 0);
  const { deployment } = limits.guessing.password;
  const key = createHash('sha256').update('password deployment ').digest();
  const level = deployment.free - 1;
  await crew.units.open('deployment', ({ sql }) =>
    sql.updateTable('guesses').set({ level }).where('key', '=', key).execute(),
  );
  assert.equal(await at('10.1.2.1', 2_000), 0);
  assert.equal(await at('203.0.113.1', 3_000), 1);
});

test('strangers who are wrong at providers, passkeys and links close these doors to nobody else', async () => {
  const guesses = node();
  for (const door of ['sso', 'passkey', 'link'] as const) {
    await clear();
    const wrong = (ip: string) =>
      guesses.guard(
        door,
        from(ip),
        () => true,
        () => Promise.reject(new Error('wrong')),
      );
    // Each row that a wrong try leaves could hardly be fuller: only that network waits.
    await assert.rejects(wrong('10.1.1.1'), /wrong/);
    const level = 1_000_000;
    await crew.units.open('deployment', ({ sql }) => sql.updateTable('guesses').set({ level }).execute());
    await assert.rejects(wrong('10.1.1.2'), /wrong/);
    assert.ok((await waitOf(wrong('10.1.1.3'))) > 0);
    assert.equal(
      await guesses.guard(
        door,
        from('203.0.113.1'),
        () => true,
        () => Promise.resolve('in'),
      ),
      'in',
    );
  }
});

test('who was right waits no longer, and the network gets that try back', async () => {
  const guesses = node();
  const by = { ...from('192.0.2.1'), account: 'crew ada' };
  for (let tried = 1; tried < free; tried++) await guesses.begin('password', by);
  await (await guesses.begin('password', by)).right();
  for (let tried = 0; tried < free; tried++) assert.equal(await waitOf(guesses.begin('password', by)), 0);
  const [ofNetwork] = (await rows()).filter(({ level }) => level === 2 * free - 1);
  assert.ok(ofNetwork);
});

test('what is too long to be guessed is counted when it was wrong, and nothing else is', async () => {
  const guesses = node();
  const use = (fails: boolean) => () => (fails ? Promise.reject(new Error('wrong')) : Promise.resolve('in'));
  const open = (fails: boolean) => guesses.guard('link', from('192.0.2.1'), () => true, use(fails));
  assert.equal(await open(false), 'in');
  assert.deepEqual(await rows(), []);
  for (let tried = 0; tried < limits.guessing.link.network.free; tried++) await assert.rejects(open(true), /wrong/);
  assert.equal(await waitOf(open(false)), 1);
});

test('a network with thousands of bearers that are none waits, but who is known to be signed in does not', async () => {
  const guesses = node();
  const authenticate = createAuthentication(crew.units, guesses);
  const [here, there] = [
    { ip: '192.0.2.1', userAgent: '' },
    { ip: '198.51.100.1', userAgent: '' },
  ];
  const ada = await crew.join('member', 'ada');
  const ben = await crew.join('member', 'ben');
  assert.ok(await authenticate(ada.token, here));
  const none = () => authenticate(mintBearer(systemRandom, 'session', crew.team).text, here);
  const answers = await Promise.all(Array.from({ length: limits.guessing.bearer.network.free }, none));
  assert.ok(answers.every((actor) => actor === undefined));
  await guesses.settled();
  await assert.rejects(authenticate(ben.token, here), { code: 'guessing/too-soon' });
  assert.ok(await authenticate(ada.token, here));
  assert.ok(await authenticate(ben.token, there));
  crew.pass(limits.guessing.bearer.network.maxMs);
  assert.ok(await authenticate(ben.token, here));
});

test('rows go when nothing is left of them, and beyond so many those that tell least', async () => {
  const guesses = node();
  for (let at = 0; at < 4; at++)
    for (let tried = 0; tried <= at; tried++)
      await waitOf(guesses.begin('proof', { ...from('192.0.2.1'), account: `account ${at}` }));
  const levels = async () => (await rows()).map(({ level }) => level).toSorted();
  assert.deepEqual(await levels(), [1, 10, 2, 3, 4]);
  await crew.units.open('deployment', ({ sql, now }) => pruneGuesses(sql, now, 3));
  assert.deepEqual(await levels(), [10, 3, 4]);
  crew.pass(24 * HOUR_MS);
  await guessingJob.run(crew.units, AbortSignal.timeout(MINUTE_MS));
  assert.deepEqual(await rows(), []);
});

const signIn = (given: object, cookie?: string) =>
  crew.call(
    'POST /v1/sign-in',
    undefined,
    { team: crew.slug, password: 'guessed', ...given },
    cookie ? { cookie } : {},
  );
const cookiesOf = ({ headers }: { headers: Headers }): string[] =>
  headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');

test('guessing a password is slowed alike for an account, no account and no team; the log says so once', async () => {
  const cleo = await crew.join('member', 'cleo');
  const shapes = new Set<string>();
  for (const given of [
    { email: cleo.email },
    { email: 'nobody@ship.example' },
    { team: 'no-such-team', email: cleo.email },
  ]) {
    for (let tried = 0; tried < free; tried++) await crew.refuses('sign-in/refused', () => signIn(given));
    for (let again = 0; again < 3; again++) {
      const answer = await signIn({ ...given, ...(again ? { password: PASSWORD } : {}) });
      const names = [...answer.headers.keys()].toSorted();
      const { instance: _, ...body } = answer.body;
      shapes.add(JSON.stringify([answer.status, body, names, answer.headers.get('retry-after')]));
    }
  }
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
  assert.match([...shapes].join(), /^\[429,.*guessing\/too-soon.*"retryAfterSeconds":2.*"2"\]$/);
  const noted = (await crew.attempts()).filter(({ reason }) => reason === 'too-soon').map(({ member_id }) => member_id);
  assert.deepEqual(noted, [null, cleo.id]);
});

test('a browser that was signed in before signs in while a stranger makes everybody else wait', async () => {
  const dora = await crew.join('member', 'dora');
  const { email } = dora;
  const [session, known = ''] = cookiesOf(await signIn({ email, password: PASSWORD }));
  assert.match(session ?? '', /^wardroom-T/);
  assert.match(known, /^wardroom-known-T[0-9A-Z]{26}=[\w-]{22}\.[\w-]{22}\.[\w-]{22}$/);
  crew.pass(HOUR_MS);
  for (let tried = 0; tried < free; tried++) await signIn({ email });
  await crew.refuses('guessing/too-soon', () => signIn({ email, password: PASSWORD }));
  assert.equal((await signIn({ email, password: PASSWORD }, known)).status, 200);
  const [name = '', note = ''] = known.split('=');
  const [id, ...macs] = note.split('.');
  const forged = [
    `${name}=${'A'.repeat(22)}.${macs.join('.')}`,
    `${name}=${id}.${macs.toReversed().join('.')}`,
    `wardroom-known-T${'0'.repeat(26)}=${note}`,
  ];
  for (const cookie of forged) assert.equal((await signIn({ email, password: PASSWORD }, cookie)).status, 429);
  const other = await crew.join('member', 'emil');
  for (let tried = 0; tried < free; tried++) await signIn({ email: other.email });
  assert.equal((await signIn({ email: other.email, password: PASSWORD }, known)).status, 429, 'it is of one account');
});

test('a browser is known when nothing is owed any more; it is not kept from its codes by a stranger', async () => {
  const finn = await crew.join('member', 'finn');
  const secret = await enrol(crew, finn.token);
  const given = { email: finn.email, password: PASSWORD };
  const [half = '', ...none] = cookiesOf(await signIn(given));
  assert.deepEqual(none, []);
  const finish = (token: string, code: string, cookie?: string) =>
    crew.call('POST /v1/sign-in/second-factor', token, { code }, cookie ? { cookie } : {});
  const bearer = (cookie: string): string => cookie.split('=')[1] ?? '';
  crew.pass(30 * SECOND_MS);
  const done = await finish(bearer(half), codeAt(secret, crew.now()));
  const [known = ''] = cookiesOf(done);
  assert.equal(done.status, 200);
  assert.match(known, /^wardroom-known-/);
  const stranger = bearer(cookiesOf(await signIn(given))[0] ?? '');
  for (let tried = 0; tried < limits.guessing.code.account.free; tried++)
    await finish(stranger, wrongCodeAt(secret, crew.now()));
  crew.pass(SECOND_MS);
  await crew.refuses('second-factors/too-soon', () => finish(stranger, codeAt(secret, crew.now())));
  crew.pass(2 * SECOND_MS);
  const own = bearer(cookiesOf(await signIn(given, known))[0] ?? '');
  crew.pass(27 * SECOND_MS);
  await clear();
  for (let tried = 0; tried < limits.guessing.code.account.free + 8; tried++)
    await finish(stranger, wrongCodeAt(secret, crew.now()));
  assert.equal((await finish(own, codeAt(secret, crew.now()), known)).status, 200);
});

test('the password and the passkey once more, and links, are slowed as well', async () => {
  const gina = await crew.join('member', 'gina');
  const prove = () => crew.call('POST /v1/me/proof', gina.token, { password: 'guessed' });
  for (let tried = 0; tried < limits.guessing.proof.account.free; tried++) await crew.refuses('passwords/wrong', prove);
  await crew.refuses('guessing/too-soon', prove);
  const some = 'A'.repeat(40);
  const passkey = { id: some, clientDataJSON: some, authenticatorData: some, signature: some };
  const byPasskey = () => crew.call('POST /v1/me/proof', gina.token, { passkey });
  for (let tried = 0; tried < limits.guessing.passkey.network.free; tried++)
    assert.equal((await byPasskey()).body.type, 'urn:wardroom:problem:second-factors/passkey-not-proven');
  await crew.refuses('guessing/too-soon', byPasskey);
  const look = (kind: 'invitation' | 'claim' | 'reset', at: string) =>
    crew.call(`POST /v1/${at}/preview`, undefined, { token: mintBearer(systemRandom, kind, crew.team).text });
  for (let tried = 0; tried < limits.guessing.link.network.free; tried++)
    assert.equal((await look('invitation', 'invitations')).status, 404);
  await crew.refuses('guessing/too-soon', () => look('invitation', 'invitations'));
  await crew.refuses('guessing/too-soon', () => look('claim', 'claims'));
  await crew.refuses('guessing/too-soon', () => look('reset', 'password-resets'));
});
