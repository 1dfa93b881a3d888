import { microsecondsFromTs } from '../timestamps.ts';
import { textOf } from './message-text.ts';
import type { FileReference, Gap, Message, NotUnderstood, Revision, SystemEvent } from './records.ts';
import { type FileShape, type MessageShape, messageShape, type RevisionShape, revisionShape } from './shapes.ts';
import { isNotice, isPost, systemEventOf } from './subtypes.ts';

export type Entry = Message | Revision;

/**
 * What one element of a day says: at most one entry, and what of it was not understood. `place` is the element's
 * place for the report.
 */
export function entryFrom(value: unknown, place: string): { entry?: Entry; gaps: NotUnderstood[] } {
  const gaps: NotUnderstood[] = [];
  const miss = (what: Gap, name?: string) => {
    gaps.push({ kind: 'not-understood', where: place, what, ...(name && { name }) });
  };
  if (isLogEntry(value)) {
    const revision = revisionShape.Check(value) ? revisionFrom(value, value.subtype) : undefined;
    if (revision === undefined) miss('edit-log', value.subtype);
    return revision === undefined ? { gaps } : { entry: revision, gaps };
  }
  const ts = messageShape.Check(value) ? microsecondsFromTs(value.ts) : undefined;
  if (!messageShape.Check(value) || ts === undefined) {
    miss('message-record');
    return { gaps };
  }
  const entry = messageFrom(value, ts);
  if (value.is_hidden_by_limit) miss('message-hidden-by-limit');
  if (entry.user === undefined && entry.bot === undefined) miss('message-without-author');
  if (entry.text === '' && (value.blocks ?? []).length > 0) miss('message-content');
  const unknown = unknownKindOf(value);
  if (unknown !== undefined) miss('unknown-subtype', unknown);
  return { entry, gaps };
}

function unknownKindOf({ type, subtype }: MessageShape): string | undefined {
  if (type && type !== 'message') return type;
  return subtype && !isPost(subtype) && !isNotice(subtype) ? subtype : undefined;
}

function messageFrom(record: MessageShape, ts: bigint): Message {
  const subtype = record.subtype || undefined;
  const system = subtype === undefined ? undefined : systemEventOf(subtype, record);
  const thread = record.thread_ts ? microsecondsFromTs(record.thread_ts) : undefined;
  return {
    kind: 'message',
    ts,
    form: formOf(subtype, system),
    system,
    user: record.user || record.comment?.user || undefined,
    authorName: authorNameOf(record),
    bot: botOf(record),
    text: textOf(record),
    threadTs: thread === ts ? undefined : thread,
    broadcast: subtype === 'thread_broadcast',
    edited: editedOf(record),
    reactions: (record.reactions ?? []).map(({ name, users }) => ({ name, users: [...new Set(users)] })),
    files: filesOf(record),
  };
}

function formOf(subtype: string | undefined, system: SystemEvent | undefined): Message['form'] {
  if (system !== undefined) return 'system';
  if (subtype === 'tombstone') return 'tombstone';
  return subtype === 'me_message' ? 'action' : 'post';
}

function authorNameOf(record: MessageShape): string | undefined {
  const profile = record.user_profile;
  return profile?.display_name || profile?.real_name || profile?.name || undefined;
}

function botOf(record: MessageShape): Message['bot'] {
  if (!record.bot_id && record.subtype !== 'bot_message') return undefined;
  return { id: record.bot_id || undefined, name: record.username || record.bot_profile?.name || undefined };
}

function editedOf({ edited }: MessageShape): Message['edited'] {
  const at = edited ? microsecondsFromTs(edited.ts) : undefined;
  return at === undefined ? undefined : { by: edited?.user || undefined, at };
}

/** Until 2018 a message had one `file`; some exports carry both members for the same file. */
function filesOf(record: MessageShape): FileReference[] {
  const byId = new Map<string, FileReference>();
  for (const file of [...(record.files ?? []), ...(record.file ? [record.file] : [])]) {
    if (!byId.has(file.id)) byId.set(file.id, fileFrom(file));
  }
  return [...byId.values()];
}

function fileFrom(file: FileShape): FileReference {
  return {
    id: file.id,
    name: file.name || file.title || file.id,
    title: file.title ?? '',
    mimetype: file.mimetype || undefined,
    sizeBytes: file.size ?? undefined,
    user: file.user || undefined,
    url: file.url_private_download || file.url_private || undefined,
    mode: modeOf(file),
  };
}

function modeOf(file: FileShape): FileReference['mode'] {
  if (file.mode === 'tombstone') return 'deleted';
  if (file.mode === 'hidden_by_limit') return 'hidden-by-limit';
  return file.mode === 'external' || file.is_external === true ? 'external' : 'hosted';
}

interface LogEntry {
  subtype: 'message_changed' | 'message_deleted';
}

function isLogEntry(value: unknown): value is LogEntry {
  if (typeof value !== 'object' || value === null || !('subtype' in value)) return false;
  return value.subtype === 'message_changed' || value.subtype === 'message_deleted';
}

function revisionFrom(record: RevisionShape, subtype: LogEntry['subtype']): Revision | undefined {
  const previous = record.previous_message ?? record.original;
  const of = record.deleted_ts || record.message?.ts || previous?.ts;
  const at = microsecondsFromTs(record.ts);
  const changed = of ? microsecondsFromTs(of) : undefined;
  if (at === undefined || changed === undefined || !previous) return undefined;
  return {
    kind: subtype === 'message_changed' ? 'edited' : 'deleted',
    at,
    of: changed,
    by: record.message?.edited?.user || record.user || undefined,
    author: previous.user || undefined,
    previousText: previous.text ?? '',
  };
}
