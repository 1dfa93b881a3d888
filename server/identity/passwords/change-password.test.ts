import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#platform/log.ts';
import { createAuthentication } from '../authentication.ts';
import { createGuesses } from '../guessing/guessing.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { changePassword } from './change-password.ts';
import { passwordEvidence } from './passwords.evidence.ts';

const crew = await openCrew();
const NEW = 'seven copper lanterns drift';
const change = (token: string, current: string, password: string) =>
  crew.call('PUT /v1/me/password', token, { current, password });
const signIn = (email: string, password: string) =>
  crew.call('POST /v1/sign-in', undefined, { team: crew.slug, email, password, as: 'client' });

test('a new password opens, the old one does not, and the other devices are signed out', async () => {
  const ada = await crew.join('member', 'ada');
  const other = (await signIn(ada.email, PASSWORD)).body.token;
  assert.equal((await change(ada.token, PASSWORD, NEW)).status, 204);
  assert.equal((await crew.call('GET /v1/me', ada.token)).status, 200);
  assert.equal((await crew.call('GET /v1/me', other)).status, 401);
  assert.deepEqual([(await signIn(ada.email, PASSWORD)).status, (await signIn(ada.email, NEW)).status], [401, 200]);
  assert.ok((await crew.auditKinds()).includes('password.changed'));
});

test('without the current password nothing changes, and the attempt is noted', async () => {
  const ben = await crew.join('member', 'ben');
  await crew.refuses('passwords/wrong', () => change(ben.token, 'not my password', NEW));
  const [last] = await crew.attempts();
  assert.deepEqual([last?.reason, last?.member_id], ['passwords/wrong', ben.id]);
  assert.equal((await signIn(ben.email, PASSWORD)).status, 200);
});

test('a weak or short new password is refused', async () => {
  const cleo = await crew.join('member', 'cleopatra');
  await crew.refuses('passwords/weak', () => change(cleo.token, PASSWORD, 'qwertyuiop123'));
  await crew.refuses('passwords/weak', () => change(cleo.token, PASSWORD, 'cleopatra@ship'));
  await crew.refuses('passwords/length', () => change(cleo.token, PASSWORD, 'x7$kQ'));
});

test('of two changes at the same time one holds, and the other one is told', async () => {
  const dora = await crew.join('member', 'dora');
  const actor = await createAuthentication(crew.units)(dora.token);
  assert.ok(actor);
  // Both have verified the old password before either writes the new one.
  const both = Promise.withResolvers<void>();
  let arrived = 0;
  const passwords = {
    ...crew.passwords,
    async hash(password: string) {
      arrived += 1;
      if (arrived === 2) both.resolve();
      await both.promise;
      return await crew.passwords.hash(password);
    },
  };
  const guesses = createGuesses({ ...crew, clock: crew.now, log: createLog('silent') });
  const settled = await Promise.allSettled(
    [NEW, `${NEW} two`].map((password) =>
      changePassword(
        crew.units,
        { passwords, guesses },
        actor,
        { current: PASSWORD, password },
        { ip: '', userAgent: '' },
      ),
    ),
  );
  const refused = settled.filter((one) => one.status === 'rejected');
  assert.deepEqual(
    refused.map(({ reason }) => reason.code),
    ['passwords/changed-meanwhile'],
  );
  assert.equal((await crew.auditKinds()).filter((kind) => kind === 'password.changed').length, 2);
});

test('the evidence counts the hashes, and sees one that is not argon2id', async () => {
  const evidence = passwordEvidence({ memoryKib: 8, passes: 1, parallelism: 1 }, crew.now);
  const before = await evidence.measure(crew.units);
  assert.equal(before.kept, true);
  assert.match(before.value, /^(\d+) of \1 are argon2id, \1 of them at m=8,t=1,p=1$/);
  await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.updateTable('members').set({ password_hash: 'md5' }).where('id', '=', crew.owner.id).execute(),
  );
  assert.equal((await evidence.measure(crew.units)).kept, false);
});
