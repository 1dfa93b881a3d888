import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  call,
  type Frame,
  fetched,
  generalChannel,
  makePlace,
  openStream,
  type Person,
  type Place,
  type Server,
  setUpTeam,
  signIn,
  startServer,
} from '../journeys/client.ts';

const kills = 6;
const lanes = 4;
const scheduledPerLifeMax = 30;
const aheadMsMax = 400;
const killDelayMsMax = 200;

/** A server that is killed and started again in the same place; `up` is the one that runs, or is about to. */
interface Lives {
  up: Promise<Server>;
  isOver: boolean;
  /** The texts whose scheduling was acknowledged. */
  readonly acknowledged: string[];
  onAcknowledged: () => void;
}

test('a server killed six times while it sends scheduled messages loses and doubles none', async () => {
  const place = await makePlace();
  const first = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const owner = await signIn(first.url, 'kestrel');
  const channel = await generalChannel(first.url, owner);
  const { number: quiet } = await fetched(first.url, `GET /v1/channels/${channel}/events?after=0`, owner.token);

  const lives: Lives = { up: Promise.resolve(first), isOver: false, acknowledged: [], onAcknowledged: () => {} };
  const senders = Array.from({ length: lanes }, (_, lane) => keepScheduling(lives, owner, channel, lane));
  for (let kill = 0; kill < kills; kill++) await killOnce(lives, place);
  lives.isOver = true;
  await Promise.all(senders);

  const { url } = await lives.up;
  const stream = openStream(url, owner, { [channel]: quiet });
  const last = await schedule(
    url,
    owner,
    channel,
    { text: 'the last', clientId: crypto.randomUUID() },
    aheadMsMax + 100,
  );
  assert.equal(last.status, 201);
  // What is due is sent in the order of its times: with the last one all others have been.
  await stream.until((frame) => frame.message?.text === 'the last');
  stream.close();
  const { scheduled } = await fetched(url, 'GET /v1/me/scheduled-messages', owner.token);
  assert.deepEqual(scheduled, [], 'nothing waits, and nothing has failed');
  const posted = (await wholeLog(url, owner, channel)).slice(quiet).map(({ message }) => message.text);
  assert.ok(lives.acknowledged.length > kills);
  assert.deepEqual(posted.toSorted(), [...lives.acknowledged, 'the last'].toSorted(), 'each is posted, and once');
});

/** Schedules one message after the other; what got no answer is scheduled again, with the same id. */
async function keepScheduling(lives: Lives, owner: Person, channel: string, lane: number): Promise<void> {
  for (let count = 0; !lives.isOver; count++) {
    const draft = { text: `${lane} ${count}`, clientId: crypto.randomUUID() };
    for (;;) {
      const { url, ended } = await lives.up;
      const answer = await schedule(url, owner, channel, draft, Math.random() * aheadMsMax).catch(() => undefined);
      if (answer?.status === 201) {
        lives.acknowledged.push(draft.text);
        lives.onAcknowledged();
        break;
      }
      // A moment so near may have passed when the call arrives.
      if (answer) assert.match(answer.body.type, /time\/in-the-past$/);
      else await Promise.race([ended, wait(100)]);
    }
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

/** Lets the server live for some acknowledged calls, kills it at any moment after, and starts it again. */
async function killOnce(lives: Lives, place: Place): Promise<void> {
  const server = await lives.up;
  const enough = lives.acknowledged.length + 1 + Math.floor(Math.random() * scheduledPerLifeMax);
  await new Promise<void>((resolve) => {
    lives.onAcknowledged = () => lives.acknowledged.length >= enough && resolve();
  });
  await wait(Math.random() * killDelayMsMax);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  promise.catch(() => {});
  lives.up = promise;
  assert.equal((await server.stop('SIGKILL')).signal, 'SIGKILL');
  startServer(place).then(resolve, reject);
  await promise;
}

async function wholeLog(url: string, { token }: Person, channel: string): Promise<Frame[]> {
  const events: Frame[] = [];
  for (;;) {
    const after = events.at(-1)?.number ?? 0;
    const page = await fetched(url, `GET /v1/channels/${channel}/events?after=${after}`, token);
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}
