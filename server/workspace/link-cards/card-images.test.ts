import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ChannelId } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { openBlobs, removeReleased, sweepBlobs } from '#platform/blobs/blobs.ts';
import { DAY_MS, after as later } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { noSuchChannel } from '../channels/channels.ts';
import { deleteForsaken } from '../files/files.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { attachCards, type FoundCard, noCardImage, openCardImage, removeCard } from './link-cards.ts';

const workspace = await openTestWorkspace();
const { refuses, units, clock } = workspace;
const folder = mkdtempSync(join(tmpdir(), 'wardroom-cards-'));
after(() => rmSync(folder, { recursive: true }));
const blobs = await openBlobs({ dataFolder: folder, s3: undefined }, systemRandom);
const [MOON, SUN] = ['https://a.example/moon', 'https://a.example/sun'];

/** How many objects lie in the store once what was released is gone. */
async function objects(): Promise<number> {
  await removeReleased(units, blobs.store);
  assert.equal((await sweepBlobs(units, blobs.store)).missing.length, 0);
  return (await blobs.store.list('', 1_000)).length;
}

/** A message with a card for each link, whose images these are. */
async function carded(team: TestTeam, channel: ChannelId, images: Readonly<Record<string, string>>): Promise<Message> {
  const message = await team.post(team.owner, channel, Object.keys(images).join(' '));
  await attach(team, channel, message, images);
  return message;
}

async function attach(team: TestTeam, channel: ChannelId, message: Message, images: Readonly<Record<string, string>>) {
  const found: FoundCard[] = [];
  for (const [url, bytes] of Object.entries(images)) {
    const blob = await blobs.keep(units, team.id, Buffer.from(bytes));
    found.push({ url, title: 'A page', description: undefined, site: undefined, image: { blob, width: 4, height: 3 } });
  }
  await team.run((work) => attachCards(work, channel, placeOf(message), found));
}

const read = (team: TestTeam, by: Actor, channel: ChannelId, message: Message, card: number) =>
  team.run((work) => openCardImage(work, by, channel, placeOf(message), card));

test('a card shows its image to whoever may read the message, and to nobody else', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const ada = await team.person();
  const channel = await team.channel(team.owner, { kind: 'private' });
  const since = workspace.facts.length;
  const message = await carded(team, channel, { [MOON]: 'moon', [SUN]: 'sun' });
  const shown = workspace.told(since).at(-1)?.message?.cards;
  assert.deepEqual(
    shown?.map(({ id, url, image }) => [id, url, image]),
    [
      [1, MOON, { width: 4, height: 3 }],
      [2, SUN, { width: 4, height: 3 }],
    ],
  );
  assert.equal((await read(team, team.owner, channel, message, 2)).bytes, 3);
  await refuses(noSuchChannel, () => read(team, ada, channel, message, 1));
  await refuses(noSuchChannel, () => read(foreign, foreign.owner, channel, message, 1));
  await refuses(noCardImage, () => read(team, team.owner, channel, message, 3));
});

test('an image goes with its card: taken away, edited out, or with the message', async () => {
  const team = await workspace.team();
  const before = await objects();
  const message = await carded(team, team.general, { [MOON]: 'one moon', [SUN]: 'one sun' });
  const other = await carded(team, team.general, { [MOON]: 'one moon' });
  assert.equal((await objects()) - before, 2, 'equal images are kept once');
  await team.run((work) => removeCard(work, team.owner, team.general, placeOf(message), 1));
  await refuses(noCardImage, () => read(team, team.owner, team.general, message, 1));
  assert.equal((await read(team, team.owner, team.general, other, 1)).bytes, 8);
  assert.equal((await objects()) - before, 2);
  await team.run((work) => editMessage(work, team.owner, team.general, placeOf(message), `no sun, but ${MOON}`));
  await refuses(noCardImage, () => read(team, team.owner, team.general, message, 2));
  assert.equal((await objects()) - before, 1);
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(other)));
  await refuses(noCardImage, () => read(team, team.owner, team.general, other, 1));
  assert.equal(await objects(), before);
});

test('what comes too late, twice, or for a card that was taken away leaves no bytes', async () => {
  const team = await workspace.team();
  const before = await objects();
  const message = await carded(team, team.general, { [MOON]: 'first' });
  await attach(team, team.general, message, { [MOON]: 'second', [SUN]: 'not linked' });
  assert.equal((await objects()) - before, 1);
  await team.run((work) => removeCard(work, team.owner, team.general, placeOf(message), 1));
  await attach(team, team.general, message, { [MOON]: 'third' });
  await team.run((work) => deleteMessage(work, team.owner, team.general, placeOf(message)));
  await attach(team, team.general, message, { [MOON]: 'fourth' });
  assert.equal(await objects(), before);
});

test('what a process kept that died before the card was there goes after a day; what a card shows stays', async () => {
  const team = await workspace.team();
  const before = await objects();
  const message = await carded(team, team.general, { [MOON]: 'shown' });
  await blobs.keep(units, team.id, Buffer.from('forsaken'));
  assert.equal(await team.run(deleteForsaken), 0);
  clock.at = later(clock.at, 2 * DAY_MS);
  assert.equal(await team.run(deleteForsaken), 1);
  assert.equal((await objects()) - before, 1);
  assert.equal((await read(team, team.owner, team.general, message, 1)).bytes, 5);
});
