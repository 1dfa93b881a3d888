/**
 * Cards: what the pages say of themselves that a message links to. The danger: whoever writes a link makes this server
 * call a stranger, who learns that somebody here wrote it. The principle: off until an admin of the team wants it;
 * asked for after the commit, through the door for outgoing requests. The boundary: of a page are taken text, in the
 * sealed body of the message, so it goes wherever the message goes, and an image made anew (`card-images`).
 */
import { type ChannelId, publicTs, type Ts } from '#contract/ids.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import type { BlobId } from '#platform/blobs/blobs.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import {
  type Body,
  type BodyCard,
  type ChannelRow,
  type MessageRow,
  messagesAt,
  openBody,
  recordInLog,
  sealBody,
  showMessages,
} from '../channel-log/channel-log.ts';
import { lockChannels, lockOpenChannel } from '../channels/channels.ts';
import { type CardImageRow, insertCardImages } from './card-images.sql.ts';
import { dropCardImages, dropUnwanted } from './card-images.ts';
import { switchedOn, switchOff, switchOn, updateBody } from './link-cards.sql.ts';
import { linksIn } from './links.ts';
import type { PageSummary } from './page.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A text with links was written in a team that wants cards. */
    'message.linked': Linked;
  }
}

export const noSuchCard = problem('link-cards/no-such-card', 404, 'There is no such card at this message.');
export const notYourCard = problem(
  'link-cards/not-yours',
  403,
  'Only the one who wrote the message, or an admin, may take its cards away.',
);

export { dropCardImages, noCardImage, openCardImage } from './card-images.ts';

export const cardsAreOn = (work: Work): Promise<boolean> => switchedOn(work.sql);

/** Turning them off stops the asking; cards that are there stay with their messages. */
export async function switchCards(work: Work, actor: Actor, on: boolean): Promise<void> {
  const row = { team_id: actor.team, since: work.now, by: actor.member };
  const changed = on ? await switchOn(work.sql, row) : await switchOff(work.sql, actor.team);
  if (!changed) return;
  const kind = on ? 'link-cards.switched-on' : 'link-cards.switched-off';
  work.audit({ kind, actor: auditName(actor), object: `team:${actor.team}`, details: {} });
}

/** A text with links, and when it was written, in milliseconds. */
export interface Linked {
  readonly channel: ChannelId;
  readonly ts: Ts;
  readonly at: number;
}

export interface Written {
  readonly channel: ChannelId;
  readonly ts: Ts;
  readonly text: string;
}

/** To be called with all that was written in this unit: one question for all, and none where nothing is linked. */
export async function tellOfLinks(work: Work, written: readonly Written[]): Promise<void> {
  const linked = written.filter(({ text }) => linksIn(text).length > 0);
  if (linked.length === 0 || !(await switchedOn(work.sql))) return;
  for (const { channel, ts } of linked) work.emit({ kind: 'message.linked', channel, ts, at: work.now.getTime() });
}

/** The cards that still fit after the text was changed. */
export function cardsFor(text: string, cards: readonly BodyCard[] | undefined): readonly BodyCard[] | undefined {
  const links = new Set(linksIn(text));
  const kept = cards?.filter(({ url }) => links.has(url)) ?? [];
  return kept.length > 0 ? kept : undefined;
}

/**
 * The links of a message that have no card yet, if its team wants cards. None when the text was written too long ago:
 * so a flood of links ends by itself, and holds up the cards of others for no longer.
 */
export async function linksWithoutCard(work: Work, { channel, ts, at }: Linked): Promise<string[]> {
  if (work.now.getTime() - at > limits.linkCards.lateMs || !(await switchedOn(work.sql))) return [];
  const [row] = await messagesAt(work.sql, [{ channel, ts }]);
  if (!row?.body) return [];
  const body = openBody(await work.keys.compartment(channel), ts, row.body);
  return linksIn(body.text).filter((link) => !body.cards?.some(({ url }) => url === link));
}

/** What was found of a page, and its image where one is kept. */
export interface FoundCard extends Pick<PageSummary, 'title' | 'description' | 'site'> {
  readonly url: string;
  readonly image?: { readonly blob: BlobId; readonly width: number; readonly height: number } | undefined;
}

/** Adds what was found to the message, if it still stands, still links there and has no such card. */
export async function attachCards(work: Work, channel: ChannelId, ts: Ts, found: readonly FoundCard[]): Promise<void> {
  const [locked] = await lockChannels(work.sql, [channel]);
  const stored = locked && (await storedBody(work, channel, ts));
  const blobs = found.flatMap(({ image }) => image?.blob ?? []);
  if (!stored) return await dropUnwanted(work, blobs);
  const { row, body } = stored;
  const links = new Set(linksIn(body.text));
  const cards = [...(body.cards ?? [])];
  const images: CardImageRow[] = [];
  for (const { url, title, description, site, image } of found) {
    if (!links.has(url) || cards.some((card) => card.url === url)) continue;
    const id = Math.max(0, ...cards.map((card) => card.id)) + 1;
    const shown = image ? { image: { width: image.width, height: image.height } } : {};
    cards.push({ id, url, title, ...(description ? { description } : {}), ...(site ? { site } : {}), ...shown });
    if (image) images.push({ channel_id: channel, ts, card: id, team_id: locked.team_id, blob_id: image.blob });
  }
  await insertCardImages(work.sql, images);
  await dropUnwanted(work, blobs);
  if (cards.length === (body.cards?.length ?? 0)) return;
  await replaceCards(work, locked, row, { ...body, cards });
  audit(work, 'link-cards.added', 'link-cards', channel, ts);
}

/** Takes a card away for good: the link does not get one again. Taking it away twice changes nothing. */
export async function removeCard(work: Work, actor: Actor, channel: ChannelId, ts: Ts, id: number): Promise<void> {
  const locked = await lockOpenChannel(work, actor, channel);
  const stored = await storedBody(work, channel, ts);
  const card = stored?.body.cards?.find((one) => one.id === id);
  if (!stored || !card) throw noSuchCard();
  if (stored.row.author_id !== actor.member && !allows(actor, 'messages.moderate')) throw notYourCard();
  if (card.title === undefined) return;
  const cards = stored.body.cards?.map((one) => (one === card ? { id, url: card.url } : one)) ?? [];
  await dropCardImages(work, channel, ts, cards);
  await replaceCards(work, locked, stored.row, { ...stored.body, cards }, actor);
  audit(work, 'link-cards.removed', auditName(actor), channel, ts);
}

async function storedBody(
  work: Work,
  channel: ChannelId,
  ts: Ts,
): Promise<{ row: MessageRow; body: Body } | undefined> {
  const [row] = await messagesAt(work.sql, [{ channel, ts }]);
  return row?.body ? { row, body: openBody(await work.keys.compartment(channel), ts, row.body) } : undefined;
}

async function replaceCards(
  work: Work,
  channel: ChannelRow,
  row: MessageRow,
  body: Body,
  actor?: Actor,
): Promise<void> {
  const sealed = sealBody(await work.keys.compartment(channel.id), row.ts, body);
  await updateBody(work.sql, channel.id, row.ts, sealed);
  const [message] = await showMessages(work, new Map([[channel.id, channel]]), [{ ...row, body: sealed }]);
  const by = actor ? { actor: actor.member } : {};
  await recordInLog(work, channel, { kind: 'message.cards-changed', ...by, ts: row.ts, message });
}

const audit = (work: Work, kind: string, actor: string, channel: ChannelId, ts: Ts): void =>
  work.audit({ kind, actor, object: `channel:${channel}`, details: { ts: publicTs(ts) } });
