import type { MemberId, Ts } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import {
  completeHistory,
  type HistoryPart,
  type ImportedEdit,
  type ImportedMessage,
  importHistory,
  type PartOutcome,
} from '#workspace/history-import/history-import.ts';
import type { Conversation, SlackMember } from '../export-format/export-format.ts';
import { tsFromMicroseconds } from '../timestamps.ts';
import { isNamed, peopleOf } from './conversations.ts';
import { type Author, authorOf, nobody, stranger } from './people.ts';
import type { Place } from './progress.ts';
import { channelOf, memberKey } from './references.ts';
import type { Counts, Remark } from './report.ts';
import { meet, metMember, type Run, type Step, takeStep } from './run.ts';
import { type Slice, slicesOf } from './slices.ts';
import { type Setting, translateMessage, translateRevision, translateSetting } from './translate.ts';

/** Brings in every message, slice by slice; a conversation gets its members and topic with its last slice. */
export async function importMessages(run: Run): Promise<void> {
  if (run.progress.at.stage !== 'messages') return;
  const bots = new Map(run.slack.members.flatMap((member) => (member.botId ? [[member.botId, member] as const] : [])));
  if (run.slack.conversations.length === 0) {
    return await takeStep(run, async () => ({
      at: { stage: 'general', from: 0 },
      counts: {},
      remarks: [],
      references: [],
    }));
  }
  for await (const slices of slicesOf(run.slack, run.progress.at)) {
    await takeStep(run, (work) => importSlices(run, work, slices, bots));
  }
}

type Bots = ReadonlyMap<string, SlackMember>;

async function importSlices(run: Run, work: Work, slices: readonly Slice[], bots: Bots): Promise<Step> {
  const { references, made, remarks } = await meet(run, work, authorsIn(slices, bots));
  const settings = slices.map((slice): Setting => {
    const conversation = conversationAt(run, slice.conversation);
    return { conversation, references, who: (id) => metMember(references, memberKey(id)), now: work.now };
  });
  let late: ReturnType<typeof meet> | undefined;
  const absent = async (): Promise<MemberId> => {
    late ??= meet(run, work, [nobody]);
    return metMember((await late).references, nobody.key);
  };
  const translated = slices.map((slice, at) => translateSlice(settings[at] as Setting, slice, bots, absent));
  const parts = translated.map(({ part }) => part);
  const outcomes = await importHistory(work, run.team, parts);
  const allMade = [...made, ...((await late)?.made ?? [])];
  const all: Remark[] = [...remarks, ...translated.flatMap((each) => each.remarks)];
  const counts: Record<string, number> = { membersWithoutRecord: allMade.length };
  for (const [at, outcome] of outcomes.entries()) {
    const { conversation } = settings[at] as Setting;
    all.push(...remarksOn(conversation, outcome));
    for (const [kind, number] of Object.entries(countsOf(outcome))) counts[kind] = (counts[kind] ?? 0) + number;
  }
  for (const [at, slice] of slices.entries()) {
    if (slice.isLast) all.push(...(await complete(work, settings[at] as Setting, parts[at] as HistoryPart)));
  }
  return { at: after(run, slices), counts, remarks: all, references: allMade };
}

function after(run: Run, slices: readonly Slice[]): Place {
  const last = slices.at(-1);
  if (!last) throw new Error('A step without a slice.');
  const { conversation, from, entries, isLast } = last;
  if (!isLast) return { stage: 'messages', conversation, entries: from + entries.length };
  if (conversation + 1 === run.slack.conversations.length) return { stage: 'general', from: 0 };
  return { stage: 'messages', conversation: conversation + 1, entries: 0 };
}

function* authorsIn(slices: readonly Slice[], bots: Bots): Generator<Author> {
  for (const { entry } of slices.flatMap(({ entries }) => entries)) {
    if (entry.kind !== 'message') continue;
    yield authorOf(entry, bots);
    if (entry.system?.event === 'joined' && entry.system.inviter) yield stranger(entry.system.inviter);
    for (const { users } of entry.reactions) yield* users.map((id) => stranger(id));
  }
}

function translateSlice(
  setting: Setting,
  slice: Slice,
  bots: Bots,
  absent: HistoryPart['nobody'],
): { part: HistoryPart; remarks: Remark[] } {
  const { conversation, references } = setting;
  const messages: ImportedMessage[] = [];
  const edits: ImportedEdit[] = [];
  const remarks: Remark[] = [];
  for (const { entry, next } of slice.entries) {
    if (entry.kind === 'not-understood') {
      const { what, where, name } = entry;
      remarks.push({ what, where, ...(name === undefined ? {} : { name }) });
    } else if (entry.kind === 'message') {
      const author = metMember(references, authorOf(entry, bots).key);
      const { records, remarks: more } = translateMessage(setting, entry, author, next);
      messages.push(...records);
      remarks.push(...more);
    } else {
      const { records, remarks: more } = translateRevision(setting, entry);
      edits.push(...records);
      remarks.push(...more);
    }
  }
  const channel = channelOf(references, conversation.id);
  if (!channel) throw new Error('A conversation of the export has no channel.');
  const people = new Set<MemberId>(peopleOf(conversation, references));
  return { part: { channel, people, messages, edits, nobody: absent }, remarks };
}

function countsOf({ added, alreadyThere, editsAdded }: PartOutcome): Partial<Counts> {
  const written = added.filter(({ note, isDeleted }) => !note && !isDeleted);
  return {
    messages: written.length,
    replies: written.filter(({ threadTs }) => threadTs !== undefined).length,
    notes: added.filter(({ note }) => note).length,
    reactions: added.flatMap(({ reactions }) => reactions.flatMap(({ members }) => members)).length,
    files: added.flatMap(({ files }) => files ?? []).length,
    edits: editsAdded,
    alreadyThere,
  };
}

function remarksOn({ id }: Conversation, { taken, missingRoots, editsWithoutMessage }: PartOutcome): Remark[] {
  const where = (ts: Ts): string => `${id}#${tsFromMicroseconds(BigInt(ts))}`;
  return [
    ...taken.map((ts): Remark => ({ what: 'place-taken', where: where(ts) })),
    ...missingRoots.map((ts): Remark => ({ what: 'thread-without-root', where: where(ts) })),
    ...editsWithoutMessage.map(({ of }): Remark => ({ what: 'edit-without-message', where: where(of) })),
  ];
}

/** Direct and group conversations have had their people from the beginning. */
async function complete(work: Work, setting: Setting, { channel, people }: HistoryPart): Promise<Remark[]> {
  const { conversation } = setting;
  const topic = translateSetting(setting, conversation.topic.value);
  const purpose = translateSetting(setting, conversation.purpose.value);
  if (!isNamed(conversation)) return [];
  await completeHistory(work, channel, { topic: topic.line, purpose: purpose.line, members: [...people] });
  return [topic, purpose].flatMap(({ isCut }) => (isCut ? [{ what: 'topic-shortened', where: conversation.id }] : []));
}

function conversationAt(run: Run, at: number): Conversation {
  const conversation = run.slack.conversations[at];
  if (!conversation) throw new Error('The import has passed the last conversation of the export.');
  return conversation;
}
