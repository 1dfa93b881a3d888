import { microsecondsFromTs } from '../timestamps.ts';
import type { Conversation, Pin, Setting } from './records.ts';
import type { ConversationShape } from './shapes.ts';

type Seconds = number | string | null | undefined;

/** The lists of conversations at the top of an export, in the order in which they are read. */
export const conversationLists = [
  { file: 'channels.json', kind: 'public-channel' },
  { file: 'groups.json', kind: 'private-channel' },
  { file: 'mpims.json', kind: 'group-message' },
  { file: 'dms.json', kind: 'direct-message' },
] as const satisfies readonly { file: string; kind: Conversation['kind'] }[];

export function conversationFrom(record: ConversationShape, kind: Conversation['kind'], days: string[]): Conversation {
  return {
    id: record.id,
    kind,
    name: kind === 'direct-message' ? '' : (record.name ?? ''),
    memberIds: [...new Set(record.members ?? [])],
    createdAt: dateFrom(record.created),
    creator: record.creator || undefined,
    archived: record.is_archived === true,
    general: record.is_general === true,
    topic: settingFrom(record.topic),
    purpose: settingFrom(record.purpose),
    pins: (record.pins ?? []).flatMap(pinFrom),
    days,
  };
}

function settingFrom(setting: ConversationShape['topic']): Setting {
  return { value: setting?.value ?? '', by: setting?.creator || undefined, at: dateFrom(setting?.last_set) };
}

/** Those of the record's pins that name no message: files were pinned by themselves until 2017. */
export const pinsWithoutMessage = (record: ConversationShape): string[] =>
  (record.pins ?? []).filter((pin) => microsecondsFromTs(pin.id) === undefined).map((pin) => pin.id);

function pinFrom(pin: NonNullable<ConversationShape['pins']>[number]): Pin[] {
  const ts = microsecondsFromTs(pin.id);
  return ts === undefined ? [] : [{ ts, by: pin.user || undefined, at: dateFrom(pin.created) }];
}

/** Undefined for 0, which is how Slack writes "never", and for what is no time at all. */
function dateFrom(seconds: Seconds): Date | undefined {
  const value = Number(seconds ?? 0);
  const date = new Date(value * 1000);
  return value > 0 && !Number.isNaN(date.getTime()) ? date : undefined;
}
