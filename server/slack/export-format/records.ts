/** What reading an export yields: neutral records in which nothing of Slack's JSON is left but ids and mrkdwn. */

/** Something that the export holds and an import cannot carry over. All of it belongs into the import's report. */
export interface NotUnderstood {
  kind: 'not-understood';
  /** Where it stands: a path inside the ZIP, then `#` and the element's index or the message's timestamp. */
  where: string;
  what: Gap;
  /** A word of the export that names the thing (a subtype, an id, a file name), where there is one. */
  name?: string;
}

export type Gap =
  | 'unknown-file' // a file that no export known to us holds
  | 'file-not-carried' // a known file whose content Wardroom has no place for
  | 'folder-without-conversation' // a folder that no list names; its messages are not read
  | 'file-conversation' // `FC:…`: the conversation about one file
  | 'folder-shared' // two conversations claim one folder; the first has it
  | 'member-record' // an unreadable or repeated element of users.json
  | 'conversation-record' // an unreadable or repeated element of channels.json, groups.json, mpims.json, dms.json
  | 'pin' // a pin on a file, as they were until 2017, or an unreadable one
  | 'list' // groups.json, mpims.json or dms.json breaks off; what stands before is read
  | 'id-without-member' // someone is named of whom the export holds no record
  | 'day' // a day's file breaks off; what stands before is read
  | 'message-record' // an element of a day that is no readable message
  | 'message-repeated' // a second message with the same timestamp; the first is kept
  | 'message-out-of-order' // a message that stands days away from where its time belongs
  | 'message-without-author'
  | 'message-hidden-by-limit' // the workspace's plan withheld the content
  | 'message-content' // blocks without any text
  | 'unknown-subtype' // the message is yielded as an ordinary post
  | 'edit-log'; // a log entry that does not say what was changed

export interface SlackMember {
  id: string;
  kind: 'person' | 'bot' | 'app' | 'workflow' | 'slackbot';
  role: 'primary-owner' | 'owner' | 'admin' | 'member' | 'guest' | 'single-channel-guest';
  /** Deactivated at Slack; still an author. */
  deleted: boolean;
  handle: string;
  realName: string;
  displayName: string;
  title: string;
  email: string | undefined;
  timezone: string | undefined;
  /** The id that this member's messages carry as `bot.id`. */
  botId: string | undefined;
}

export interface Setting {
  value: string;
  by: string | undefined;
  at: Date | undefined;
}

export interface Pin {
  ts: bigint;
  by: string | undefined;
  at: Date | undefined;
}

export interface Conversation {
  id: string;
  kind: 'public-channel' | 'private-channel' | 'group-message' | 'direct-message';
  /** Empty for direct messages; `mpdm-a--b-1` for group messages. */
  name: string;
  /** Without repetition; one id for the conversation with oneself. */
  memberIds: string[];
  createdAt: Date | undefined;
  creator: string | undefined;
  archived: boolean;
  /** The channel everyone is in. */
  general: boolean;
  topic: Setting;
  purpose: Setting;
  pins: Pin[];
  /** The files of the conversation's days, by name. */
  days: string[];
}

export interface FileReference {
  id: string;
  name: string;
  title: string;
  mimetype: string | undefined;
  sizeBytes: number | undefined;
  user: string | undefined;
  /** Slack's address of the bytes; it may contain a token that grants access to them. */
  url: string | undefined;
  mode: 'hosted' | 'external' | 'deleted' | 'hidden-by-limit';
}

export type SystemEvent =
  | { event: 'joined'; inviter: string | undefined }
  | { event: 'left' }
  | { event: 'topic-set'; topic: string }
  | { event: 'purpose-set'; purpose: string }
  | { event: 'renamed'; from: string; to: string }
  | { event: 'archived' }
  | { event: 'unarchived' }
  | { event: 'pinned' }
  | { event: 'unpinned' }
  /** Slack's own notices (an app was added, a huddle took place …); the text says what happened. */
  | { event: 'notice'; subtype: string };

export interface Message {
  kind: 'message';
  /** Microseconds since 1970, strictly rising within a conversation; the message's id. */
  ts: bigint;
  /** `action` is `/me`; `tombstone` is a deleted root that still has replies. */
  form: 'post' | 'action' | 'system' | 'tombstone';
  system: SystemEvent | undefined;
  /** Undefined for integrations that have no member, and where the export does not say. */
  user: string | undefined;
  /** The name shown with the message, where the message carries it: for authors without a member record. */
  authorName: string | undefined;
  bot: { id: string | undefined; name: string | undefined } | undefined;
  /** mrkdwn as Slack stores it, with the texts of an integration's attachments below; see `markdownFromMrkdwn`. */
  text: string;
  /** The root's `ts`, in replies only. */
  threadTs: bigint | undefined;
  /** A reply that was also sent to the channel. */
  broadcast: boolean;
  edited: { by: string | undefined; at: bigint } | undefined;
  reactions: { name: string; users: string[] }[];
  files: FileReference[];
}

/** An earlier text of a message, or the fact that it was deleted; only in exports with full logs. */
export interface Revision {
  kind: 'edited' | 'deleted';
  at: bigint;
  /** The message, which does not stand in the export if it was deleted. */
  of: bigint;
  by: string | undefined;
  author: string | undefined;
  previousText: string;
}
