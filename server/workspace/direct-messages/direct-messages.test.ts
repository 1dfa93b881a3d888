import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type ChannelId, type MemberId, publicId, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { deactivateMember, noSuchMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { inviteToChannel, noSuchChannel, readableChannel } from '../channels/channels.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { openConversation, strangers, tooManyPeople } from './direct-messages.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const open = (team: TestTeam, by: Actor, ...others: readonly { member: MemberId }[]) =>
  team.run((work) =>
    openConversation(
      work,
      by,
      others.map(({ member }) => member),
    ),
  );

test('the same people always meet in the same conversation, whoever opens it', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const direct = await open(team, ada, bob);
  assert.equal(direct.kind, 'direct');
  assert.deepEqual(direct.members, [ada, bob].map(({ member }) => publicId('U', member)).toSorted());
  assert.equal((await open(team, bob, ada)).id, direct.id);
  const group = await open(team, ada, bob, team.owner);
  assert.equal(group.kind, 'group');
  assert.notEqual(group.id, direct.id);
  const alone = await open(team, ada);
  assert.deepEqual([alone.kind, alone.members], ['direct', [publicId('U', ada.member)]]);
});

test('of two who open the same conversation at once, both get the one', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const [one, other] = await Promise.all([open(team, ada, bob), open(team, bob, ada)]);
  assert.deepEqual(one, other);
  const events = await team.events(ada, uuidOf(one.id) as ChannelId);
  assert.deepEqual(
    events.map(({ kind, number }) => [kind, number]),
    [
      ['channel.created', 1],
      ['member.joined', 2],
      ['member.joined', 3],
    ],
  );
  assert.deepEqual(events[0]?.conversation, one, 'the log shows who is in it');
});

test('a conversation does not exist for others, admins included', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const id = uuidOf((await open(team, ada, bob)).id) as ChannelId;
  await refuses(noSuchChannel, () => team.run((work) => readableChannel(work, team.owner, id)));
});

test('nobody of another team, nobody unknown and nobody whose account is closed is written to', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const gone = await team.person();
  await team.run((work) => deactivateMember(work, team.owner, gone.member));
  for (const other of [foreign.owner, { member: randomUUID() as MemberId }, gone]) {
    await refuses(noSuchMember, () => open(team, team.owner, other));
  }
});

test('a group conversation holds only so many', async () => {
  const team = await workspace.team();
  const others = await Promise.all(Array.from({ length: limits.channels.groupMembersMax }, () => team.person()));
  await refuses(tooManyPeople, () => open(team, team.owner, ...others));
  assert.equal((await open(team, team.owner, ...others.slice(1))).members?.length, limits.channels.groupMembersMax);
});

test('guests write to those they share a channel with, and answer those who wrote to them', async () => {
  const team = await workspace.team();
  const [ada, bob, guest] = [await team.person(), await team.person(), await team.person('guest')];
  await refuses(strangers, () => open(team, guest, ada));
  const channel = await team.channel(team.owner, { with: [ada] });
  await team.run((work) => inviteToChannel(work, team.owner, channel, guest.member));
  await open(team, guest, ada);
  await refuses(strangers, () => open(team, guest, ada, bob));
  const direct = await open(team, bob, guest);
  assert.equal((await open(team, guest, bob)).id, direct.id);
});
