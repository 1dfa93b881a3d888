/** Who is who: members of the export, and the authors that messages name and no record describes. */
import type { Arrival, ImportedMember } from '#identity/members/members.ts';
import type { Message, SlackMember } from '../export-format/export-format.ts';
import { integrationKey, memberKey } from './references.ts';
import type { Remark } from './report.ts';

/** What to look for among the references, and whom to make when there is nothing yet. */
export interface Author {
  readonly key: string;
  readonly as: ImportedMember;
}

const isPerson = (member: SlackMember): boolean => member.kind === 'person';

export function importedMember(member: SlackMember): ImportedMember {
  return {
    role: isPerson(member) ? roleOf(member.role) : 'bot',
    handle: member.handle || member.displayName || member.id,
    name: member.realName || member.displayName || member.handle || member.id,
    email: isPerson(member) ? member.email : undefined,
    isActive: !member.deleted && member.kind !== 'slackbot',
  };
}

/** Rights do not come from a file: whoever could change it could make an owner. */
function roleOf(role: SlackMember['role']): ImportedMember['role'] {
  if (role === 'single-channel-guest') return 'single-guest';
  return role === 'guest' ? 'guest' : 'member';
}

export const belongsToGeneral = (member: SlackMember): boolean =>
  isPerson(member) && !member.deleted && roleOf(member.role) === 'member';

export function remarksOn(member: SlackMember, arrival: Arrival): Remark[] {
  const where = member.id;
  const isAdministrator = ['primary-owner', 'owner', 'admin'].includes(member.role);
  return [
    ...(isAdministrator && !member.deleted ? [{ what: 'administrator-as-member', where } as const] : []),
    ...(arrival.isEmailUsable ? [] : [{ what: 'email-not-kept', where } as const]),
    ...(arrival.kind === 'added' && member.handle !== '' && arrival.handle !== member.handle
      ? [{ what: 'handle-changed', where, name: arrival.handle } as const]
      : []),
  ];
}

/** Slack's own voice, of which many exports have no record. */
const slackbot: Author = {
  key: memberKey('USLACKBOT'),
  as: { role: 'bot', handle: 'slackbot', name: 'Slackbot', email: undefined, isActive: false },
};

/** Somebody without a record: a person of another workspace, or one whose record was removed. Cannot sign in. */
export function stranger(id: string, name?: string): Author {
  const key = memberKey(id);
  if (key === slackbot.key) return slackbot;
  const as = {
    role: 'guest',
    handle: name ?? id,
    name: name ?? `Unknown ${id}`,
    email: undefined,
    isActive: false,
  } as const;
  return { key, as };
}

/** Stands for all for whom no place of their own is left. */
export const others: Author = {
  key: 'others',
  as: { role: 'guest', handle: 'unknown', name: 'Unknown people', email: undefined, isActive: false },
};

/** Stands for authors of whom nothing is left. */
export const nobody: Author = {
  key: 'nobody',
  as: { role: 'bot', handle: 'nobody', name: 'Unknown author', email: undefined, isActive: false },
};

const nameCharactersMax = 80;

/** `bots`: members of the export by the id that their messages carry. */
export function authorOf(message: Message, bots: ReadonlyMap<string, SlackMember>): Author {
  if (message.user !== undefined) return stranger(message.user, cut(message.authorName));
  const { bot } = message;
  if (!bot) return message.authorName === undefined ? nobody : integration('', message.authorName);
  const member = bots.get(bot.id ?? '');
  if (member && (!bot.name || bot.name === member.realName || bot.name === member.handle)) return stranger(member.id);
  return integration(bot.id ?? '', bot.name ?? bot.id ?? 'Integration');
}

function integration(id: string, named: string): Author {
  const name = cut(named) ?? 'Integration';
  return {
    key: integrationKey(id.slice(0, nameCharactersMax), name),
    as: { role: 'bot', handle: name, name, email: undefined, isActive: false },
  };
}

/** Bounded and without NUL, because it becomes part of a key. */
const cut = (name: string | undefined): string | undefined =>
  name?.toWellFormed().replaceAll('\0', '').slice(0, nameCharactersMax).toWellFormed().trim() || undefined;
