import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type ChannelId, publicId } from '#contract/ids.ts';
import type { ChannelEvent } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { changeRole, deactivateMember, noSuchMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import {
  addMembers,
  archiveChannel,
  changeChannel,
  channelArchived,
  generalStays,
  invitationNeeded,
  inviteToChannel,
  joinChannel,
  leaveChannel,
  myChannels,
  noSuchChannel,
  notYours,
  readableChannel,
  refuseForeignChannels,
  removeFromChannel,
  singleGuest,
  tooManyChannels,
  welcome,
} from './channels.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const kinds = (events: readonly ChannelEvent[]): string[] => events.map(({ kind }) => kind);
const names = async (team: TestTeam, of: Actor): Promise<string[]> =>
  (await team.run((work) => myChannels(work, of.member))).map(({ channel }) => channel.name ?? '').toSorted();

test('members join and leave public channels; each step is a numbered event and a line in the timeline', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner);
  await team.run((work) => joinChannel(work, ada, channel));
  await team.run((work) => joinChannel(work, ada, channel));
  await team.run((work) => leaveChannel(work, ada, channel));
  const events = await team.events(team.owner, channel);
  assert.deepEqual(kinds(events), ['channel.created', 'member.joined', 'member.joined', 'member.left']);
  assert.deepEqual(events[2]?.message?.note, { kind: 'joined', member: publicId('U', ada.member) });
  assert.deepEqual(events[3]?.message?.note, { kind: 'left', member: publicId('U', ada.member) });
  assert.equal(await team.standing(ada, channel), undefined);
});

test('who leaves a private channel no longer finds it', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private', with: [ada] });
  await team.run((work) => leaveChannel(work, ada, channel));
  await refuses(noSuchChannel, () => team.run((work) => readableChannel(work, ada, channel)));
  await refuses(noSuchChannel, () => team.run((work) => joinChannel(work, ada, channel)));
});

test('the general channel is for everybody but guests and bots, who may leave it again', async () => {
  const team = await workspace.team();
  const [ada, guest, bot] = [await team.person(), await team.person('guest'), await team.person('bot')];
  assert.deepEqual(await names(team, ada), ['general']);
  assert.deepEqual(await names(team, guest), []);
  assert.deepEqual(await names(team, bot), []);
  await refuses(generalStays, () => team.run((work) => leaveChannel(work, ada, team.general)));
  await refuses(generalStays, () => team.run((work) => removeFromChannel(work, team.owner, team.general, ada.member)));
  await refuses(generalStays, () => team.run((work) => archiveChannel(work, team.owner, team.general)));
  await team.run((work) => inviteToChannel(work, team.owner, team.general, guest.member));
  await team.run((work) => inviteToChannel(work, team.owner, team.general, bot.member));
  await team.run((work) => leaveChannel(work, guest, team.general));
  await team.run((work) => removeFromChannel(work, team.owner, team.general, bot.member));
  assert.deepEqual(await names(team, guest), []);
  assert.deepEqual(await names(team, bot), []);
});

test('who stops being a guest comes into the general channel', async () => {
  const team = await workspace.team();
  const guest = await team.person('guest');
  await team.run((work) => changeRole(work, welcome, team.owner, guest.member, 'member'));
  assert.deepEqual(await names(team, guest), ['general']);
});

test('guests come by invitation of an admin only, and change nothing about a channel', async () => {
  const team = await workspace.team();
  const [ada, guest] = [await team.person(), await team.person('guest')];
  const channel = await team.channel(ada);
  await refuses(invitationNeeded, () => team.run((work) => joinChannel(work, guest, channel)));
  await refuses(noSuchChannel, () => team.run((work) => readableChannel(work, guest, channel)));
  await refuses(notYours, () => team.run((work) => inviteToChannel(work, ada, channel, guest.member)));
  await team.run((work) => joinChannel(work, team.owner, channel));
  await team.run((work) => inviteToChannel(work, team.owner, channel, guest.member));
  assert.equal((await team.run((work) => readableChannel(work, guest, channel))).id, channel);
  const bob = await team.person();
  await refuses(notYours, () => team.run((work) => inviteToChannel(work, guest, channel, bob.member)));
  await refuses(notYours, () => team.run((work) => changeChannel(work, guest, channel, { topic: 'mine' })));
});

test('a guest of one channel stays the guest of one, even when two invite at once', async () => {
  const team = await workspace.team();
  const guest = await team.person('single-guest');
  const channels = [await team.channel(team.owner), await team.channel(team.owner)];
  const invite = (channel: ChannelId) => team.run((work) => inviteToChannel(work, team.owner, channel, guest.member));
  const both = channels.map((channel) =>
    invite(channel).then(
      () => 'came',
      (error: { code: string }) => error.code,
    ),
  );
  assert.deepEqual((await Promise.all(both)).toSorted(), ['came', singleGuest.code]);
  const third = await team.channel(team.owner);
  await refuses(singleGuest, () => invite(third));
  // A conversation with one person is no channel.
  await team.run((work) => openConversation(work, team.owner, [guest.member]));
});

