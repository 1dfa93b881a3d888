import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, publicId, type UserGroupId, uuidOf } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { deactivateMember, noSuchMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, existingMemberships, noSuchChannel } from '../channels/channels.ts';
import { editMessage } from '../messages/messages.ts';
import { changeSettings } from '../settings/settings.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import {
  addToGroup,
  adminsOnly,
  changeGroup,
  createGroup,
  disableGroup,
  enableGroup,
  groupHandleTaken,
  listGroups,
  noSuchGroup,
  ownGroups,
  removeFromGroup,
  setGroupMembers,
  showGroup,
  showGroupMembers,
  tooManyGroupMembers,
  tooManyGroups,
} from './user-groups.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

let made = 0;
async function group(
  team: TestTeam,
  members: readonly Actor[] = [],
  channels: readonly ChannelId[] = [],
  by: Actor = team.owner,
): Promise<UserGroupId> {
  made += 1;
  const wanted = { handle: `group-${made}`, name: 'A group', members: members.map(({ member }) => member), channels };
  return uuidOf((await team.run((work) => createGroup(work, by, wanted))).id) as UserGroupId;
}
const naming = (id: UserGroupId): string => `<!subteam^${publicId('S', id)}>`;
const mentions = async (team: TestTeam, of: Actor, channel = team.general) =>
  (await team.standing(of, channel))?.mentions;
const isIn = async (team: TestTeam, who: Actor, channel: ChannelId): Promise<boolean> =>
  (await team.run((work) => existingMemberships(work.sql, [{ channel, member: who.member }]))).length > 0;
const idsOf = (...actors: readonly Actor[]): string[] => actors.map(({ member }) => publicId('U', member)).toSorted();

test('a group has names, a sealed description, members and default channels', async () => {
  const team = await workspace.team();
  const [ada, channel] = [await team.person(), await team.channel(team.owner)];
  const wanted = { handle: 'on-call', name: 'On call', description: 'Night watch', channels: [channel] };
  const shown = await team.run((work) => createGroup(work, team.owner, { ...wanted, members: [ada.member] }));
  const id = uuidOf(shown.id) as UserGroupId;
  assert.deepEqual(
    [shown.handle, shown.name, shown.description, shown.channels, shown.memberCount],
    ['on-call', 'On call', 'Night watch', [publicId('C', channel)], 1],
  );
  assert.deepEqual(await team.run((work) => showGroup(work, ada, id)), shown);
  assert.deepEqual(await team.run((work) => showGroupMembers(work, ada, id)), idsOf(ada));
  assert.deepEqual(await team.run((work) => ownGroups(work, ada.member)), [shown.id]);
  const { rows } = await workspace.database.pool.query('select description from user_groups where id = $1', [id]);
  assert.ok(!rows[0].description.toString().includes('Night'));
  const changed = await team.run((work) =>
    changeGroup(work, team.owner, id, { handle: 'watch', description: '', channels: [] }),
  );
  assert.deepEqual([changed.handle, changed.description, changed.channels], ['watch', '', []]);
  const fact = workspace.facts.at(-1);
  assert.ok(fact?.kind === 'user-group.changed');
  assert.deepEqual(JSON.parse(fact.json), { kind: 'user-group.changed', group: shown.id });
});

test('a text that names a group names those of its members who are in the conversation, each once', async () => {
  const team = await workspace.team();
  const [ada, bob, eve] = [await team.person(), await team.person(), await team.person()];
  const [one, two] = [await group(team, [ada, bob, eve]), await group(team, [ada])];
  await team.post(team.owner, team.general, `${naming(one)} ${naming(two)} ${naming(one)}`);
  assert.deepEqual([await mentions(team, ada), await mentions(team, bob), await mentions(team, team.owner)], [1, 1, 0]);
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  await team.post(team.owner, channel, naming(one));
  assert.equal(await mentions(team, ada, channel), 1);
  const { rows } = await workspace.database.pool.query('select member_id, via from mentions where channel_id = $1', [
    channel,
  ]);
  assert.deepEqual(rows, [{ member_id: ada.member, via: 'group' }]);
  await team.run((work) => deactivateMember(work, team.owner, eve.member));
  assert.equal((await team.run((work) => showGroup(work, team.owner, one))).memberCount, 2);
});

