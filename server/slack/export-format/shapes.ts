/**
 * The members of Slack's records that an import uses, as exports of 2014 to today write them. Every record may
 * carry members that are not named here; a member that is named must have the type that stands here, or the
 * record is not understood. Sources: Slack's help pages on exports, its published API description, real exports.
 */
import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = maybe(Type.String());
const flag = maybe(Type.Boolean());
/** Bounded, because ids become parts of keys and paths. */
const id = Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$' });
/** See `timestamps.ts`. */
const timestamp = Type.String({ pattern: '^\\d{1,12}\\.\\d{6}$' });
/** Seconds since 1970: a number in new exports, text in old ones. */
const seconds = maybe(Type.Union([Type.Number(), Type.String()]));
const setting = maybe(Type.Object({ value: text, creator: text, last_set: seconds }));

const Member = Type.Object({
  id,
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  tz: text,
  is_admin: flag,
  is_owner: flag,
  is_primary_owner: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_bot: flag,
  is_app_user: flag,
  is_workflow_bot: flag,
  profile: maybe(
    Type.Object({ real_name: text, display_name: text, email: text, title: text, bot_id: text, api_app_id: text }),
  ),
});

const Pin = Type.Object({ id: Type.String(), type: text, created: seconds, user: text });

const Conversation = Type.Object({
  id,
  name: text,
  created: seconds,
  creator: text,
  is_archived: flag,
  is_general: flag,
  members: maybe(Type.Array(id)),
  pins: maybe(Type.Array(Pin)),
  topic: setting,
  purpose: setting,
});

const File = Type.Object({
  id,
  name: text,
  title: text,
  mimetype: text,
  size: maybe(Type.Number()),
  mode: text,
  user: text,
  url_private: text,
  url_private_download: text,
  is_external: flag,
});

const Attachment = Type.Object({
  pretext: text,
  title: text,
  title_link: text,
  text,
  fallback: text,
  from_url: text,
  is_msg_unfurl: flag,
  is_app_unfurl: flag,
  fields: maybe(Type.Array(Type.Object({ title: text, value: text }))),
});

const profile = maybe(Type.Object({ real_name: text, display_name: text, name: text }));

const Message = Type.Object({
  type: text,
  subtype: text,
  ts: timestamp,
  user: text,
  text,
  thread_ts: maybe(timestamp),
  username: text,
  bot_id: text,
  bot_profile: maybe(Type.Object({ name: text })),
  user_profile: profile,
  edited: maybe(Type.Object({ user: text, ts: timestamp })),
  reactions: maybe(Type.Array(Type.Object({ name: Type.String(), users: Type.Array(id) }))),
  file: maybe(File),
  files: maybe(Type.Array(File)),
  attachments: maybe(Type.Array(Attachment)),
  blocks: maybe(Type.Array(Type.Unknown())),
  comment: maybe(Type.Object({ user: text, comment: text })),
  is_hidden_by_limit: maybe(Type.Union([Type.Boolean(), Type.Number()])),
  inviter: text,
  topic: text,
  purpose: text,
  name: text,
  old_name: text,
});

/** An entry of an edit or deletion log, written where a workspace keeps all revisions. */
const Revision = Type.Object({
  ts: Type.String(),
  user: text,
  message: maybe(Type.Object({ ts: text, edited: maybe(Type.Object({ user: text })) })),
  deleted_ts: text,
  previous_message: maybe(Type.Object({ ts: text, user: text, text })),
  original: maybe(Type.Object({ ts: text, user: text, text })),
});

export type MemberShape = Static<typeof Member>;
export type ConversationShape = Static<typeof Conversation>;
export type MessageShape = Static<typeof Message>;
export type FileShape = Static<typeof File>;
export type AttachmentShape = Static<typeof Attachment>;
export type RevisionShape = Static<typeof Revision>;

export const memberShape = Compile(Member);
export const conversationShape = Compile(Conversation);
export const messageShape = Compile(Message);
export const revisionShape = Compile(Revision);
