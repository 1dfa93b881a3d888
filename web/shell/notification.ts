/** What a push becomes on the screen. It carries references only; the words are asked for with the device's session. */
import type { Member, Team } from '#contract/identity.ts';
import type { PushedNotice, PushedReminder } from '#contract/notices.ts';
import type { NotificationPreferences } from '#contract/notifications.ts';
import type { Reminder } from '#contract/time.ts';
import type { Channel, Message } from '#contract/workspace.ts';

export interface Shown {
  readonly title: string;
  readonly body: string;
  /** A later one of the same place takes its stead. */
  readonly tag: string;
  /** What a click opens. */
  readonly url: string;
}

const bodyCharactersMax = 140;

/**
 * `ask`: an answer of the API, or undefined where there is none. Whatever is not told, something is shown; and nothing
 * of what was written unless the member's settings were read and allow it.
 */
export async function notificationOf(
  pushed: PushedNotice | PushedReminder,
  ask: (path: string) => Promise<unknown>,
): Promise<Shown> {
  const tried = (path: string): Promise<unknown> => ask(path).catch(() => undefined);
  const team = (await tried('/v1/team')) as Team | undefined;
  const home = team === undefined ? '/' : `/t/${team.slug}/`;
  const preferences = (await tried('/v1/me/notifications')) as NotificationPreferences | undefined;
  const isShown = preferences?.previews === true;
  if (pushed.kind === 'reminder') return await reminderOf(pushed, isShown ? tried : async () => undefined, home);
  const { channel, ts } = pushed;
  const place = `/v1/channels/${channel}`;
  const [message, conversation] = (await Promise.all([tried(`${place}/messages/${ts}`), tried(place)])) as [
    Message | undefined,
    Channel | undefined,
  ];
  const tag = `${pushed.team}/${channel}`;
  const thread = message?.threadTs === undefined ? '' : `?thread=${message.threadTs}`;
  const url = team === undefined ? home : `${home}c/${channel}/m/${message?.threadTs ?? ts}${thread}`;
  if (!message || !isShown) return { title: team?.name ?? 'Wardroom', body: 'A new message', tag, url };
  const author = (await tried(`/v1/members/${message.author}`)) as Member | undefined;
  const where = conversation?.name === undefined ? '' : ` in #${conversation.name}`;
  return { title: `${author?.name ?? 'Somebody'}${where}`, body: bodyOf(message), tag, url };
}

async function reminderOf(
  { team, reminder }: PushedReminder,
  ask: (path: string) => Promise<unknown>,
  home: string,
): Promise<Shown> {
  const answer = (await ask('/v1/me/reminders')) as { reminders: Reminder[] } | undefined;
  const found = answer?.reminders.find(({ id }) => id === reminder);
  const body = short(found?.text ?? 'Something that you wanted to be reminded of');
  return { title: 'Reminder', body, tag: `${team}/${reminder}`, url: `${home}later` };
}

/** Names behind tokens are not known here. */
const bodyOf = ({ text, files }: Message): string =>
  short(
    text.replace(/<@U[0-9A-Z]+>|<!subteam\^S[0-9A-Z]+>/g, '@…').replace(/<!(here|channel|everyone)>/g, '@$1') ||
      (files ?? []).map(({ name }) => name).join(', '),
  );

const short = (text: string): string =>
  text.length <= bodyCharactersMax ? text : `${text.slice(0, bodyCharactersMax - 1)}…`;
