import { type ChannelId, type MemberId, type Ts, type UserGroupId, uuidOf } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';

/**
 * Whom a text names: members by their tokens `<@U…>`, user groups by `<!subteam^S…>`, and everybody by `<!here>`,
 * `<!channel>` or `<!everyone>`.
 */
export interface Named {
  readonly members: readonly MemberId[];
  readonly groups: readonly UserGroupId[];
  /** `here` means those who are active at that moment; where a text says both, all are meant. */
  readonly everybody: 'here' | 'channel' | undefined;
}

const ID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const TOKEN = new RegExp(`<(?:@(U${ID})|!subteam\\^(S${ID})|!(here|channel|everyone))>`, 'g');
const NOBODY: Named = { members: [], groups: [], everybody: undefined };

/** Beyond the bounds the text stays as it is, but nobody more is told. */
export function namedIn(text: string): Named {
  if (!text.includes('<')) return NOBODY;
  const members = new Set<MemberId>();
  const groups = new Set<UserGroupId>();
  let everybody: Named['everybody'];
  for (const [, member, group, all] of text.matchAll(TOKEN)) {
    if (all) everybody = all === 'here' ? (everybody ?? 'here') : 'channel';
    else if (group && groups.size < limits.messages.groupMentionsMax) groups.add(uuidOf(group) as UserGroupId);
    else if (member && members.size < limits.messages.mentionsMax) members.add(uuidOf(member) as MemberId);
  }
  return { members: [...members], groups: [...groups], everybody };
}

export interface MentionRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly place: number;
  readonly member_id: MemberId | null;
  readonly author_id: MemberId;
  /** By which token; who is named by name and by a group is named by name. */
  readonly via: 'name' | 'group' | 'here' | 'channel';
}

/**
 * The rows of one message; a token of somebody who is not in the channel is text and nothing more. `inGroup` gives
 * those members of a group who are in the channel.
 */
export function mentionRows(
  message: Pick<MentionRow, 'channel_id' | 'ts' | 'author_id'>,
  named: Named,
  isHere: (member: MemberId) => boolean,
  inGroup: (group: UserGroupId) => readonly MemberId[],
): MentionRow[] {
  const via = new Map<MemberId, MentionRow['via']>();
  for (const member of named.members.filter(isHere)) via.set(member, 'name');
  for (const member of named.groups.flatMap(inGroup)) if (!via.has(member)) via.set(member, 'group');
  const everybody = named.everybody ? [{ member_id: null, via: named.everybody }] : [];
  return [...everybody, ...[...via].map(([member_id, by]) => ({ member_id, via: by }))].map((row, place) => ({
    channel_id: message.channel_id,
    ts: message.ts,
    author_id: message.author_id,
    place,
    ...row,
  }));
}

export { deleteMentions, insertMentions } from './mentions.sql.ts';
