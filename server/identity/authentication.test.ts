import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import type { Units } from '#platform/work.ts';
import { createAuthentication } from './authentication.ts';
import { mintBearer } from './bearer.ts';
import { endSessionsOf, startSession } from './sessions/sessions.ts';
import { openCrew } from './testing/testing.ts';

const crew = await openCrew();
const counted = (): { units: Units; opened: () => number } => {
  let opened = 0;
  const units: Units = {
    open(scope, use) {
      opened += 1;
      return crew.units.open(scope, use);
    },
  };
  return { units, opened: () => opened };
};

test('all who arrive together are looked up by one query, each with its own answer', async () => {
  const { units, opened } = counted();
  const authenticate = createAuthentication(units);
  const people = [crew.owner, await crew.join('member', 'ann'), await crew.join('guest', 'bob')];
  const nobody = mintBearer(systemRandom, 'session', crew.team).text;
  const tokens = [...people.map((person) => person.token), nobody, crew.owner.token];
  const actors = await Promise.all(tokens.map((token) => authenticate(token)));
  assert.deepEqual(
    actors.map((actor) => actor && [actor.member, actor.role]),
    [
      [people[0]?.id, 'owner'],
      [people[1]?.id, 'member'],
      [people[2]?.id, 'guest'],
      undefined,
      [people[0]?.id, 'owner'],
    ],
  );
  assert.equal(opened(), 1);
});

test('what has not the form of a credential does not reach the database', async () => {
  const { units, opened } = counted();
  const authenticate = createAuthentication(units);
  const invitation = mintBearer(systemRandom, 'invitation', crew.team).text;
  assert.deepEqual(await Promise.all(['', 'x', invitation].map((token) => authenticate(token))), [
    undefined,
    undefined,
    undefined,
  ]);
  assert.equal(opened(), 0);
});

test('one team at a time is asked for: a credential is never found in another team', async () => {
  const authenticate = createAuthentication(crew.units);
  const other = systemRandom.uuid() as TeamId;
  const [actor, none] = await Promise.all([
    authenticate(crew.owner.token),
    authenticate(mintBearer(systemRandom, 'session', other).text),
  ]);
  assert.deepEqual([actor?.team, none], [crew.team, undefined]);
});

test('a sign-out that is committed holds for every call that comes after it', async () => {
  const authenticate = createAuthentication(crew.units);
  const cy = await crew.join('member', 'cy');
  for (let round = 0; round < 20; round++) {
    const { token } = await crew.units.open({ team: crew.team }, (work) =>
      startSession(work, { team: crew.team, member: cy.id, means: 'password' }, { ip: '', userAgent: '' }),
    );
    // Others keep the lookups of this team busy all the while.
    const others = Array.from({ length: 5 }, () => authenticate(crew.owner.token));
    assert.ok(await authenticate(token));
    await crew.units.open({ team: crew.team }, (work) => endSessionsOf(work, cy.id, 'operator'));
    assert.equal(await authenticate(token), undefined);
    await Promise.all(others);
  }
});

test('a database that cannot be reached fails the calls that wait, and the next ones are asked again', async () => {
  let broken = true;
  const units: Units = {
    open: (scope, use) => (broken ? Promise.reject(new Error('lost')) : crew.units.open(scope, use)),
  };
  const authenticate = createAuthentication(units);
  const settled = await Promise.allSettled([authenticate(crew.owner.token), authenticate(crew.owner.token)]);
  assert.deepEqual(
    settled.map((one) => one.status),
    ['rejected', 'rejected'],
  );
  broken = false;
  assert.ok(await authenticate(crew.owner.token));
});

test('the line is bounded: who finds it full is told to come back', async () => {
  const gate = Promise.withResolvers<void>();
  gate.promise.catch(() => {});
  const units: Units = { open: () => gate.promise as Promise<never> };
  const authenticate = createAuthentication(units);
  const { lookupsWaitingMax } = limits.authentication;
  const secret = 'A'.repeat(37);
  const stem = mintBearer(systemRandom, 'session', crew.team).text.slice(0, 30);
  const waiting = Array.from({ length: lookupsWaitingMax }, (_, i) =>
    authenticate(`${stem}${secret}${String(i).padStart(6, '0')}`),
  );
  await assert.rejects(
    authenticate(crew.owner.token),
    (error: unknown) => error instanceof Problem && error.code === 'authentication/busy',
  );
  gate.reject(new Error('over'));
  const settled = await Promise.allSettled(waiting);
  assert.ok(settled.every((one) => one.status === 'rejected'));
});
