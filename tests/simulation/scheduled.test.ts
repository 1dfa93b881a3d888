import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Answer,
  call,
  fetched,
  generalChannel,
  makePlace,
  openStream,
  type Person,
  setUpTeam,
  signIn,
  startServer,
} from '../journeys/client.ts';
import { acknowledge, answered, killAgainAndAgain, type Lives, livesOf, wholeLog } from './lives.ts';

const kills = 6;
const lanes = 4;
const aheadMsMax = 400;

test('a server killed six times while it sends scheduled messages loses and doubles none', async () => {
  const place = await makePlace();
  const first = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const owner = await signIn(first.url, 'kestrel');
  const channel = await generalChannel(first.url, owner);
  const { number: quiet } = await fetched(first.url, `GET /v1/channels/${channel}/events?after=0`, owner.token);

  const lives = livesOf(first);
  const acknowledged: string[] = [];
  const senders = Array.from({ length: lanes }, (_, lane) => keepScheduling(lives, owner, channel, lane, acknowledged));
  await killAgainAndAgain(lives, place, { kills, stepsMax: 30, delayMsMax: 200 });
  await Promise.all(senders);

  const { url } = await lives.up;
  const stream = openStream(url, owner, { [channel]: quiet });
  const last = { text: 'the last', clientId: crypto.randomUUID() };
  await takenAfterAll(() => schedule(url, owner, channel, last, aheadMsMax + 100));
  // What is due is sent in the order of its times: with the last one all others have been.
  await stream.until((frame) => frame.message?.text === 'the last');
  stream.close();
  const { scheduled } = await fetched(url, 'GET /v1/me/scheduled-messages', owner.token);
  assert.deepEqual(scheduled, [], 'nothing waits, and nothing has failed');
  const posted = (await wholeLog(url, owner, channel)).slice(quiet).map(({ message }) => message.text);
  assert.ok(acknowledged.length > kills);
  assert.deepEqual(posted.toSorted(), [...acknowledged, 'the last'].toSorted(), 'each is posted, and once');
});

/** Schedules one message after the other; what got no answer is scheduled again, with the same id. */
async function keepScheduling(lives: Lives, owner: Person, channel: string, lane: number, all: string[]) {
  for (let count = 0; !lives.isOver; count++) {
    const draft = { text: `${lane} ${count}`, clientId: crypto.randomUUID() };
    await takenAfterAll(() =>
      answered(lives, (url) => schedule(url, owner, channel, draft, Math.random() * aheadMsMax)),
    );
    all.push(draft.text);
    acknowledge(lives);
  }
}

/** Asks until it is taken: a moment so near may have passed when the call arrives. */
async function takenAfterAll(ask: () => Promise<Answer>): Promise<void> {
  for (;;) {
    const { status, body } = await ask();
    if (status === 201) return;
    assert.match(body.type, /time\/in-the-past$/);
  }
}

const schedule = (
  url: string,
  { token }: Person,
  channel: string,
  draft: { readonly text: string; readonly clientId: string },
  aheadMs: number,
): Promise<Answer> => {
  const when = { at: new Date(Date.now() + aheadMs).toISOString() };
  return call(url, 'POST /v1/me/scheduled-messages', token, { ...draft, channel, when });
};
