/** One message of the export as messages of ours: usually one, several where the text is longer than one may be. */
import { type MemberId, publicId, type Ts } from '#contract/ids.ts';
import type { FileReference, Note } from '#contract/workspace.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { ImportedEdit, ImportedMessage } from '#workspace/history-import/history-import.ts';
import { type Conversation, type Message, markdownFromMrkdwn, type Revision } from '../export-format/export-format.ts';
import { tsFromMicroseconds } from '../timestamps.ts';
import { type References, tokenNames } from './references.ts';
import type { Remark } from './report.ts';

export interface Setting {
  readonly conversation: Conversation;
  readonly references: References;
  /** The member that a person of the export is; everybody who is asked for was met before. */
  readonly who: (id: string) => MemberId;
  readonly now: Date;
}

export interface Translated<T> {
  readonly records: readonly T[];
  readonly remarks: readonly Remark[];
}

/** `next`: the time of the message after this one, which the parts of a long text must not reach. */
export function translateMessage(
  setting: Setting,
  message: Message,
  author: MemberId,
  next: bigint | undefined,
): Translated<ImportedMessage> {
  const where = `${setting.conversation.id}#${tsFromMicroseconds(message.ts)}`;
  if (!isPast(message.ts, setting.now)) return { records: [], remarks: [{ what: 'time-impossible', where }] };
  const remarks: Remark[] = [];
  const note = noteOf(setting, message, author);
  const by =
    message.system?.event === 'joined' && message.system.inviter ? setting.who(message.system.inviter) : author;
  const isDeleted = message.form === 'tombstone';
  const [text = '', ...rest] = note || isDeleted ? [''] : split(textOf(setting, message));
  const hasThread = message.threadTs !== undefined && message.threadTs > 0n && message.threadTs < message.ts;
  if (message.threadTs !== undefined && !hasThread) remarks.push({ what: 'thread-without-root', where });
  const shared = {
    author: by,
    ...(hasThread ? { threadTs: microseconds(message.threadTs as bigint) } : {}),
    inTimeline: !hasThread || message.broadcast,
    isDeleted,
  };
  const first: ImportedMessage = {
    ...shared,
    ts: microseconds(message.ts),
    text,
    ...(note ? { note } : {}),
    files: isDeleted ? [] : filesOf(message, where, remarks),
    ...(message.edited ? { editedAt: dateOf(message.edited.at, message.ts, setting.now) } : {}),
    reactions: isDeleted ? [] : reactionsOf(setting, message, where, remarks),
  };
  const room = next === undefined ? rest.length : Math.min(rest.length, Number(next - message.ts) - 1);
  if (rest.length > 0) remarks.push({ what: room < rest.length ? 'text-shortened' : 'text-split', where });
  const more = rest
    .slice(0, room)
    .map((part, at): ImportedMessage => ({ ...shared, ts: (first.ts + at + 1) as Ts, text: part, reactions: [] }));
  return { records: [first, ...more], remarks };
}

export function translateRevision(setting: Setting, revision: Revision): Translated<ImportedEdit> {
  const where = `${setting.conversation.id}#${tsFromMicroseconds(revision.of)}`;
  if (revision.kind === 'deleted') return { records: [], remarks: [{ what: 'deleted-message', where }] };
  if (!isPast(revision.of, setting.now)) return { records: [], remarks: [{ what: 'edit-without-message', where }] };
  const [text = '', ...rest] = split(markdownOf(setting, revision.previousText));
  return {
    records: [{ of: microseconds(revision.of), replacedAt: dateOf(revision.at, revision.of, setting.now), text }],
    remarks: rest.length > 0 ? [{ what: 'text-shortened', where }] : [],
  };
}

/** A topic or purpose as one line in its bounds. */
export function translateSetting(setting: Setting, value: string): { readonly line: string; readonly isCut: boolean } {
  const line = markdownOf(setting, value)
    .replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  const most = limits.channels.topicCharactersMax;
  if (line.length <= most) return { line, isCut: false };
  // Not within a token, which would be no token any more.
  return {
    line: `${line
      .slice(0, most - 1)
      .toWellFormed()
      .replace(/<[^<>]*$/, '')}…`,
    isCut: true,
  };
}

const clockSkewMs = 5 * MINUTE_MS;

/** A channel that once has a message of the future can only go on from there. */
const isPast = (us: bigint, now: Date): boolean => us > 0n && us <= BigInt(now.getTime() + clockSkewMs) * 1000n;

const microseconds = (us: bigint): Ts => Number(us) as Ts;

const dateOf = (us: bigint, otherwise: bigint, now: Date): Date =>
  new Date(Number(isPast(us, now) ? us : otherwise) / 1000);

const markdownOf = ({ references }: Setting, mrkdwn: string): string =>
  markdownFromMrkdwn(mrkdwn.toWellFormed().replaceAll('\0', '\ufffd'), tokenNames(references));

function textOf(setting: Setting, message: Message): string {
  const text = markdownOf(setting, message.text);
  return message.form === 'action' && text !== '' && !/[_\n]/.test(text) ? `_${text}_` : text;
}

function noteOf(setting: Setting, { system, text }: Message, author: MemberId): Note | undefined {
  const line = (of: string): string => split(markdownOf(setting, of))[0] ?? '';
  const member = publicId('U', author);
  switch (system?.event) {
    case undefined:
      return undefined;
    case 'joined':
      return { kind: system.inviter ? 'added' : 'joined', member };
    case 'left':
      return { kind: 'left', member };
    case 'topic-set':
      return { kind: 'topic', text: line(system.topic) };
    case 'purpose-set':
      return { kind: 'purpose', text: line(system.purpose) };
    case 'renamed':
      return { kind: 'renamed', text: system.to };
    case 'archived':
    case 'unarchived':
      return { kind: system.event };
    default:
      return { kind: 'notice', text: line(text) };
  }
}

function filesOf(message: Message, where: string, remarks: Remark[]): FileReference[] {
  return message.files.map(({ id, name, mimetype, sizeBytes, mode }) => {
    if (mode === 'deleted' || mode === 'hidden-by-limit') remarks.push({ what: 'file-gone', where, name: id });
    return {
      name,
      ...(mimetype ? { type: mimetype } : {}),
      ...(sizeBytes !== undefined && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? { size: sizeBytes } : {}),
      from: 'slack',
    };
  });
}

function reactionsOf(
  setting: Setting,
  message: Message,
  where: string,
  remarks: Remark[],
): ImportedMessage['reactions'] {
  const byEmoji = new Map<string, Set<MemberId>>();
  for (const { name, users } of message.reactions) {
    if (name === '' || name.length > limits.messages.emojiCharactersMax || /[\p{Cc}\p{Cs}]/u.test(name)) {
      remarks.push({ what: 'reaction-not-usable', where });
      continue;
    }
    const members = byEmoji.get(name) ?? new Set();
    for (const user of users) members.add(setting.who(user));
    byEmoji.set(name, members);
  }
  return [...byEmoji].map(([emoji, members]) => ({ emoji, members: [...members] }));
}

const edgeCharacters = 2_000;

/** Parts within the bound, cut at the end of a line or of a word where there is one nearby. */
function split(text: string): string[] {
  const most = limits.messages.textCharactersMax;
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const nearby = rest.slice(most - edgeCharacters, most);
    const edge = Math.max(nearby.lastIndexOf('\n'), nearby.lastIndexOf(' '));
    const hard = /[\ud800-\udbff]$/.test(nearby) ? most - 1 : most;
    const end = edge === -1 ? hard : most - edgeCharacters + edge + 1;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}
