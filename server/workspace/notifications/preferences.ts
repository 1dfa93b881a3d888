import type { ChannelId, MemberId } from '#contract/ids.ts';
import type { Level, NotificationPreferences, QuietHours } from '#contract/notifications.ts';
import type { Actor } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { publicChannelId } from '../channel-log/channel-log.ts';
import { ownChannel } from '../channels/channels.ts';
import { keywordRow } from './keywords.ts';
import {
  channelPreferencesOf,
  type PreferencesRow,
  preferencesOf,
  putChannelPreference,
  putPreferences,
  replaceKeywords,
} from './notifications.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices. */
    'notifications.changed': { readonly member: MemberId; readonly json: string };
  }
}

export const notAheadOfNow = problem(
  'notifications/not-ahead',
  422,
  'Not to be disturbed until then is no use: name a moment ahead of now, within a year.',
);

const DEFAULTS: PreferencesRow = {
  level: 'mentions',
  threads: true,
  everybody: true,
  previews: true,
  keywords: null,
  do_not_disturb_until: null,
  quiet_hours: [],
};

/** Of what the member wants to be told, and where this differs by conversation. */
export async function notificationPreferences(work: Work, member: MemberId): Promise<NotificationPreferences> {
  const [row = DEFAULTS, channels] = await Promise.all([
    preferencesOf(work.sql, member),
    channelPreferencesOf(work.sql, member, limits.channels.perMemberMax),
  ]);
  const until = row.do_not_disturb_until;
  return {
    level: row.level,
    threads: row.threads,
    everybody: row.everybody,
    previews: row.previews,
    keywords: await openKeywords(work, member, row.keywords),
    ...(until && until > work.now ? { doNotDisturbUntil: until.toISOString() } : {}),
    quietHours: [...row.quiet_hours],
    channels: channels.map(({ channel_id, kind, level, muted }) => ({
      channel: publicChannelId({ id: channel_id, kind }),
      ...(level ? { level } : {}),
      muted,
    })),
  };
}

/** The keywords as they were typed. */
export async function openKeywords(work: Work, member: MemberId, sealed: Buffer | null): Promise<string[]> {
  if (!sealed) return [];
  return JSON.parse((await work.keys.compartment('team')).open(member, 'keywords', sealed)) as string[];
}

export async function changeNotifications(
  work: Work,
  actor: Actor,
  change: {
    readonly level?: Level;
    readonly threads?: boolean;
    readonly everybody?: boolean;
    readonly previews?: boolean;
    readonly keywords?: readonly string[];
    readonly quietHours?: readonly QuietHours[];
  },
): Promise<NotificationPreferences> {
  const row = (await preferencesOf(work.sql, actor.member)) ?? DEFAULTS;
  const {
    level = row.level,
    threads = row.threads,
    everybody = row.everybody,
    previews = row.previews,
    keywords,
  } = change;
  const sealed = keywords ? await sealKeywords(work, actor.member, keywords) : row.keywords;
  const quiet_hours = change.quietHours ?? row.quiet_hours;
  const changed = { ...row, level, threads, everybody, previews, keywords: sealed, quiet_hours };
  await putPreferences(work.sql, actor.team, actor.member, changed);
  if (keywords) {
    const blind = await work.keys.blindWords();
    const rows = keywords.map((keyword) => keywordRow(blind, keyword));
    await replaceKeywords(work.sql, actor.team, actor.member, rows);
  }
  return await told(work, actor);
}

const sealKeywords = async (work: Work, member: MemberId, keywords: readonly string[]): Promise<Buffer | null> =>
  keywords.length === 0
    ? null
    : (await work.keys.compartment('team')).seal(member, 'keywords', JSON.stringify(keywords));

/** Not to be disturbed until a moment; undefined ends it. */
export async function doNotDisturb(
  work: Work,
  actor: Actor,
  until: string | undefined,
): Promise<NotificationPreferences> {
  const moment = until === undefined ? null : new Date(until);
  const isAhead = (at: Date): boolean => at > work.now && at <= after(work.now, limits.notifications.doNotDisturbMs);
  if (moment && !isAhead(moment)) throw notAheadOfNow();
  const row = (await preferencesOf(work.sql, actor.member)) ?? DEFAULTS;
  await putPreferences(work.sql, actor.team, actor.member, { ...row, do_not_disturb_until: moment });
  return await told(work, actor);
}

/** What holds for one conversation instead; `default` goes back to what holds everywhere. */
export async function changeChannelNotifications(
  work: Work,
  actor: Actor,
  id: ChannelId,
  change: { readonly level?: Level | 'default'; readonly muted?: boolean },
): Promise<NotificationPreferences> {
  await ownChannel(work, actor, id);
  const all = await channelPreferencesOf(work.sql, actor.member, limits.channels.perMemberMax);
  const before = all.find((one) => one.channel_id === id);
  const wanted = change.level === 'default' ? null : change.level;
  await putChannelPreference(work.sql, {
    channel_id: id,
    member_id: actor.member,
    team_id: actor.team,
    level: wanted === undefined ? (before?.level ?? null) : wanted,
    muted: change.muted ?? before?.muted ?? false,
  });
  return await told(work, actor);
}

async function told(work: Work, actor: Actor): Promise<NotificationPreferences> {
  const notifications = await notificationPreferences(work, actor.member);
  const json = JSON.stringify({ kind: 'notifications.changed', notifications });
  work.emit({ kind: 'notifications.changed', member: actor.member, json });
  return notifications;
}
