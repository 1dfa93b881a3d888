import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type ProvisionedGroupId, publicId, type SessionId, uuidOf } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import type { Work } from '#platform/work.ts';
import { GROUP, openDirectory } from '../testing/directory.ts';
import { removeGroup, replaceGroup, setGroupRole } from './groups.ts';

const { crew, owner, scim, make, find, prove, patch, made, rowOf, moveIn } = await openDirectory();

test('groups are kept with who is in them, whichever way it is said', async () => {
  const [ida, jan, kim] = [await made('ida'), await made('jan'), await made('kim')];
  const members = (...people: { id: string }[]) => people.map(({ id }) => ({ value: id }));
  const group = (await scim('POST /Groups', { schemas: [GROUP], displayName: 'Nets', externalId: 'G-1', members: [] }))
    .body;
  const at = `/Groups/${group.id}`;
  const other = await scim('POST /Groups', { displayName: 'Ropes', externalId: null });
  assert.deepEqual([other.status, other.body.externalId], [201, undefined]);
  await scim(`DELETE /Groups/${other.body.id}`);
  const inGroup = async () =>
    (await scim(`GET ${at}`)).body.members.map(({ display }: { display: string }) => display).toSorted();
  assert.equal((await patch(at, { op: 'Add', path: 'members', value: members(ida, jan) })).status, 204);
  assert.deepEqual(await inGroup(), ['ida', 'jan']);
  await patch(at, { op: 'add', path: 'members', value: members(jan, kim) });
  await patch(at, { op: 'Remove', path: 'members', value: members(jan) });
  assert.deepEqual(await inGroup(), ['ida', 'kim']);
  await patch(at, { op: 'remove', path: `members[value eq "${kim.id}"]` });
  await patch(at, { op: 'replace', value: { id: group.id, displayName: 'Nets and lines' } });
  assert.deepEqual(await inGroup(), ['ida']);
  await patch(at, { op: 'replace', path: 'members', value: members(jan, kim) });
  assert.deepEqual(await inGroup(), ['jan', 'kim']);
  const user = (await scim(`GET /Users/${jan.id}`)).body;
  assert.deepEqual(user.groups, [{ value: group.id, display: 'Nets and lines', type: 'direct' }]);
  await scim(`PUT ${at}`, { schemas: [GROUP], id: group.id, displayName: 'Lines', members: members(ida) });
  assert.deepEqual(await inGroup(), ['ida']);
  await scim(`PUT ${at}`, { displayName: 'Lines' });
  assert.deepEqual(await inGroup(), ['ida']);
  await patch(at, { op: 'remove', path: 'members' });
  assert.deepEqual(await inGroup(), []);
  const find = (filter: string) => scim(`GET /Groups?filter=${encodeURIComponent(filter)}&excludedAttributes=members`);
  await patch(at, { op: 'add', value: { members: members(ida) } });
  for (const filter of [
    'displayName eq "LINES"',
    'externalId eq "G-1"',
    `members.value eq "${ida.id}"`,
    `id eq "${group.id}"`,
  ]) {
    const [one] = (await find(filter)).body.Resources;
    assert.deepEqual([one?.id, one?.members], [group.id, undefined], filter);
  }
  await crew.refuses('provisioning/invalid-filter', () => find('owner eq "x"'));
  await crew.refuses('provisioning/taken', () => scim('POST /Groups', { displayName: 'lines' }));
  const mia = await crew.join('member', 'max');
  for (const value of ['nonsense', publicId('U', mia.id), group.id])
    await crew.refuses('provisioning/invalid-value', () =>
      patch(at, { op: 'add', path: 'members', value: [{ value }] }),
    );
  const nested = { value: ida.id, type: 'Group' };
  await crew.refuses('provisioning/invalid-value', () => patch(at, { op: 'add', path: 'members', value: [nested] }));
  await crew.refuses('provisioning/invalid-value', () => scim('POST /Groups', { displayName: ['x'] }));
  await crew.refuses('provisioning/not-changeable', () => patch(at, { op: 'remove', path: 'displayName' }));
  await crew.refuses('provisioning/no-target', () =>
    patch(at, { op: 'add', path: `members[value eq "${ida.id}"]`, value: 'x' }),
  );
  assert.equal((await scim(`DELETE ${at}`)).status, 204);
  await crew.refuses('provisioning/no-such-resource', () => scim(`GET ${at}`));
  await crew.refuses('provisioning/no-such-resource', () => scim(`DELETE ${at}`));
});

