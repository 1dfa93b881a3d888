/** What a team has besides conversations, made by the rules by which members make it. */
import { Readable } from 'node:stream';
import { type ChannelId, type ClientMessageId, publicId, type Ts, tsOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Units, Work } from '#platform/work.ts';
import { addBookmark } from '#workspace/bookmarks/bookmarks.ts';
import { generalChannel } from '#workspace/channels/channels.ts';
import { writeDraft } from '#workspace/drafts/drafts.ts';
import { addEmoji } from '#workspace/emoji/emoji.ts';
import type { Uploads } from '#workspace/files/files.ts';
import { readHistory } from '#workspace/messages/messages.ts';
import { pinMessage } from '#workspace/pins/pins.ts';
import { react } from '#workspace/reactions/reactions.ts';
import { markRead } from '#workspace/read-markers/read-markers.ts';
import { remind } from '#workspace/reminders/reminders.ts';
import { saveItem } from '#workspace/saved-items/saved-items.ts';
import { scheduleMessage } from '#workspace/scheduled-messages/scheduled-messages.ts';
import { createGroup } from '#workspace/user-groups/user-groups.ts';
import { settleIn } from './habits.ts';
import { PAPERS } from './papers.ts';
import { say } from './say.ts';

const NOTICE =
  'Welcome! This team is a demo: **everything here is invented**, the firm, its people and what they say. ' +
  'Look around, write something, break something.';

/** Two lamps of 32 pixels, WebP. */
const LAMPS = {
  'larch-on':
    'UklGRhYBAABXRUJQVlA4TAkBAAAvH8AHEFeBKLKVvA8n+8ewjgWs4BXw10DUto3c7XVYjj+tg3BlFEmSlNwTsIAZ/OvhdTfbyLaV' +
    'zFfc3ckpg46pgw54GRKT243Twy3S9uctDLWB1n4EtYCVzgBawU0asC8hcGECA1EytX4tmy3nfO3LvsQ7b/L3v5DHgLphJz5BVqAi' +
    'yeaGeZBSMPmO/H3Nd41wJcm20mBxz4vjEH/7X+K9d4j+RvRfSJBgd4j/J11T0Y2qpQY65VJ2Z9pUqUWOD03xJC6p2pmodCU/dxjX' +
    'lgaf+bhNzVp41sfo3GFcEaV/bbEziywj29iwWdnWoW7gQENVsCCWO03PofqKw4yZb6XEwfbShJr6T8gDAA==',
  'larch-off':
    'UklGRiYBAABXRUJQVlA4TBkBAAAvH8AHEE/BKJIkRbX04j1wxP7VcNtgG0lSoznhIZMgLbImE7wXyzaSpEaDli5BEQD5p4ALL5Zx' +
    'AABGzsi1QDu0/wDcwH7bCknwXJNpFOePvwfdgh8xAA3GayAV5jciNSiRBOWkxsz/2de638ftRnfZS4YMhtd/4p/xm+EOHLArgpGA' +
    'H8M9AMSLmd2igcdc8tfwUk527YKT/3jv3H4s7Z7PgAZXkiQrEe6suyt2/yvOTLH6S0T0X0iQYHdI908a+aIxlUoZ5IVSMGFyXylH' +
    'ZlNN5BKlr1YQiS7m5x7j1JLhMx/nvlkOz/oYnXuMEyIeXtu8Mntabra1oT7YjnfdqgJdVM2J2LSaa4VaKJwds3ekZQV7SFvq3H1C' +
    'AwA=',
} as const;

/** The people are those of the cast, in its order; the channels those of the plot, by name. */
export async function furnish(
  work: Work,
  people: readonly Actor[],
  channels: ReadonlyMap<string, ChannelId>,
): Promise<void> {
  const [owner, admin, , , , member] = people as [Actor, Actor, Actor, Actor, Actor, Actor];
  const at = (name: string): ChannelId => {
    const channel = channels.get(name);
    if (!channel) throw new Error(`The plot has no ${name}.`);
    return channel;
  };
  await addVocabulary(work, owner, admin, at);
  const said = await sayWelcome(work, owner);
  for (const somebody of people.slice(1, 6)) await react(work, somebody, said.channel, said.ts, 'larch-on');
  await planAhead(work, owner, said, at);
  await keepAtHand(work, owner, said, at);
  const group = { handle: 'night-shift', name: 'Night shift', members: people.slice(3, 8).map((one) => one.member) };
  await createGroup(work, owner, group);
  for (const name of ['workshop', 'orders', 'support', 'lunch']) {
    for (const reader of [owner, member]) await leaveUnread(work, reader, at(name));
  }
  await settleIn(work, people, at);
}

