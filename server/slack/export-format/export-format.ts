/**
 * Reads the ZIP that Slack gives a workspace that leaves. Whoever made the file is not trusted: see `archive.ts`
 * for what is refused. Nothing is written anywhere; every file is inflated once before the first record is handed
 * out, so that a damaged or overflowing ZIP is refused as a whole and never half imported.
 */
import { problem } from '#platform/problem.ts';
import { type Archive, type ArchiveLimits, archiveLimits, openArchive } from './archive.ts';
import { conversationFrom, conversationLists, pinsWithoutMessage } from './conversations.ts';
import { entriesInOrder } from './days.ts';
import { elementsOf } from './elements.ts';
import { type Layout, layoutOf } from './layout.ts';
import { memberFrom, slackbotId } from './members.ts';
import type { Entry } from './messages.ts';
import type { Conversation, Gap, NotUnderstood, SlackMember } from './records.ts';
import { type ConversationShape, conversationShape, memberShape } from './shapes.ts';

export { markdownFromMrkdwn } from './mrkdwn.ts';
export type * from './records.ts';

export const exportNotSlack = problem<{ missing: string }>(
  'slack/export-not-slack',
  422,
  'This ZIP lacks a list that every Slack export has at its top level. Import the file as Slack made it.',
);
export const exportUnreadable = problem<{ file: string }>(
  'slack/export-unreadable',
  422,
  'The list of members or of channels in this export cannot be read. Download the export again.',
);

export interface SlackExport {
  /** SHA-256 of the ZIP, in hexadecimal: the same file has the same digest at every import. */
  readonly digest: string;
  readonly members: readonly SlackMember[];
  /** Public channels, private channels, group messages, direct messages, each in the order of its list. */
  readonly conversations: readonly Conversation[];
  /** Bytes that the ZIP carries under `__uploads/`, by the file's id. */
  readonly uploads: ReadonlyMap<string, { path: string; name: string; bytes: number }>;
  /** What the lists and the folders hold beyond that. */
  readonly notUnderstood: readonly NotUnderstood[];
  /** Messages and log entries by rising time, mixed with what was not understood. Holds about two days in memory. */
  messages(conversation: Conversation): AsyncGenerator<Entry | NotUnderstood>;
  close(): Promise<void>;
}

