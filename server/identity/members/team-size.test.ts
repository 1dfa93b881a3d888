import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { setMemberQuota } from '../teams/teams.ts';
import { openCrew, PASSWORD, type Person } from '../testing/testing.ts';
import { addImportedMembers, seatsFor } from './members.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const bound = (most: number | undefined) =>
  crew.units.open({ team: crew.team }, (work) => setMemberQuota(work, crew.team, most, 'operator'));
const seats = async () => (await crew.call('GET /v1/team/seats', admin.token)).body;
const at = (person: Person) => `/v1/members/${publicId('U', person.id)}`;
const invite = async (role: string): Promise<string> => {
  const channels = role === 'guest' ? { channels: [publicId('C', systemRandom.uuid())] } : {};
  const made = await crew.call('POST /v1/invitations', admin.token, { role, ...channels });
  return made.body.link.split('#')[1];
};
const accept = (token: string, handle: string) =>
  crew.call('POST /v1/invitations/acceptance', undefined, {
    ...{ token, handle, name: handle, email: `${handle}@ship.example`, password: PASSWORD, as: 'client' },
  });

test('the operator’s bound is shown to admins with what is active, and its change is in the audit log', async () => {
  assert.deepEqual(await seats(), { members: 2, guests: 0, bots: 0 });
  await bound(5);
  assert.deepEqual(await seats(), { members: 2, membersMax: 5, guests: 0, bots: 0 });
  assert.equal((await crew.auditKinds()).at(-1), 'team.quota-set');
  const entries = (await crew.auditKinds()).length;
  await bound(5);
  assert.equal((await crew.auditKinds()).length, entries);
});

test('of many who accept at the same moment no more come in than there are seats', async () => {
  await bound(5);
  const tokens = await Promise.all(Array.from({ length: 6 }, () => invite('member')));
  const answers = await Promise.all(tokens.map((token, at) => accept(token, `many-${at}`)));
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted(),
    [201, 201, 201, 409, 409, 409],
    JSON.stringify(answers.map(({ body }) => body.type)),
  );
  assert.equal((await seats()).members, 5);
  const refused = answers.findIndex(({ status }) => status === 409);
  const { type, membersMax } = answers[refused]?.body ?? {};
  assert.deepEqual([type, membersMax], ['urn:wardroom:problem:members/quota-reached', 5]);
  await bound(6);
  assert.equal((await accept(tokens[refused] ?? '', 'later')).status, 201, 'the invitation stayed open');
});

test('guests and bots come all the same, and become members only where there is a seat', async () => {
  await bound((await seats()).members);
  assert.equal((await accept(await invite('guest'), 'gus')).status, 201);
  await crew.join('bot', 'machine');
  const guest = await crew.join('guest', 'gil');
  const { guests, bots } = await seats();
  assert.deepEqual([guests, bots], [2, 1]);
  await crew.refuses('members/quota-reached', () =>
    crew.call(`PUT ${at(guest)}/role`, admin.token, { role: 'member' }),
  );
  const [{ id: leaving }] = (await crew.call('GET /v1/members?q=many-', admin.token)).body.members;
  await crew.call(`POST /v1/members/${leaving}/deactivation`, admin.token);
  assert.equal((await crew.call(`PUT ${at(guest)}/role`, admin.token, { role: 'member' })).status, 200);
  await crew.refuses('members/quota-reached', () =>
    crew.call(`DELETE /v1/members/${leaving}/deactivation`, admin.token),
  );
  assert.equal((await crew.call(`PUT ${at(guest)}/role`, admin.token, { role: 'admin' })).status, 200);
});

test('a bound below what is there closes nobody’s account', async () => {
  const { members } = await seats();
  await bound(1);
  assert.equal((await seats()).members, members);
  await bound(undefined);
  assert.equal((await seats()).membersMax, undefined);
  await crew.join('member', 'free');
});

test('an import counts the active people that it adds, and not those whom it finds', async () => {
  const { members } = await seats();
  await bound(members + 1);
  const person = (handle: string, more: object = {}) =>
    ({ role: 'member', handle, name: handle, email: `${handle}@ship.example`, isActive: true, ...more }) as const;
  const people = [
    person('adm'),
    person('new-1'),
    person('new-1'),
    person('gone', { isActive: false }),
    person('robot', { role: 'bot', email: undefined }),
    person('visitor', { role: 'guest' }),
  ];
  const add = (more: ReturnType<typeof person>[]) =>
    crew.units.open({ team: crew.team }, async (work) => {
      const wanted = await seatsFor(work, more);
      return [wanted, (await addImportedMembers(work, crew.team, 'import', more)).length];
    });
  await assert.rejects(add([...people, person('new-2', { email: undefined })]), { code: 'members/quota-reached' });
  assert.deepEqual(await add(people), [1, people.length]);
  assert.equal((await seats()).members, members + 1);
});
