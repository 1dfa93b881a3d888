import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import { argon2id } from './argon2.ts';
import { checkPassword, createPasswords } from './passwords.ts';

const cheap = { memoryKib: 8, passes: 1, parallelism: 1 };
const passwords = createPasswords(cheap, systemRandom);
const refusedAs = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

test('a password is known again, and another one is not', async () => {
  const stored = await passwords.hash('correct horse battery');
  assert.match(stored, /^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await passwords.verify('correct horse battery', stored), true);
  assert.equal(await passwords.verify('correct horse batterz', stored), false);
  assert.equal(await passwords.verify('', stored), false);
});

test('two hashes of one password differ', async () => {
  assert.notEqual(await passwords.hash('correct horse battery'), await passwords.hash('correct horse battery'));
});

test('the stored string is what any implementation of argon2id makes of the same salt', async () => {
  const salt = Buffer.alloc(16, 2);
  const message = Buffer.from('pässword');
  const tag = argon2Sync('argon2id', { message, nonce: salt, memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
  const phc = await argon2id('pa\u0308ssword', salt, cheap);
  assert.equal(phc.split('$').at(-1), tag.toString('base64').replace('=', ''));
});

test('the argon2id below is the one of RFC 9106, section 5.3', () => {
  const tag = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    memory: 32,
    passes: 3,
    parallelism: 4,
    tagLength: 32,
  });
  assert.equal(tag.toString('hex'), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

test('the same password typed with composed and with separate accents is one password', async () => {
  assert.equal(await passwords.verify('cafe\u0301 au lait noir', await passwords.hash('café au lait noir')), true);
});

test('a long password counts to its last character', async () => {
  const long = 'correct horse battery staple '.repeat(35).slice(0, limits.passwords.charactersMax);
  const stored = await passwords.hash(long);
  assert.equal(await passwords.verify(long, stored), true);
  assert.equal(await passwords.verify(long.slice(0, -1), stored), false);
});

test('without an account the answer is no, after the work of a real check', async () => {
  assert.equal(await passwords.verify('correct horse battery', undefined), false);
  assert.equal(await passwords.verify('correct horse battery', null), false);
  const costly = createPasswords({ memoryKib: 8192, passes: 2, parallelism: 1 }, systemRandom);
  const stored = await costly.hash('correct horse battery');
  const timed = async (hash: string | undefined) => {
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      const start = process.hrtime.bigint();
      await costly.verify('wrong horse battery', hash);
      times.push(Number(process.hrtime.bigint() - start));
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await timed(stored), await timed(undefined)];
  assert.ok(unknown > known / 3 && unknown < known * 3, `${unknown} ns without an account, ${known} ns with one`);
});

test('a hash made under an older policy still opens, and is told apart', async () => {
  const dearer = createPasswords({ memoryKib: 16, passes: 2, parallelism: 1 }, systemRandom);
  const old = await passwords.hash('correct horse battery');
  assert.equal(await dearer.verify('correct horse battery', old), true);
  assert.equal(dearer.isOutdated(old), true);
  assert.equal(dearer.isOutdated(await dearer.hash('correct horse battery')), false);
});

test('a stored hash that we did not write is our fault, not a wrong password', async () => {
  await assert.rejects(passwords.verify('x', '$2b$10$abcdefghijklmnopqrstuv'), /no argon2id PHC string/);
});

test('a crowd waits in a bounded line, and who finds it full is told to come back', async () => {
  const { hashesAtOnceMax, hashesWaitingMax } = limits.passwords;
  const slower = createPasswords({ memoryKib: 1024, passes: 1, parallelism: 1 }, systemRandom);
  const crowd = Array.from({ length: hashesAtOnceMax + hashesWaitingMax + 5 }, () => slower.hash('x'.repeat(20)));
  const settled = await Promise.allSettled(crowd);
  const refused = settled.filter((one) => one.status === 'rejected');
  assert.equal(refused.length, 5);
  assert.ok(refused.every((one) => refusedAs('passwords/busy')(one.reason)));
  assert.ok(await slower.hash('the line is empty again'));
});

test('a short or endless password is refused', async () => {
  const cases = [
    '',
    'short',
    'a9!kQzP0x',
    'x'.repeat(limits.passwords.charactersMax + 1),
    'good long words \ud800 here',
  ];
  for (const password of cases) await assert.rejects(checkPassword(password, []), refusedAs('passwords/length'));
});

test('a password that is easy to guess is refused with advice', async () => {
  for (const password of ['password1234', 'qwertyuiop', 'aaaaaaaaaaaaaaaa', '1234567890', 'a'.repeat(1000)]) {
    await assert.rejects(checkPassword(password, []), (error: unknown) => {
      assert.ok(error instanceof Problem && error.code === 'passwords/weak');
      assert.ok(!JSON.stringify(error.detail).includes(password));
      return true;
    });
  }
});

test('a password made of what others know about the person is refused', async () => {
  await checkPassword('grabowskimertensville', []);
  const about = ['grabowski@mertensville.example', 'Ada Grabowski'];
  await assert.rejects(checkPassword('grabowskimertensville', about), refusedAs('passwords/weak'));
});

test('unrelated words are accepted, in any script', async () => {
  for (const password of ['tulip wagon nineteen orbit', 'Vq8#mZt2!rLw', 'квартира семнадцать облако']) {
    await checkPassword(password, ['ada@example.org']);
  }
});

test('the longest password is judged in a blink', async () => {
  await checkPassword('tulip wagon nineteen orbit', []);
  const start = process.hrtime.bigint();
  await checkPassword('p4$$w0rd1!aA'.repeat(86).slice(0, limits.passwords.charactersMax), []).catch(() => {});
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  assert.ok(ms < 2_000, `${ms} ms`);
});