test('a guest is in the channels of the invitation, but not in those archived since', async () => {
  const team = await workspace.team();
  const [open, closed] = [await team.channel(team.owner, { name: 'open' }), await team.channel(team.owner)];
  await team.run((work) => refuseForeignChannels(work, team.owner, [open, closed]));
  await team.run((work) => archiveChannel(work, team.owner, closed));
  await refuses(channelArchived, () => team.run((work) => refuseForeignChannels(work, team.owner, [closed])));
  const guest = await team.person('guest', [closed, open]);
  assert.deepEqual(await names(team, guest), ['open']);
});

test('an invited member finds the conversation, and inviting somebody who is there changes nothing', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(ada, { kind: 'private' });
  await team.run((work) => inviteToChannel(work, ada, channel, bob.member));
  const before = (await team.events(ada, channel)).length;
  await team.run((work) => inviteToChannel(work, ada, channel, bob.member));
  const events = await team.events(bob, channel);
  assert.equal(events.length, before);
  assert.deepEqual(events.at(-1)?.message?.note, { kind: 'added', member: publicId('U', bob.member) });
  assert.equal(events.at(-1)?.actor, publicId('U', ada.member));
});

test('somebody whose account is closed is not brought into a channel', async () => {
  const team = await workspace.team();
  const gone = await team.person();
  const channel = await team.channel(team.owner);
  await team.run((work) => deactivateMember(work, team.owner, gone.member));
  await refuses(noSuchMember, () => team.run((work) => inviteToChannel(work, team.owner, channel, gone.member)));
});

test('only the creator and admins who are there remove people, rename and archive', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(ada, { with: [bob, team.owner] });
  await refuses(notYours, () => team.run((work) => removeFromChannel(work, bob, channel, ada.member)));
  await refuses(notYours, () => team.run((work) => changeChannel(work, bob, channel, { name: 'bobs' })));
  await refuses(notYours, () => team.run((work) => archiveChannel(work, bob, channel)));
  await team.run((work) => changeChannel(work, bob, channel, { topic: 'Anybody may say what it is about' }));
  await team.run((work) => removeFromChannel(work, team.owner, channel, bob.member));
  const note = (await team.events(ada, channel)).at(-1);
  assert.equal(note?.kind, 'member.left');
  assert.deepEqual(note?.message?.note, { kind: 'removed', member: publicId('U', bob.member) });
  await refuses(noSuchMember, () => team.run((work) => removeFromChannel(work, ada, channel, bob.member)));
});

test('a creator who has become a guest keeps no power over the channel', async () => {
  const team = await workspace.team();
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(ada, { with: [bob] });
  const asGuest = { ...ada, role: 'guest' } as const;
  await refuses(notYours, () => team.run((work) => archiveChannel(work, asGuest, channel)));
  await refuses(notYours, () => team.run((work) => removeFromChannel(work, asGuest, channel, bob.member)));
});

test('nobody is in more conversations than a greeting can show', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const most = limits.channels.perMemberMax;
  await team.run((work) =>
    sql`
      with made as (
        insert into channels (id, team_id, kind, name, created_at)
        select gen_random_uuid(), ${team.id}, 'private', 'many-' || n, now() from generate_series(2, ${most}) n
        returning id)
      insert into channel_members (channel_id, member_id, team_id, joined_at, read_ts, read_ordinal)
      select id, ${ada.member}, ${team.id}, now(), 0, 0 from made`.execute(work.sql),
  );
  const channel = await team.channel(team.owner);
  await refuses(tooManyChannels, () => team.run((work) => joinChannel(work, ada, channel)));
  await refuses(tooManyChannels, () => team.run((work) => inviteToChannel(work, team.owner, channel, ada.member)));
  await refuses(tooManyChannels, () => team.run((work) => openConversation(work, team.owner, [ada.member])));
  assert.equal((await team.run((work) => myChannels(work, ada.member))).length, most);
});

test('a member who comes again starts with nothing unread', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const channel = await team.channel(team.owner, { with: [ada] });
  await team.post(team.owner, channel, 'one');
  assert.equal((await team.standing(ada, channel))?.unread, 1);
  await team.run((work) => leaveChannel(work, ada, channel));
  await team.post(team.owner, channel, 'two');
  await team.run(async (work) => {
    const row = await readableChannel(work, ada, channel);
    assert.deepEqual(await addMembers(work, row, [ada.member], ada.member), [ada.member]);
  });
  assert.equal((await team.standing(ada, channel))?.unread, 0);
});
