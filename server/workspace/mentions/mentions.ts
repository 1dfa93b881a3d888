import { type ChannelId, type MemberId, type Ts, uuidOf } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';

/** Whom a text names: members by their tokens `<@U…>`, and everybody by `<!here>`, `<!channel>` or `<!everyone>`. */
export interface Named {
  readonly members: readonly MemberId[];
  readonly everybody: boolean;
}

const TOKEN = /<(?:@(U[0-7][0-9A-HJKMNP-TV-Z]{25})|!(here|channel|everyone))>/g;
const NOBODY: Named = { members: [], everybody: false };

/** Beyond the bound the text stays as it is, but nobody more is told. */
export function namedIn(text: string): Named {
  if (!text.includes('<')) return NOBODY;
  const members = new Set<MemberId>();
  let everybody = false;
  for (const [, member] of text.matchAll(TOKEN)) {
    if (!member) everybody = true;
    else if (members.size < limits.messages.mentionsMax) members.add(uuidOf(member) as MemberId);
  }
  return { members: [...members], everybody };
}

export interface MentionRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly place: number;
  readonly member_id: MemberId | null;
  readonly author_id: MemberId;
}

/** The rows of one message; a token of somebody who is not in the channel is text and nothing more. */
export function mentionRows(
  message: Pick<MentionRow, 'channel_id' | 'ts' | 'author_id'>,
  named: Named,
  isHere: (member: MemberId) => boolean,
): MentionRow[] {
  const { channel_id, ts, author_id } = message;
  const of = [...(named.everybody ? [null] : []), ...named.members.filter(isHere)];
  return of.map((member_id, place) => ({ channel_id, ts, place, member_id, author_id }));
}

export { deleteMentions, insertMentions } from './mentions.sql.ts';
