/** How the people of the demo have settled in: what they say of themselves, and of what they want to hear. */
import { type ChannelId, publicId, tsOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { setGuestExpiry } from '#identity/guests/guests.ts';
import { invite } from '#identity/invitations/invitations.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { refuseForeignChannels } from '#workspace/channels/channels.ts';
import { attachCards } from '#workspace/link-cards/link-cards.ts';
import { choose } from '#workspace/mail-notices/mail-notices.ts';
import { editMessage } from '#workspace/messages/messages.ts';
import { changeChannelNotifications, changeNotifications } from '#workspace/notifications/notifications.ts';
import { choosePresence } from '#workspace/presence/presence.ts';
import { changeSettings } from '#workspace/settings/settings.ts';
import { arrangeSidebar } from '#workspace/sidebar/sidebar.ts';
import { setStatus } from '#workspace/status/status.ts';
import { CAST } from './cast.ts';
import { introduce } from './introductions.ts';
import { say } from './say.ts';

type At = (name: string) => ChannelId;

/** By their place in the cast; those that end do so some hours after the demo was loaded. */
const STATUSES: readonly {
  readonly of: number;
  readonly emoji: string;
  readonly text: string;
  readonly hours?: number;
}[] = [
  { of: 1, emoji: 'headphones', text: 'At the test bench', hours: 3 },
  { of: 2, emoji: 'larch-on', text: 'Lighting a stage in Pune' },
  { of: 4, emoji: 'palm_tree', text: 'Away until the fair', hours: 20 * 24 },
  { of: 7, emoji: 'house', text: 'Working from home', hours: 8 },
  { of: 10, emoji: 'face_with_thermometer', text: 'Ill today', hours: 10 },
];

/** Whoever is named is an actor, and whoever acts is in the place. */
export async function settleIn(work: Work, people: readonly Actor[], at: At): Promise<void> {
  const [owner, admin] = people as [Actor, Actor];
  for (const { of, hours, ...status } of STATUSES) {
    const ends = hours === undefined ? {} : { expiresAt: after(work.now, (hours / 24) * DAY_MS).toISOString() };
    await setStatus(work, people[of] as Actor, { ...status, ...ends });
  }
  await introduce(work, people);
  await choosePresence(work, people[4] as Actor, 'away');
  await chooseNotices(work, people, at);
  await changeSettings(work, owner, { userGroupsBy: 'members' });
  await invite(work, refuseForeignChannels, owner, { role: 'member', email: `somebody-new@${DOMAIN}` });
  const guest = people[CAST.findIndex(({ role }) => role === 'guest')] as Actor;
  await setGuestExpiry(work, owner, guest.member, after(work.now, 60 * DAY_MS));
  await orderSidebar(work, owner, at);
  await askOwner(work, people, at('workshop'));
  await linkPage(work, admin, at('fairs'));
}

/** No mail reaches it (RFC 2606). */
const DOMAIN = 'lumen-and-larch.example';

/** Nobody here can read mail, so nobody gets any. */
async function chooseNotices(work: Work, people: readonly Actor[], at: At): Promise<void> {
  const [owner] = people as [Actor];
  for (const one of people) await choose(work, one, 'never');
  const quietHours = [{ days: [1, 2, 3, 4, 5], from: '19:00', to: '07:30' }];
  await changeNotifications(work, owner, { keywords: ['invoice', 'first light'], quietHours });
  await changeChannelNotifications(work, owner, at('lunch'), { muted: true });
  await changeChannelNotifications(work, owner, at('orders'), { level: 'all' });
}

/** What the owner looks into first stands on top. */
async function orderSidebar(work: Work, owner: Actor, at: At): Promise<void> {
  const section = work.random.uuid();
  await arrangeSidebar(work, owner, {
    basedOn: 0,
    sections: [
      { id: section, name: 'First thing', sort: 'recent' },
      { id: 'channels', sort: 'name' },
      { id: 'direct', sort: 'recent' },
    ],
    places: ['orders', 'support'].map((name) => ({ channel: publicId('C', at(name)), section })),
  });
}

/** Somebody waits for the owner and has found better words since; somebody else waits with them. */
async function askOwner(work: Work, [owner, asker, other]: readonly Actor[], channel: ChannelId): Promise<void> {
  if (!owner || !asker || !other) throw new Error('The cast is too small.');
  const name = `<@${publicId('U', owner.member)}>`;
  const threadTs = tsOf((await say(work, asker, channel, `${name} may the Rowan go to Lyon?`)).ts);
  await editMessage(work, asker, channel, threadTs, `${name} may the Rowan spot go to Lyon before it is paid?`);
  await say(work, other, channel, `${name} their crew calls every hour.`, { threadTs });
}

/** A page that is linked, with its card; nobody was asked for it, and the switch stays off. */
async function linkPage(work: Work, actor: Actor, channel: ChannelId): Promise<void> {
  const url = 'https://fair.example.com/halls';
  const { ts } = await say(work, actor, channel, `Our place in the halls: ${url}`);
  const page = {
    url,
    title: 'Plan of the halls',
    description: 'Hall 3 has the stages.',
    site: 'Fair of Light (invented)',
  };
  await attachCards(work, channel, tsOf(ts), [page]);
}
