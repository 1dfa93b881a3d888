import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelId, Ts } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { archiveChannel, channelArchived, noSuchChannel } from '../channels/channels.ts';
import { deleteMessage, editMessage, readMessage } from '../messages/messages.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import {
  attachCards,
  cardsAreOn,
  linksWithoutCard,
  noSuchCard,
  notYourCard,
  removeCard,
  switchCards,
} from './link-cards.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const LINK = 'https://a.example/tides';
const page = { url: LINK, title: 'Tides', description: 'Water', site: undefined };
const card = { id: 1, url: LINK, title: 'Tides', description: 'Water' };

async function teamWithCards(): Promise<TestTeam> {
  const team = await workspace.team();
  await team.run((work) => switchCards(work, team.owner, true));
  return team;
}

const linked = (since: number) =>
  workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'message.linked' ? [fact] : []));
const read = (team: TestTeam, channel: ChannelId, message: Message): Promise<Message> =>
  team.run((work) => readMessage(work, team.owner, channel, placeOf(message)));

test('cards are off until somebody turns them on, and off again', async () => {
  const team = await workspace.team();
  const since = workspace.facts.length;
  await team.post(team.owner, team.general, LINK);
  assert.equal(await team.run(cardsAreOn), false);
  assert.deepEqual(linked(since), []);
  for (let twice = 0; twice < 2; twice++) await team.run((work) => switchCards(work, team.owner, true));
  assert.equal(await team.run(cardsAreOn), true);
  assert.equal(await (await workspace.team()).run(cardsAreOn), false);
  const { ts } = await team.post(team.owner, team.general, `look: ${LINK}`);
  await team.post(team.owner, team.general, 'no link, https:// or not');
  const [fact, ...more] = linked(since);
  assert.deepEqual([fact?.channel, fact?.ts, more], [team.general, placeOf({ ts }), []]);
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, fact!)), [LINK]);
  for (let twice = 0; twice < 2; twice++) await team.run((work) => switchCards(work, team.owner, false));
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, fact!)), []);
});

test('a card comes with the message, as an event of the channel’s log, once', async () => {
  const team = await teamWithCards();
  const message = await team.post(team.owner, team.general, `look: ${LINK}`);
  const attach = () => team.run((work) => attachCards(work, team.general, placeOf(message), [page]));
  const since = workspace.facts.length;
  await attach();
  await attach();
  const [event, ...more] = workspace.told(since);
  assert.deepEqual(
    [event?.kind, event?.actor, event?.message?.cards, more],
    ['message.cards-changed', undefined, [card], []],
  );
  const shown = await read(team, team.general, message);
  assert.deepEqual([shown.cards, shown.editedAt], [[card], undefined]);
  assert.deepEqual((await team.events(team.owner, team.general)).at(-1)?.message?.cards, [card]);
  const asked = { channel: team.general, ts: placeOf(message), at: workspace.clock.at.getTime() };
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, asked)), []);
});

test('a card goes with its link: by an edit, and with the message', async () => {
  const team = await teamWithCards();
  const message = await team.post(team.owner, team.general, LINK);
  const ts = placeOf(message);
  const attach = () => team.run((work) => attachCards(work, team.general, ts, [page]));
  await attach();
  const since = workspace.facts.length;
  const other = await team.run((work) =>
    editMessage(work, team.owner, team.general, ts, `${LINK} and https://b.example/`),
  );
  assert.deepEqual(other.cards, [card]);
  const asked = { channel: team.general, ts, at: workspace.clock.at.getTime() };
  assert.equal(linked(since).length, 1);
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, asked)), ['https://b.example/']);
  const without = await team.run((work) => editMessage(work, team.owner, team.general, ts, 'no link'));
  assert.equal(without.cards, undefined);
  // What was found meanwhile comes too late, and so does what is found for a message that is gone.
  await attach();
  assert.equal((await read(team, team.general, message)).cards, undefined);
  await team.run((work) => deleteMessage(work, team.owner, team.general, ts));
  await attach();
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, asked)), []);
  assert.equal((await team.events(team.owner, team.general)).at(-1)?.kind, 'message.deleted');
});

test('links of long ago get no card any more', async () => {
  const team = await teamWithCards();
  const ts = placeOf(await team.post(team.owner, team.general, LINK));
  const late = { channel: team.general, ts, at: workspace.clock.at.getTime() - limits.linkCards.lateMs };
  assert.deepEqual(await team.run((work) => linksWithoutCard(work, late)), []);
});

test('whoever wrote the message, or moderates, takes a card away for good; others do not', async () => {
  const team = await teamWithCards();
  const [ada, ben] = [await team.person(), await team.person()];
  const message = await team.post(ada, team.general, LINK);
  const ts = placeOf(message);
  await team.run((work) => attachCards(work, team.general, ts, [page]));
  const remove = (by: Actor, id = 1, at: Ts = ts) => team.run((work) => removeCard(work, by, team.general, at, id));
  await refuses(notYourCard, () => remove(ben));
  await refuses(noSuchCard, () => remove(ada, 2));
  await refuses(noSuchCard, () => remove(ada, 1, 1 as Ts));
  const since = workspace.facts.length;
  await remove(ada);
  await remove(ada);
  assert.equal(workspace.told(since).length, 1);
  assert.equal((await read(team, team.general, message)).cards, undefined);
  // Neither by the same link in another text nor by a job that runs again.
  await team.run((work) => editMessage(work, ada, team.general, ts, `again ${LINK}`));
  await team.run((work) => attachCards(work, team.general, ts, [page]));
  assert.equal((await read(team, team.general, message)).cards, undefined);
  const second = await team.post(ada, team.general, LINK);
  await team.run((work) => attachCards(work, team.general, placeOf(second), [page]));
  await remove(team.owner, 1, placeOf(second));
  assert.equal((await read(team, team.general, second)).cards, undefined);
});

test('a card is not taken off in a channel that is archived, or not one’s own', async () => {
  const [team, foreign] = [await teamWithCards(), await workspace.team()];
  const channel = await team.channel(team.owner);
  const ts = placeOf(await team.post(team.owner, channel, LINK));
  await team.run((work) => attachCards(work, channel, ts, [page]));
  const ada = await team.person();
  await refuses(noSuchChannel, () => team.run((work) => removeCard(work, ada, channel, ts, 1)));
  await refuses(noSuchChannel, () => foreign.run((work) => removeCard(work, foreign.owner, channel, ts, 1)));
  await team.run((work) => archiveChannel(work, team.owner, channel));
  await refuses(channelArchived, () => team.run((work) => removeCard(work, team.owner, channel, ts, 1)));
});
