import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type ImportedChannel, openHistory } from '#workspace/history-import/history-import.ts';
import type { Conversation } from '../export-format/export-format.ts';
import { tsFromMicroseconds } from '../timestamps.ts';
import type { ReferenceRow } from './import.sql.ts';
import { stranger } from './people.ts';
import { conversationKey, memberKey, type References, SOURCE } from './references.ts';
import type { Remark } from './report.ts';
import { BY, meet, metMember, type Run, type Step, takeStep } from './run.ts';

const perStep = 100;

/** Gives every conversation of the export its channel, before any message may mention it. */
export async function openConversations(run: Run): Promise<void> {
  while (run.progress.at.stage === 'conversations') {
    const { from } = run.progress.at;
    await takeStep(run, (work) => openSlice(run, work, from));
  }
}

async function openSlice(run: Run, work: Work, from: number): Promise<Step> {
  const slice = run.slack.conversations.slice(from, from + perStep);
  const named = slice.flatMap(({ memberIds, creator }) => [...memberIds, ...(creator ? [creator] : [])]);
  const {
    references,
    made,
    remarks: met,
  } = await meet(
    run,
    work,
    named.map((id) => stranger(id)),
  );
  const remarks: Remark[] = [...met];
  const opened: ReferenceRow[] = [];
  let [channels, conversations] = [0, 0];
  for (const conversation of slice) {
    for (const { ts } of conversation.pins) {
      remarks.push({ what: 'pin-not-carried', where: `${conversation.id}#${tsFromMicroseconds(ts)}` });
    }
    const key = conversationKey(conversation.id);
    // An export that was made later holds the same conversations again.
    if (references.has(key)) continue;
    const wanted = importedChannel(conversation, references, work.now);
    const channel = await openHistory(work, run.team, BY, wanted);
    opened.push({ external_id: key, internal_id: channel.id });
    if (channel.name === null) conversations += 1;
    else channels += 1;
    remarks.push(...remarksOn(conversation, wanted, channel.name));
  }
  const end = from + slice.length;
  return {
    at:
      end < run.slack.conversations.length
        ? { stage: 'conversations', from: end }
        : { stage: 'messages', conversation: 0, entries: 0 },
    counts: { channels, conversations, membersWithoutRecord: made.length },
    remarks,
    references: [...made, ...opened],
  };
}

/** Who is in a conversation, as members of the team. */
export const peopleOf = (conversation: Conversation, references: References): MemberId[] => [
  ...new Set(conversation.memberIds.map((id) => metMember(references, memberKey(id)))),
];

export const isNamed = ({ kind, memberIds }: Conversation): boolean =>
  kind === 'public-channel' || kind === 'private-channel' || memberIds.length === 0;

const kinds = {
  'public-channel': 'public',
  'private-channel': 'private',
  'direct-message': 'direct',
  'group-message': 'group',
} as const;

function importedChannel(conversation: Conversation, references: References, now: Date): ImportedChannel {
  const { kind, creator, createdAt } = conversation;
  const isLost = isNamed(conversation) && (kind === 'direct-message' || kind === 'group-message');
  return {
    kind: isLost ? 'private' : kinds[kind],
    name: isLost ? conversation.id : conversation.name,
    suffix: SOURCE,
    people: isNamed(conversation) ? [] : peopleOf(conversation, references),
    isGeneral: conversation.general && kind === 'public-channel',
    createdBy: creator ? metMember(references, memberKey(creator)) : undefined,
    createdAt: createdAt && createdAt < now ? createdAt : undefined,
    isArchived: conversation.archived,
  };
}

function remarksOn({ id, name, memberIds, kind }: Conversation, wanted: ImportedChannel, now: string | null): Remark[] {
  const where = id;
  const isLost = memberIds.length === 0 && (kind === 'direct-message' || kind === 'group-message');
  if (isLost) return [{ what: 'conversation-without-people', where, ...(now === null ? {} : { name: now }) }];
  return now === null || now === wanted.name || now === name ? [] : [{ what: 'channel-renamed', where, name: now }];
}
