import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linesOf, verifyExport } from '#platform/audit/audit.ts';
import {
  type Answer,
  call,
  done,
  type Frame,
  fetched,
  generalChannel,
  invite,
  makePlace,
  openStream,
  type Person,
  type Place,
  setUpTeam,
  signIn,
  startServer,
} from '../journeys/client.ts';
import { acknowledge, answered, killAgainAndAgain, type Lives, livesOf, wholeLog } from './lives.ts';

const kills = 20;
const lanesPerSender = 4;

interface Sent {
  readonly text: string;
  readonly clientId: string;
  readonly sender: Person;
  readonly ts: string;
}

test('a server killed twenty times in the middle of posting loses and doubles nothing', async () => {
  const place = await makePlace();
  const first = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const owner = await signIn(first.url, 'kestrel');
  const others = [await invite(first.url, owner, 'ann'), await invite(first.url, owner, 'bo')];
  const channel = await generalChannel(first.url, owner);
  const { number: quiet } = await fetched(first.url, `GET /v1/channels/${channel}/events?after=0`, owner.token);

  const lives = livesOf(first);
  const acknowledged: Sent[] = [];
  const listeners = others.map((person) => listen(lives, person, channel, quiet));
  const senders = [owner, ...others].flatMap((sender) =>
    Array.from({ length: lanesPerSender }, (_, lane) => keepPosting(lives, sender, channel, lane, acknowledged)),
  );
  await killAgainAndAgain(lives, place, { kills, stepsMax: 40, delayMsMax: 12 });
  await Promise.all(senders);

  const last = await lives.up;
  assert.ok(lives.unanswered >= kills, `only ${lives.unanswered} calls were under way at a kill`);
  const events = await wholeLog(last.url, owner, channel);
  const end = events.length;
  assert.deepEqual(
    events.map(({ number }) => number),
    Array.from({ length: end }, (_, at) => at + 1),
    'the numbers have no gap',
  );
  const posted = events.slice(quiet);
  assert.deepEqual(
    posted.map(({ message }) => message.text).toSorted(),
    acknowledged.map(({ text }) => text).toSorted(),
    'each acknowledged message stands in the log once, and nothing else',
  );
  const tsOf = new Map(acknowledged.map(({ text, ts }) => [text, ts]));
  for (const { ts, message } of posted) assert.equal(ts, tsOf.get(message.text), 'it stands where it was acknowledged');

  const repeated = await Promise.all(acknowledged.slice(-50).map((sent) => postAgain(last.url, channel, sent)));
  assert.deepEqual(
    repeated.map(({ body }) => body.ts),
    acknowledged.slice(-50).map(({ ts }) => ts),
    'sent again, it is the same message',
  );

  for (const listener of listeners) {
    const heard = await listener.upTo(end);
    assert.deepEqual(
      heard.map(({ number }) => number),
      posted.map(({ number }) => number),
      'who resumes by number hears each event once, in order',
    );
    assert.deepEqual(
      heard.map(({ message }) => message.text),
      posted.map(({ message }) => message.text),
    );
  }
  await markersAgree(last.url, others, channel, acknowledged);

  await last.stop('SIGTERM');
  assert.deepEqual(await auditedPosts(place), acknowledged.map(({ ts }) => ts).toSorted());
});

/** Posts one message after the other; what got no answer is sent again, to the next server, with the same id. */
async function keepPosting(lives: Lives, sender: Person, channel: string, lane: number, all: Sent[]): Promise<void> {
  for (let count = 0; !lives.isOver; count++) {
    const draft = { text: `${sender.id} ${lane} ${count}`, clientId: crypto.randomUUID(), sender };
    const { status, body } = await answered(lives, (url) => postAgain(url, channel, draft));
    assert.equal(status, 201, JSON.stringify(body));
    all.push({ ...draft, ts: body.ts });
    acknowledge(lives);
  }
}

const postAgain = (
  url: string,
  channel: string,
  { clientId, text, sender }: Pick<Sent, 'clientId' | 'text' | 'sender'>,
): Promise<Answer> => call(url, `POST /v1/channels/${channel}/messages`, sender.token, { clientId, text });

/** Follows the channel from `after` on through all lives, each time with the last number it has. */
function listen(lives: Lives, person: Person, channel: string, after: number) {
  const heard: Frame[] = [];
  let last = after;
  let onHeard = (): void => {};
  const follow = async (): Promise<void> => {
    while (!lives.isOver || last < lives.steps + after) {
      const { url } = await lives.up;
      const stream = openStream(url, person, { [channel]: last }, (frame) => {
        if (frame.channel !== channel || frame.number === undefined) return;
        assert.equal(frame.number, last + 1, JSON.stringify(frame));
        heard.push(frame);
        last = frame.number;
        onHeard();
      });
      await stream.closed;
    }
  };
  void follow();
  return {
    upTo: (number: number): Promise<Frame[]> =>
      new Promise((resolve) => {
        onHeard = () => last >= number && resolve(heard);
        onHeard();
      }),
  };
}

/** Unread is what others posted after one's own last message: the counters have lived through the kills too. */
async function markersAgree(url: string, people: Person[], channel: string, sent: Sent[]): Promise<void> {
  for (const person of people) {
    const { channels } = await fetched(url, 'GET /v1/me/channels', person.token);
    const { standing } = channels.find((mine: { channel: { id: string } }) => mine.channel.id === channel);
    const own = sent.filter(({ sender }) => sender === person).map(({ ts }) => ts);
    const lastOwn = own.toSorted().at(-1) ?? '';
    assert.equal(standing.unread, sent.filter(({ ts }) => ts > lastOwn).length);
  }
}

/** The messages whose posting the audit log has, once its export is verified. */
async function auditedPosts(place: Place): Promise<string[]> {
  const file = join(place.folder, 'audit.jsonl');
  const { vkey } = await done(place, 'audit', 'export', '--team', 'kestrel', '--out', file);
  const verified = await verifyExport(linesOf(createReadStream(file)), { vkey });
  assert.ok(verified.ok, JSON.stringify(verified));
  const posts: string[] = [];
  for await (const line of linesOf(createReadStream(file))) {
    const { content } = JSON.parse(line) as { content?: { kind: string; details: { ts: string } } };
    if (content?.kind === 'message.posted') posts.push(content.details.ts);
  }
  return posts.toSorted();
}