test('an edit names a group anew; a disabled group names nobody, until it is enabled', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const [one, two] = [await group(team, [ada]), await group(team, [bob])];
  const message = await team.post(team.owner, team.general, naming(one));
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), naming(two)));
  assert.deepEqual([await mentions(team, ada), await mentions(team, bob)], [0, 1]);
  await team.run((work) => disableGroup(work, team.owner, two));
  await team.run((work) => disableGroup(work, team.owner, two));
  await team.post(team.owner, team.general, naming(two));
  assert.equal(await mentions(team, bob), 1);
  assert.deepEqual(await team.run((work) => ownGroups(work, bob.member)), []);
  assert.ok((await team.run((work) => showGroup(work, bob, two))).disabledAt);
  await team.run((work) => enableGroup(work, team.owner, two));
  await team.post(team.owner, team.general, naming(two));
  assert.equal(await mentions(team, bob), 2);
});

test('members are added, removed and replaced; doing it again changes nothing', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const id = await group(team);
  const members = () => team.run((work) => showGroupMembers(work, team.owner, id));
  await team.run((work) => addToGroup(work, team.owner, id, ada.member));
  const told = workspace.facts.length;
  await team.run((work) => addToGroup(work, team.owner, id, ada.member));
  assert.equal(workspace.facts.length, told);
  assert.deepEqual(await members(), idsOf(ada));
  await team.run((work) => setGroupMembers(work, team.owner, id, [bob.member, team.owner.member]));
  assert.deepEqual((await members()).toSorted(), idsOf(bob, team.owner));
  await team.run((work) => removeFromGroup(work, team.owner, id, bob.member));
  assert.deepEqual(await members(), idsOf(team.owner));
});

test('who becomes a member comes into the default channels, and stays there when it leaves the group', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest')];
  const [open, secret] = [await team.channel(team.owner), await team.channel(team.owner, { kind: 'private' })];
  const old = await team.channel(team.owner);
  const id = await group(team, [], [open, secret, old]);
  await team.run((work) => archiveChannel(work, team.owner, old));
  await team.run((work) => setGroupMembers(work, team.owner, id, [ada.member, guest.member]));
  assert.deepEqual(
    [await isIn(team, ada, open), await isIn(team, ada, secret), await isIn(team, ada, old)],
    [true, true, false],
  );
  assert.equal(await isIn(team, guest, open), false);
  await team.run((work) => removeFromGroup(work, team.owner, id, ada.member));
  assert.equal(await isIn(team, ada, secret), true);
});

test('nobody comes into a private channel by somebody who is not in it, nor learns of it', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  await team.run((work) => changeSettings(work, team.owner, { userGroupsBy: 'members' }));
  const secret = await team.channel(team.owner, { kind: 'private' });
  const id = await group(team, [], [secret]);
  await team.run((work) => addToGroup(work, ada, id, bob.member));
  assert.equal(await isIn(team, bob, secret), false);
  assert.deepEqual((await team.run((work) => showGroup(work, ada, id))).channels, []);
  await refuses(noSuchChannel, () => team.run((work) => changeGroup(work, ada, id, { channels: [secret] })));
  await team.run((work) => changeGroup(work, ada, id, { channels: [team.general] }));
  assert.deepEqual(
    (await team.run((work) => showGroup(work, team.owner, id))).channels.toSorted(),
    [publicId('C', secret), publicId('C', team.general)].toSorted(),
  );
});

test('members manage groups where the team says so, and otherwise admins alone', async () => {
  const team = await workspace.team();
  const [ada, admin] = [await team.person(), await team.person('admin')];
  const id = await group(team, [], [], admin);
  const change = () => team.run((work) => changeGroup(work, ada, id, { name: 'Ours' }));
  await refuses(adminsOnly, change);
  await refuses(adminsOnly, () => group(team, [], [], ada));
  await team.run((work) => changeSettings(work, team.owner, { userGroupsBy: 'members' }));
  assert.equal((await change()).name, 'Ours');
});