test('a group gives the role that an owner chose, takes it back, and never touches owners', async () => {
  await moveIn(owner.id, 'olga');
  const [lena, noor] = [await made('lena'), await made('noor')];
  const members = [lena, noor, { id: publicId('U', owner.id) }].map(({ id }) => ({ value: id }));
  const group = (await scim('POST /Groups', { displayName: 'Admins', members })).body;
  const at = `/Groups/${group.id}`;
  const set = (role: string) => crew.call(`PUT /v1/provisioning/groups/${group.id}/role`, owner.token, { role });
  const roleOf = async ({ id }: { id: string }) => (await rowOf(id)).role;
  assert.equal(await roleOf(lena), 'member');
  await prove();
  assert.equal((await set('admin')).status, 204);
  assert.deepEqual([await roleOf(lena), await roleOf(noor)], ['admin', 'admin']);
  assert.equal((await rowOf(publicId('U', owner.id))).role, 'owner');
  await patch(at, { op: 'remove', path: `members[value eq "${lena.id}"]` });
  assert.deepEqual([await roleOf(lena), await roleOf(noor)], ['member', 'admin']);
  // Of two groups the higher role counts, and what an admin does by hand meanwhile stays.
  const guests = (await scim('POST /Groups', { displayName: 'Visitors', members: [{ value: noor.id }] })).body;
  await crew.call(`PUT /v1/provisioning/groups/${guests.id}/role`, owner.token, { role: 'guest' });
  assert.equal(await roleOf(noor), 'admin');
  await scim(`DELETE ${at}`);
  assert.equal(await roleOf(noor), 'guest');
  await crew.call(`PUT /v1/members/${noor.id}/role`, owner.token, { role: 'admin' });
  await scim(`DELETE /Groups/${guests.id}`);
  assert.equal(await roleOf(noor), 'admin');
  await crew.refuses('provisioning/no-such-group', () => set('member'));
  const later = (await scim('POST /Groups', { displayName: 'Later' })).body;
  const seen = (await crew.call('GET /v1/provisioning', owner.token)).body;
  assert.deepEqual(seen.groups, [{ id: later.id, name: 'Later', members: 0 }]);
  crew.pass(11 * MINUTE_MS);
  await crew.refuses('access/proof-needed', () =>
    crew.call(`PUT /v1/provisioning/groups/${later.id}/role`, owner.token, { role: 'admin' }),
  );
  await prove();
});

test('whoever changes a group holds the team before the group, so that no two wait for each other', async () => {
  const { id } = (await scim('POST /Groups', { displayName: 'Order' })).body;
  const held = async (change: (work: Work) => Promise<unknown>): Promise<string[]> => {
    const tables: string[] = [];
    await crew.units.open({ team: crew.team }, async (work) => {
      const noting = work.sql.withPlugin({
        transformQuery: ({ node }) => {
          const said = JSON.stringify(node);
          if (/"modifier":"For\w*Update"/.test(said))
            tables.push(/"IdentifierNode","name":"(\w+)"/.exec(said)?.[1] ?? '');
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      await change({ ...work, sql: noting });
    });
    return tables.slice(0, 2);
  };
  const directory = { team: crew.team, role: 'admin', client: 'directory:x' } as const;
  const by = { session: systemRandom.uuid() as SessionId };
  const actor = { team: crew.team, member: owner.id, role: 'owner', by, provenAt: crew.now() } as const;
  const welcome = async (): Promise<void> => {};
  const group = uuidOf(id) as ProvisionedGroupId;
  const order = ['teams', 'provisioned_groups'];
  assert.deepEqual(await held((work) => setGroupRole(work, welcome, actor, group, 'admin')), order);
  const sent = { displayName: 'Order and more' };
  assert.deepEqual(await held((work) => replaceGroup(work, welcome, directory, id, sent)), order);
  assert.deepEqual(await held((work) => removeGroup(work, welcome, directory, id)), order);
});

test('new accounts are guests where an owner says so, and the quota of members holds', async () => {
  await crew.call('PUT /v1/provisioning', owner.token, { newAccounts: 'guest' });
  const { id } = await made('guest-by-list');
  assert.equal((await rowOf(id)).role, 'guest');
  await crew.call('PUT /v1/provisioning', owner.token, { newAccounts: 'member' });
  await crew.units.open({ team: crew.team }, ({ sql: db }) =>
    db.updateTable('teams').set({ members_max: 1 }).execute(),
  );
  await crew.refuses('members/quota-reached', () => make('one-too-many'));
  const group = (await scim('POST /Groups', { displayName: 'Seats', members: [{ value: id }] })).body;
  await crew.refuses('members/quota-reached', () =>
    crew.call(`PUT /v1/provisioning/groups/${group.id}/role`, owner.token, { role: 'member' }),
  );
  await crew.units.open({ team: crew.team }, ({ sql: db }) =>
    db.updateTable('teams').set({ members_max: null }).execute(),
  );
});

test('ten thousand members are listed, found and grouped without loading them all', async () => {
  const count = 10_000;
  await crew.units.open({ team: crew.team }, async ({ sql: db }) => {
    await sql`
      insert into members (id, team_id, role, handle, name, email, email_folded, created_at)
      select gen_random_uuid(), ${crew.team}, 'member', 'p' || n, 'Person ' || n, 'p' || n || '@harbour.example',
             'p' || n || '@harbour.example', ${crew.now()}::timestamptz
      from generate_series(1, ${count}::integer) n`.execute(db);
  });
  const { body } = await find('userName eq "P5000@harbour.example"');
  assert.deepEqual([body.totalResults, body.Resources[0].displayName], [1, 'Person 5000']);
  const paged = (await scim('GET /Users?startIndex=9001&count=500')).body;
  assert.ok(paged.totalResults > count);
  assert.equal(paged.Resources.length, limits.provisioning.pageMax);
  const ids = await crew.units.open({ team: crew.team }, ({ sql: db }) =>
    db.selectFrom('members').select('id').where('handle', 'like', 'p%').where('email', 'like', 'p%').execute(),
  );
  const members = ids.map(({ id }) => ({ value: publicId('U', id) })).slice(0, count);
  const group = (await scim('POST /Groups', { displayName: 'Everybody' })).body;
  const at = `/Groups/${group.id}`;
  assert.equal((await patch(at, { op: 'add', path: 'members', value: members })).status, 204);
  assert.equal((await scim(`GET ${at}`)).body.members.length, count);
  await crew.refuses('provisioning/too-much', () =>
    patch(at, { op: 'add', path: 'members', value: [...members, members[0]] }),
  );
});
