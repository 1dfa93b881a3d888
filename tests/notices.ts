/** What a team fills the tables of cards and notices with, and one call of each of their changing routes. */
import { createECDH, randomBytes } from 'node:crypto';
import { type ChannelId, type MemberId, type ReminderId, tsOf, uuidOf } from '#contract/ids.ts';
import { attachCards } from '#workspace/link-cards/link-cards.ts';
import { noteRemindersForMail, unsubscribeToken } from '#workspace/mail-notices/mail-notices.ts';
import { noteMessages, noteUntil } from '#workspace/notices/notices.ts';
import { type Changes, clientId, type Scenario, succeeded } from './scenario.ts';

const LINK = 'https://page.example/';
const subscription = () => ({
  endpoint: `https://push.example/${randomBytes(8).toString('hex')}`,
  keys: {
    p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  },
});

export async function fillNotices({ app, team, call, tokens, ids }: Scenario, channel: string): Promise<void> {
  const { owner, member } = tokens;
  succeeded(await call('PUT', '/v1/link-cards', owner, { on: true }));
  succeeded(await call('PUT', '/v1/me/push-subscription', owner, subscription()));
  succeeded(await call('PUT', '/v1/me/mail-notices', member, { frequency: 'daily' }));
  const said = { clientId: clientId(), text: `<@${ids.member}> look: ${LINK}` };
  const { ts } = succeeded(await call('POST', `/v1/channels/${channel}/messages`, owner, said));
  const when = { at: new Date(Date.now() + 3_600_000).toISOString() };
  const { id } = succeeded(
    await call('POST', '/v1/me/reminders', member, { clientId: clientId(), text: 'look again', when }),
  );
  const blob = await app.blobs.keep(app.units, team, Buffer.from('an image'));
  await app.units.open({ team }, async (work) => {
    const came = { id: uuidOf(id) as ReminderId, member_id: uuidOf(ids.member) as MemberId };
    await noteRemindersForMail(work, [came]);
    const places = [{ channel: uuidOf(channel) as ChannelId, ts: tsOf(ts) }];
    const [page] = places;
    const image = { blob, width: 1, height: 1 };
    const card = { url: LINK, title: 'A page', description: undefined, site: undefined, image };
    if (page) await attachCards(work, page.channel, page.ts, [card]);
    await noteMessages(work, places, { isActive: () => false, mails: true });
    await noteUntil(work, team, work.now.getTime());
  });
}

/** One successful call of every changing route, in an order in which each finds what it needs. */
export async function noticeChanges({ app, team, call, tokens, ids }: Scenario): Promise<Changes> {
  const { owner } = tokens;
  const { channels } = succeeded(await call('GET', '/v1/me/channels', owner));
  const messages = `/v1/channels/${channels[0].channel.id}/messages`;
  const { channel, ts } = succeeded(await call('POST', messages, owner, { clientId: clientId(), text: LINK }));
  const found = [{ url: LINK, title: 'A page', description: undefined, site: undefined }];
  const member = uuidOf(ids.admin) as MemberId;
  const token = await app.units.open({ team }, async (work) => {
    await attachCards(work, uuidOf(channel) as ChannelId, tsOf(ts), found);
    return await unsubscribeToken(work, team, member);
  });
  const push = '/v1/me/push-subscription';
  return {
    'PUT /v1/link-cards': () => call('PUT', '/v1/link-cards', owner, { on: true }),
    'DELETE /v1/channels/:channel/messages/:ts/cards/:card': () => call('DELETE', `${messages}/${ts}/cards/1`, owner),
    'PUT /v1/me/push-subscription': () => call('PUT', push, owner, subscription()),
    'DELETE /v1/me/push-subscription': () => call('DELETE', push, owner),
    'PUT /v1/me/mail-notices': () => call('PUT', '/v1/me/mail-notices', owner, { frequency: 'hourly' }),
    'POST /v1/mail-notices/:token': () => call('POST', `/v1/mail-notices/${token}`),
  };
}