/** Opens an export; refuses what is no complete, sane ZIP and what lacks a readable list of members or channels. */
export async function openSlackExport(path: string, limits: ArchiveLimits = archiveLimits): Promise<SlackExport> {
  const archive = await openArchive(path, limits);
  try {
    return await readExport(archive);
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function readExport(archive: Archive): Promise<SlackExport> {
  const layout = layoutOf(archive.files);
  const { membersFile } = layout;
  if (membersFile === undefined) throw exportNotSlack({ missing: 'users.json' });
  if (!archive.files.has('channels.json')) throw exportNotSlack({ missing: 'channels.json' });
  await inflateAll(archive, layout);
  const notUnderstood = [...layout.notUnderstood];
  const members = await readMembers(archive, membersFile, notUnderstood);
  const conversations = await readConversations(archive, layout, notUnderstood);
  const known = new Set([...members.map((member) => member.id), slackbotId]);
  reportUnknownIds(conversations, known, notUnderstood);
  return {
    digest: archive.digest,
    members,
    conversations,
    uploads: layout.uploads,
    notUnderstood,
    messages: (conversation) => withUnknownIds(entriesInOrder(conversation.days, archive.read), conversation, known),
    close: archive.close,
  };
}

/** Uploads are left out: they may be most of the ZIP, and are checked when they are read. */
async function inflateAll(archive: Archive, layout: Layout): Promise<void> {
  const uploads = new Set([...layout.uploads.values()].map((upload) => upload.path));
  for (const path of archive.files.keys()) {
    if (uploads.has(path)) continue;
    for await (const _ of archive.read(path)) {
      // Reading to the end is what compares size and checksum.
    }
  }
}

async function readMembers(archive: Archive, file: string, gaps: NotUnderstood[]): Promise<SlackMember[]> {
  const members = new Map<string, SlackMember>();
  for await (const { value, where } of listed(archive, file)) {
    if (memberShape.Check(value) && !members.has(value.id)) members.set(value.id, memberFrom(value));
    else gaps.push(gap(where, 'member-record'));
  }
  return [...members.values()];
}

async function readConversations(archive: Archive, layout: Layout, gaps: NotUnderstood[]): Promise<Conversation[]> {
  const conversations = new Map<string, Conversation>();
  const claimed = new Set<string>();
  for (const { file, kind } of conversationLists.filter((list) => archive.files.has(list.file))) {
    for await (const { value, where } of listed(archive, file)) {
      if (!conversationShape.Check(value) || conversations.has(value.id)) {
        gaps.push(gap(where, 'conversation-record'));
        continue;
      }
      const days = claimDays(layout, claimed, value);
      if (days === 'shared') gaps.push(gap(where, 'folder-shared', value.name ?? value.id));
      for (const pin of pinsWithoutMessage(value)) gaps.push(gap(where, 'pin', pin));
      conversations.set(value.id, conversationFrom(value, kind, days === 'shared' ? [] : days));
    }
  }
  for (const folder of layout.folders()) {
    if (!claimed.has(folder)) gaps.push(gap(folder, gapOfFolder(folder)));
  }
  return [...conversations.values()];
}

/** The days of the conversation's folder, which is then taken; `shared` where another conversation has taken it. */
function claimDays(layout: Layout, claimed: Set<string>, record: ConversationShape): string[] | 'shared' {
  const folder = layout.folderOf(record.id, record.name ?? '');
  if (folder === undefined) return [];
  if (claimed.has(folder)) return 'shared';
  claimed.add(folder);
  return layout.daysOf(folder);
}

const gapOfFolder = (folder: string): Gap =>
  folder.startsWith('FC:') ? 'file-conversation' : 'folder-without-conversation';

/** The elements of a list. One that is unreadable is `undefined`; a list that breaks off refuses the export. */
async function* listed(archive: Archive, file: string): AsyncGenerator<{ value: unknown; where: string }> {
  for await (const element of elementsOf(archive.read(file))) {
    if (element.kind === 'broken') throw exportUnreadable({ file });
    yield { value: element.kind === 'value' ? element.value : undefined, where: `${file}#${element.index}` };
  }
}

const gap = (where: string, what: Gap, name?: string): NotUnderstood => ({
  kind: 'not-understood',
  where,
  what,
  ...(name && { name }),
});

function reportUnknownIds(conversations: Conversation[], known: ReadonlySet<string>, gaps: NotUnderstood[]): void {
  for (const conversation of conversations) {
    const named = [...conversation.memberIds, ...(conversation.creator ? [conversation.creator] : [])];
    for (const id of new Set(named)) {
      if (!known.has(id)) gaps.push(gap(conversation.id, 'id-without-member', id));
    }
  }
}

/** Adds each id that no member has, once per conversation, before the entry that names it first. */
async function* withUnknownIds(
  entries: AsyncIterable<Entry | NotUnderstood>,
  conversation: Conversation,
  known: ReadonlySet<string>,
): AsyncGenerator<Entry | NotUnderstood> {
  const reported = new Set(conversation.memberIds.filter((id) => !known.has(id)));
  for await (const entry of entries) {
    for (const id of entry.kind === 'not-understood' ? [] : idsIn(entry)) {
      if (known.has(id) || reported.has(id)) continue;
      reported.add(id);
      yield gap(conversation.id, 'id-without-member', id);
    }
    yield entry;
  }
}

function idsIn(entry: Entry): string[] {
  const ids =
    entry.kind === 'message'
      ? [entry.user, entry.edited?.by, ...entry.reactions.flatMap((reaction) => reaction.users)]
      : [entry.by, entry.author];
  return ids.filter((id) => id !== undefined);
}
