import type { ChannelId, MemberId, TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { type ChannelRow, publicChannelId, showChannel } from '../channel-log/channel-log.ts';
import {
  channelOfPeople,
  channelsByNames,
  generalChannel,
  insertChannel,
  insertMemberships,
  lockChannel,
  nameTaken,
  updateChannel,
} from '../channels/channels.ts';
import { peopleKey } from '../direct-messages/direct-messages.ts';
import { appendToLog } from './numbers.ts';

export interface ImportedChannel {
  readonly kind: 'public' | 'private' | 'direct' | 'group';
  /** What it should be called; made usable, and unique in the team by `suffix`. */
  readonly name: string;
  readonly suffix: string;
  /** Who is in a direct or group conversation. */
  readonly people: readonly MemberId[];
  readonly isGeneral: boolean;
  readonly createdBy: MemberId | undefined;
  readonly createdAt: Date | undefined;
  readonly isArchived: boolean;
}

interface OpenedHistory {
  readonly id: ChannelId;
  /** `C…`, `D…` or `G…`. */
  readonly address: string;
  readonly name: string | null;
  /** False when it is a conversation that was there: the general channel, or the one of the same people. */
  readonly isNew: boolean;
}

/** The channel for a conversation from elsewhere; direct and group conversations have their people at once. */
export async function openHistory(
  work: Work,
  team: TeamId,
  by: string,
  wanted: ImportedChannel,
): Promise<OpenedHistory> {
  const named = wanted.kind === 'public' || wanted.kind === 'private';
  const people = named ? [] : [...new Set(wanted.people)].toSorted();
  const key = named ? null : peopleKey(people);
  const there = key ? await channelOfPeople(work.sql, key) : wanted.isGeneral && (await generalChannel(work.sql));
  if (there) return opened(work, by, there, false);
  const id = work.random.uuid() as ChannelId;
  const name = named ? await freeName(work, wanted) : null;
  const kind = named ? wanted.kind : people.length > 2 ? 'group' : 'direct';
  const made = await insertChannel(work.sql, {
    id,
    team_id: team,
    kind,
    name,
    people: key,
    topic: null,
    purpose: null,
    general: false,
    created_by: wanted.createdBy ?? null,
    created_at: wanted.createdAt ?? work.now,
    archived_at: wanted.isArchived && named ? work.now : null,
  });
  if (!made) throw nameTaken({ name: name ?? '' });
  const row = await locked(work, id);
  await appendToLog(work, row, [{ kind: 'channel.created', ...(wanted.createdBy ? { actor: wanted.createdBy } : {}) }]);
  if (!named) await bring(work, row, people);
  return opened(work, by, row, true);
}

function opened(work: Work, by: string, row: ChannelRow, isNew: boolean): OpenedHistory {
  const details = { kind: row.kind, new: isNew };
  work.audit({ kind: 'channel.imported', actor: by, object: `channel:${row.id}`, details });
  return { id: row.id, address: publicChannelId(row), name: row.name, isNew };
}

/** Called when all messages are in: gives a topic and a purpose where there is none, and brings the members in. */
export async function completeHistory(
  work: Work,
  id: ChannelId,
  last: { readonly topic: string; readonly purpose: string; readonly members: readonly MemberId[] },
): Promise<void> {
  const row = await locked(work, id);
  const compartment = await work.keys.compartment(id);
  const change = {
    ...(last.topic && !row.topic ? { topic: compartment.seal(id, 'topic', last.topic) } : {}),
    ...(last.purpose && !row.purpose ? { purpose: compartment.seal(id, 'purpose', last.purpose) } : {}),
  };
  if (Object.keys(change).length > 0) {
    await updateChannel(work.sql, id, change);
    await appendToLog(work, await locked(work, id), [{ kind: 'channel.changed' }]);
  }
  await bring(work, row, last.members);
  if (row.kind === 'public') {
    const conversation = await showChannel(work, await locked(work, id));
    work.emit({ kind: 'channel.listed', json: JSON.stringify({ kind: 'channel.listed', conversation }) });
  }
}

/** Brings members into the channel that belongs to everybody; those who are in it stay as they are. */
export async function joinGeneral(work: Work, members: readonly MemberId[]): Promise<void> {
  const general = await generalChannel(work.sql);
  if (general) await bring(work, general, members);
}

/** Everything that is in the channel counts as read for those who come. */
async function bring(work: Work, channel: ChannelRow, members: readonly MemberId[]): Promise<void> {
  const row = await locked(work, channel.id);
  const came = await insertMemberships(work.sql, row, members, work.now);
  if (came.length === 0) return;
  const asOf = await appendToLog(
    work,
    row,
    came.map((member) => ({ kind: 'member.joined', member })),
  );
  const people = row.name === null ? came.toSorted() : undefined;
  const conversation = await showChannel(work, row, people);
  const json = JSON.stringify({ kind: 'channel.opened', conversation, number: asOf });
  for (const member of came) work.emit({ kind: 'membership.began', address: publicChannelId(row), member, asOf, json });
}

async function locked(work: Work, id: ChannelId): Promise<ChannelRow> {
  const row = await lockChannel(work.sql, id);
  if (!row) throw new Error('A channel that is being imported is gone.');
  return row;
}

const numbered = 20;

/** `plans`, or `plans-<suffix>`, `plans-<suffix>-2` … where that is taken. */
async function freeName(work: Work, { name, suffix }: ImportedChannel): Promise<string> {
  const base = usableName(name) || suffix;
  const ends = ['', `-${suffix}`, ...Array.from({ length: numbered - 1 }, (_, at) => `-${suffix}-${at + 2}`)];
  const candidates = [...ends, `-${work.random.bytes(4).toString('hex')}`].map(
    (end) => [...base].slice(0, limits.channels.nameCharactersMax - end.length).join('') + end,
  );
  const taken = new Set((await channelsByNames(work.sql, candidates)).map((row) => row.name));
  return candidates.find((candidate) => !taken.has(candidate)) ?? base;
}

const usableName = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{N}_-]+/gu, '-')
    .replace(/^[^\p{Ll}\p{Lo}\p{N}]+/u, '');