type At = (name: string) => ChannelId;
const newId = (work: Work): ClientMessageId => work.random.uuid() as ClientMessageId;

async function addVocabulary(work: Work, owner: Actor, admin: Actor, at: At): Promise<void> {
  for (const [name, image] of Object.entries(LAMPS))
    await addEmoji(work, admin, name, { image: Buffer.from(image, 'base64') });
  await addEmoji(work, owner, 'ship-it', { aliasOf: 'ship' });
  const bookmarks = [
    { channel: at('workshop'), title: 'Handbook', url: 'https://handbook.example.com/', emoji: 'books' },
    { channel: at('workshop'), title: 'Test bench calendar', url: 'https://calendar.example.com/bench' },
    { channel: at('orders'), title: 'Price list', url: 'https://prices.example.com/', emoji: 'larch-on' },
    { channel: at('support'), title: 'Spare parts', url: 'https://parts.example.com/', emoji: 'wrench' },
  ];
  for (const { channel, ...bookmark } of bookmarks)
    await addBookmark(work, owner, channel, { ...bookmark, clientId: newId(work) });
}

async function sayWelcome(work: Work, owner: Actor): Promise<{ channel: ChannelId; ts: Ts }> {
  const general = await generalChannel(work.sql);
  if (!general) throw new Error('The demo has no general channel.');
  const message = await say(work, owner, general.id, NOTICE);
  return { channel: general.id, ts: tsOf(message.ts) };
}

/** Uploads the papers and sends each where it belongs. */
export async function sendPapers(
  units: Units,
  uploads: Uploads,
  sender: Actor,
  channels: ReadonlyMap<string, ChannelId>,
): Promise<void> {
  for (const { name, bytes, text, channel, bookmark: title } of PAPERS) {
    const place = channels.get(channel);
    if (!place) throw new Error(`The plot has no ${channel}.`);
    const { file } = await uploads.begin(sender, { bytes: bytes.length, name });
    const coming = { offset: 0, length: bytes.length, checksum: undefined };
    await uploads.receive(sender, file, coming, Readable.from([bytes]));
    await units.open({ team: sender.team }, async (work) => {
      await say(work, sender, place, text, { files: [file] });
      if (title) await addBookmark(work, sender, place, { clientId: newId(work), title, file });
    });
  }
}

/** Something for tomorrow, something for every working day. */
async function planAhead(work: Work, owner: Actor, message: { channel: ChannelId; ts: Ts }, at: At): Promise<void> {
  const tomorrow = new Date(work.now.getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
  const [morning, noon] = [{ local: `${tomorrow}T09:00` }, { local: `${tomorrow}T12:00` }];
  await remind(work, owner, { clientId: newId(work), text: undefined, message, when: morning, repeat: undefined });
  const text = 'Look through the open tickets';
  await remind(work, owner, { clientId: newId(work), text, message: undefined, when: morning, repeat: 'weekdays' });
  await scheduleMessage(work, owner, {
    clientId: newId(work),
    channel: at('lunch'),
    text: `Soup for everybody today, says <@${publicId('U', owner.member)}>.`,
    threadTs: undefined,
    alsoToChannel: false,
    files: [],
    when: noon,
  });
}

/** What was worth keeping at hand. */
async function keepAtHand(work: Work, owner: Actor, message: { channel: ChannelId; ts: Ts }, at: At): Promise<void> {
  await pinMessage(work, owner, message.channel, message.ts);
  const { messages } = await readHistory(work, owner, at('orders'), { limit: 5 });
  for (const { ts } of messages.slice(0, 2)) await saveItem(work, owner, at('orders'), tsOf(ts), undefined);
  await writeDraft(work, owner, at('fairs'), { text: 'What if we hung the whole stand from', basedOn: 0 });
}

/** A morning's worth is still to be read. */
async function leaveUnread(work: Work, reader: Actor, channel: ChannelId): Promise<void> {
  const { messages } = await readHistory(work, reader, channel, { limit: 12 });
  const [first] = messages;
  if (first) await markRead(work, reader, channel, tsOf(first.ts));
}
