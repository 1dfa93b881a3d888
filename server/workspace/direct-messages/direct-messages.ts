import { hash } from 'node:crypto';
import type { ChannelId, MemberId } from '#contract/ids.ts';
import type { Channel } from '#contract/workspace.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { findMembers, noSuchMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { recordInLog, showChannel } from '../channel-log/channel-log.ts';
import { addMembers, channelOfPeople, insertChannel, lockChannel, shareChannel } from '../channels/channels.ts';

export const tooManyPeople = problem<{ most: number }>(
  'direct-messages/too-many-people',
  400,
  'A group conversation holds only so many people. Create a private channel instead.',
);
export const strangers = problem(
  'direct-messages/strangers',
  403,
  'Guests can write to people they share a channel with. Ask an admin to be invited to one.',
);

/** The one conversation of exactly these people and the actor, made when it is not there yet. */
export async function openConversation(work: Work, actor: Actor, others: readonly MemberId[]): Promise<Channel> {
  const people = [...new Set([actor.member, ...others])].toSorted();
  const most = limits.channels.groupMembersMax;
  if (people.length > most) throw tooManyPeople({ most });
  const rows = await findMembers(work, people);
  if (rows.length < people.length || rows.some((row) => row.deactivated_at)) throw noSuchMember();
  if (!allows(actor, 'channels.browse')) {
    const met = await shareChannel(work.sql, actor.member, people);
    if (people.some((person) => person !== actor.member && !met.includes(person))) throw strangers();
  }
  const key = peopleKey(people);
  const known = await channelOfPeople(work.sql, key);
  if (known) return await showChannel(work, known, people);
  return await startConversation(work, actor, people, key);
}

/** What the conversation of these people, sorted by id, is found by. */
export const peopleKey = (people: readonly MemberId[]): Buffer => hash('sha256', people.join(' '), 'buffer');

async function startConversation(work: Work, actor: Actor, people: readonly MemberId[], key: Buffer): Promise<Channel> {
  const id = work.random.uuid() as ChannelId;
  const made = await insertChannel(work.sql, {
    id,
    team_id: actor.team,
    kind: people.length > 2 ? 'group' : 'direct',
    name: null,
    people: key,
    topic: null,
    purpose: null,
    general: false,
    created_by: actor.member,
    created_at: work.now,
  });
  // Somebody opened the same conversation in this moment: theirs is the one.
  const row = made ? await lockChannel(work.sql, id) : await channelOfPeople(work.sql, key);
  if (!row) throw new Error('A conversation is gone right after it was made.');
  const conversation = await showChannel(work, row, people);
  if (!made) return conversation;
  await recordInLog(work, row, { kind: 'channel.created', actor: actor.member, conversation });
  await addMembers(work, row, people, actor.member);
  work.audit({
    kind: 'conversation.opened',
    actor: auditName(actor),
    object: `channel:${id}`,
    details: { people: people.length },
  });
  return conversation;
}
