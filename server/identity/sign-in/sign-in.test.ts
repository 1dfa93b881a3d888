import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { createLog } from '#platform/log.ts';
import { systemRandom } from '#platform/random.ts';
import { createAccessLog } from '../access-log/access-log.ts';
import { createGuesses } from '../guessing/guessing.ts';
import { createPasswords } from '../passwords/passwords.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { signIn } from './sign-in.ts';

const crew = await openCrew();
const guesses = createGuesses({ ...crew, clock: crew.now, log: createLog('silent') });
const given = { team: crew.slug, email: crew.owner.email, password: PASSWORD };

test('a client signs in and calls with the token that it got', async () => {
  const { status, body, headers } = await crew.call('POST /v1/sign-in', undefined, { ...given, as: 'client' });
  assert.equal(status, 200);
  assert.equal(body.member.id, publicId('U', crew.owner.id));
  assert.equal(headers.get('set-cookie'), null);
  const me = await crew.call('GET /v1/me', body.token);
  assert(me.body.permissions.includes('messages.post'));
  assert.deepEqual(
    [me.body.team.slug, me.body.member.handle, me.body.member.email],
    ['crew', 'olga', crew.owner.email],
  );
});

test('a browser gets its token in a cookie that scripts cannot read, and not in the body', async () => {
  const { body, headers } = await crew.call('POST /v1/sign-in', undefined, given);
  assert.equal(body.token, undefined);
  const [cookie = '', known = '', ...others] = headers.getSetCookie();
  assert.match(
    known,
    /^wardroom-known-T[0-9A-Z]{26}=[\w.-]{68}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=31536000$/,
  );
  assert.deepEqual(others, []);
  assert.match(cookie, /^wardroom-T[0-9A-Z]{26}=wrs_[\w-]{69}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
  const me = await crew.call('GET /v1/me', undefined, undefined, { cookie: cookie.split(';')[0] ?? '' });
  assert.equal(me.status, 200);
});

test('the address may be written in any case', async () => {
  const email = ' OLGA@Ship.Example'.trim();
  assert.equal((await crew.call('POST /v1/sign-in', undefined, { ...given, email })).status, 200);
});

test('every refusal reads the same and leaves nothing but an attempt', async () => {
  const gone = await crew.join('member', 'gone');
  await crew.call(`POST /v1/members/${publicId('U', gone.id)}/deactivation`, crew.owner.token);
  const cases: [object, string | undefined][] = [
    [{ ...given, team: 'no-such-team' }, undefined],
    [{ ...given, email: 'nobody@ship.example' }, 'unknown-account'],
    [{ ...given, password: `${PASSWORD} ` }, 'wrong-password'],
    [{ ...given, email: gone.email }, 'deactivated'],
  ];
  const shapes = new Set<string>();
  for (const [body, reason] of cases) {
    const before = (await crew.attempts()).length;
    await crew.refuses('sign-in/refused', async () => {
      const answer = await crew.call('POST /v1/sign-in', undefined, body);
      const names = [...answer.headers.keys()].toSorted();
      shapes.add(JSON.stringify([answer.status, { ...answer.body, instance: '' }, names]));
      return answer;
    });
    const attempts = await crew.attempts();
    assert.equal(attempts.length - before, reason ? 1 : 0);
    if (reason) assert.deepEqual([attempts[0]?.outcome, attempts[0]?.reason], ['refused', reason]);
  }
  assert.equal(shapes.size, 1, [...shapes].join('\n'));
});

test('a sign-in that succeeds is noted too, together with its session', async () => {
  await crew.call('POST /v1/sign-in', undefined, given);
  const [last] = await crew.attempts();
  assert.deepEqual(last, { kind: 'sign-in', outcome: 'accepted', reason: 'password', member_id: crew.owner.id });
  assert.equal((await crew.auditKinds()).at(-1), 'session.started');
});

test('after a change of policy a password is hashed anew when its owner signs in', async () => {
  const dearer = createPasswords({ memoryKib: 16, passes: 2, parallelism: 1 }, systemRandom);
  const accessLog = createAccessLog(crew.units, crew.now, createLog('silent'));
  const hashOf = () =>
    crew.units.open({ team: crew.team }, async ({ sql }) => {
      const query = sql.selectFrom('members').select('password_hash').where('id', '=', crew.owner.id);
      return (await query.executeTakeFirstOrThrow()).password_hash ?? '';
    });
  const origin = { ip: '::1', userAgent: '' };
  const before = await hashOf();
  const wrong = await signIn(
    crew.units,
    { passwords: dearer, accessLog, guesses },
    { ...given, password: 'wrong' },
    origin,
  );
  assert.equal(wrong.kind, 'refused');
  assert.equal(await hashOf(), before);
  assert.equal((await signIn(crew.units, { passwords: dearer, accessLog, guesses }, given, origin)).kind, 'welcome');
  assert.match(await hashOf(), /^\$argon2id\$v=19\$m=16,t=2,p=1\$/);
  assert.equal((await crew.call('POST /v1/sign-in', undefined, given)).status, 200);
  await accessLog.settled();
});

test('a password that is changed while it is being verified admits nobody', async () => {
  const person = await crew.join('member', 'racer');
  const accessLog = createAccessLog(crew.units, crew.now, createLog('silent'));
  const other = await crew.passwords.hash('quite another password here');
  const passwords = {
    ...crew.passwords,
    verify: async (password: string, stored: string | null | undefined) => {
      const verified = await crew.passwords.verify(password, stored);
      await crew.units.open({ team: crew.team }, ({ sql }) =>
        sql.updateTable('members').set({ password_hash: other }).where('id', '=', person.id).execute(),
      );
      return verified;
    },
  };
  const outcome = await signIn(
    crew.units,
    { passwords, accessLog, guesses },
    { ...given, email: person.email },
    { ip: '', userAgent: '' },
  );
  await accessLog.settled();
  assert.equal(outcome.kind, 'refused');
  assert.equal((await crew.attempts())[0]?.reason, 'changed-meanwhile');
});
