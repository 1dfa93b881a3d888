/**
 * Who is to be told of a message, and why. The danger: to disturb somebody who asked not to be, or to leave out
 * somebody who waits. The principle: one judgement for every way of telling, made from what stands in the database when
 * it is made. The boundary: nothing is sent here; delivery decides by which way, and what to do while a member is not
 * to be disturbed.
 */
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { messagesAt, openBody, placeKey } from '../channel-log/channel-log.ts';
import { type CandidateRow, candidates } from './judgement.sql.ts';
import { containsKeyword } from './keywords.ts';
import { openKeywords } from './preferences.ts';
import { quietUntil } from './quiet-hours.ts';

/** Why, the strongest first: a notice gives the first one that holds. */
const REASONS = ['direct', 'mention', 'group', 'here', 'channel', 'keyword', 'thread', 'all'] as const;
type Reason = (typeof REASONS)[number];

export interface Notice {
  readonly channel: ChannelId;
  readonly kind: CandidateRow['kind'];
  readonly ts: Ts;
  readonly member: MemberId;
  readonly reason: Reason;
  /** Not to be disturbed before this moment; undefined: now. */
  readonly quietUntil: Date | undefined;
}

/**
 * Who is to be told of these messages, each member once per message, in the order of channel, message and member.
 * Nobody is told of what it wrote itself, has read already, or has muted; deleted messages and notes of the system are
 * told to nobody, bots and closed accounts are told nothing. Two statements at most, however many messages and members
 * there are. `isActive` says who is there for `<!here>`.
 */
export async function notified(
  work: Work,
  places: readonly { readonly channel: ChannelId; readonly ts: Ts }[],
  isActive: (member: MemberId) => boolean,
): Promise<Notice[]> {
  const rows = (await candidates(work.sql, places)).filter((row) => !row.is_read && !row.muted);
  const holdsPhrase = await phraseJudge(work, rows);
  const notices: Notice[] = [];
  for (const row of rows) {
    const reasons = reasonsOf(row, isActive, holdsPhrase);
    const reason = REASONS.find((one) => reasons.has(one));
    if (!reason) continue;
    const quiet = quietUntil(work.now, row.time_zone, row.quiet_hours ?? [], row.do_not_disturb_until);
    const place = { channel: row.channel_id, kind: row.kind, ts: row.ts };
    notices.push({ ...place, member: row.member_id, reason, quietUntil: quiet });
  }
  return notices;
}

function reasonsOf(
  row: CandidateRow,
  isActive: (member: MemberId) => boolean,
  holdsPhrase: (row: CandidateRow) => boolean,
): Set<Reason> {
  const level = levelOf(row);
  if (level === 'nothing') return new Set();
  const tellsEverybody = row.everybody ?? true;
  const judged = (found: CandidateRow['reasons'][number]): Reason | undefined => {
    switch (found) {
      case 'name':
        return 'mention';
      case 'phrase':
        return holdsPhrase(row) ? 'keyword' : undefined;
      case 'here':
        return tellsEverybody && isActive(row.member_id) ? 'here' : undefined;
      case 'channel':
        return tellsEverybody ? 'channel' : undefined;
      case 'thread':
        return (row.threads ?? true) ? 'thread' : undefined;
      case 'direct':
      case 'all':
        return level === 'all' ? found : undefined;
      case 'group':
      case 'keyword':
        return found;
    }
  };
  return new Set(row.reasons.map(judged).filter((reason) => reason !== undefined));
}

/**
 * What was said for the conversation counts first; otherwise whoever writes in a direct conversation means all in it.
 */
function levelOf({ channel_level, level, kind }: CandidateRow): 'all' | 'mentions' | 'nothing' {
  if (channel_level) return channel_level;
  const general = level ?? 'mentions';
  const isDirect = kind === 'direct' || kind === 'group';
  return isDirect && general === 'mentions' ? 'all' : general;
}

/** Reads the texts in question at once, and only where all words of a longer keyword were found. */
async function phraseJudge(work: Work, rows: readonly CandidateRow[]): Promise<(row: CandidateRow) => boolean> {
  const asked = rows.filter(({ reasons }) => reasons.includes('phrase'));
  if (asked.length === 0) return () => false;
  const places = new Map(asked.map(({ channel_id: channel, ts }) => [placeKey(channel, ts), { channel, ts }]));
  const texts = new Map<string, string>();
  for (const { channel_id, ts, body } of await messagesAt(work.sql, [...places.values()])) {
    const compartment = await work.keys.compartment(channel_id);
    if (body) texts.set(placeKey(channel_id, ts), openBody(compartment, ts, body).text);
  }
  const keywords = new Map<MemberId, string[]>();
  for (const { member_id, keywords: sealed } of asked) {
    if (!keywords.has(member_id)) keywords.set(member_id, await openKeywords(work, member_id, sealed));
  }
  return ({ channel_id, ts, member_id }) =>
    containsKeyword(texts.get(placeKey(channel_id, ts)) ?? '', keywords.get(member_id) ?? []);
}
