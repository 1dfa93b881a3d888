import type { SlackMember } from './records.ts';
import type { MemberShape } from './shapes.ts';

/** Slack's own helper speaks in every workspace, and many exports have no record of it. */
export const slackbotId = 'USLACKBOT';

export function memberFrom(record: MemberShape): SlackMember {
  const profile = record.profile ?? {};
  const realName = profile.real_name || record.real_name || '';
  return {
    id: record.id,
    kind: kindOf(record),
    role: roleOf(record),
    deleted: record.deleted === true,
    handle: record.name ?? '',
    realName,
    displayName: profile.display_name ?? '',
    title: profile.title ?? '',
    email: profile.email || undefined,
    timezone: record.tz || undefined,
    botId: profile.bot_id || undefined,
  };
}

function kindOf(record: MemberShape): SlackMember['kind'] {
  if (record.id === slackbotId) return 'slackbot';
  if (record.is_workflow_bot === true) return 'workflow';
  if (record.is_bot === true) return 'bot';
  return record.is_app_user === true ? 'app' : 'person';
}

function roleOf(record: MemberShape): SlackMember['role'] {
  if (record.is_primary_owner === true) return 'primary-owner';
  if (record.is_owner === true) return 'owner';
  if (record.is_admin === true) return 'admin';
  // Slack sets both for a guest of one channel.
  if (record.is_ultra_restricted === true) return 'single-channel-guest';
  return record.is_restricted === true ? 'guest' : 'member';
}