test('guests see groups only by whom they meet', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(team.owner);
  const guest = await team.person('guest', [channel]);
  const met = await group(team, [team.owner, ada]);
  const unmet = await group(team, [bob]);
  const { groups } = await team.run((work) => listGroups(work, guest, undefined, 50));
  assert.deepEqual(
    groups.map(({ id, memberCount }) => [id, memberCount]),
    [[publicId('S', met), 1]],
  );
  assert.deepEqual(await team.run((work) => showGroupMembers(work, guest, met)), idsOf(team.owner));
  await refuses(noSuchGroup, () => team.run((work) => showGroup(work, guest, unmet)));
  await refuses(noSuchGroup, () => team.run((work) => showGroupMembers(work, guest, unmet)));
});

test('groups are listed page by page, and those of another team are not there', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ids = [await group(team), await group(team), await group(team)].map((id) => publicId('S', id));
  const first = await team.run((work) => listGroups(work, team.owner, undefined, 2));
  const after = uuidOf(first.next ?? '') as UserGroupId;
  const second = await team.run((work) => listGroups(work, team.owner, after, 2));
  assert.deepEqual([...first.groups, ...second.groups].map(({ id }) => id).toSorted(), ids.toSorted());
  assert.equal(second.next, undefined);
  const id = uuidOf(ids[0]!) as UserGroupId;
  await refuses(noSuchGroup, () => foreign.run((work) => disableGroup(work, foreign.owner, id)));
  await refuses(noSuchMember, () => team.run((work) => addToGroup(work, team.owner, id, foreign.owner.member)));
});

test('a short name means one member or group', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const id = await group(team);
  const other = await group(team);
  const taken = (await team.run((work) => showGroup(work, ada, other))).handle;
  for (const handle of [ada.handle, taken]) {
    await refuses(groupHandleTaken, () => team.run((work) => changeGroup(work, team.owner, id, { handle })));
  }
  const wanted = { handle: taken, name: 'Second' };
  await refuses(groupHandleTaken, () => team.run((work) => createGroup(work, team.owner, wanted)));
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => team.run((work) => createGroup(work, team.owner, { handle: 'at-once', name: 'One' }))),
  );
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a team has only so many groups, and a group only so many members', async () => {
  const team = await workspace.team();
  const id = await group(team);
  await workspace.database.pool.query(
    `with people as (
       insert into members (id, team_id, role, handle, name, created_at)
       select gen_random_uuid(), $1, 'member', 'many-' || n, 'Many', now() from generate_series(1, $3::integer) n
       returning id)
     insert into user_group_members (group_id, member_id, team_id) select $2, id, $1 from people`,
    [team.id, id, limits.userGroups.membersMax],
  );
  await refuses(tooManyGroupMembers, () => team.run((work) => addToGroup(work, team.owner, id, team.owner.member)));
  await workspace.database.pool.query(
    `insert into user_groups (id, team_id, handle, name, channels, created_by, created_at)
     select gen_random_uuid(), $1, 'filler-' || n, 'Filler', '{}', $2, now() from generate_series(2, $3::integer) n`,
    [team.id, team.owner.member, limits.userGroups.perTeamMax],
  );
  await refuses(tooManyGroups, () => group(team));
});

test('what is done to a group is in the audit log, without its words', async () => {
  const team = await workspace.team();
  const id = await group(team);
  const entries: unknown[] = [];
  await team.run((work) =>
    changeGroup({ ...work, audit: (entry) => void entries.push(entry) }, team.owner, id, { description: 'Secret' }),
  );
  assert.deepEqual(entries, [
    {
      kind: 'user-group.changed',
      actor: auditName(team.owner),
      object: `user-group:${id}`,
      details: { fields: 'description' },
    },
  ]);
  assert.ok(!JSON.stringify(entries).includes('Secret'));
});
