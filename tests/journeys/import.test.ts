import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fromBuffer, type ZipFile } from 'yauzl';
import {
  done,
  fetched,
  invite,
  makePlace,
  openStream,
  type Person,
  post,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';
import { realExport, withoutExport } from './real-export.ts';

interface Exported {
  readonly ts: string;
  readonly text?: string;
  readonly subtype?: string;
}

test('a team moves in with its export, finds its old words and goes on talking', { skip: withoutExport }, async () => {
  const exported = await readExport(String(realExport));
  const place = await makePlace();
  const { url, stop } = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const { counts } = await done(place, 'import', 'slack', String(realExport), '--team', 'kestrel');
  assert.equal(counts.messages + counts.notes, [...exported.values()].flat().length);

  const mei = await signIn(url, 'kestrel');
  const ann = await invite(url, mei, 'ann-of-today');
  const { channels } = await fetched(url, 'GET /v1/channels?limit=200', ann.token);
  const idOf = new Map<string, string>(channels.map(({ name, id }: { name: string; id: string }) => [name, id]));
  for (const [name, messages] of exported) {
    const wanted = messages.map(({ ts }) => ts).toSorted();
    assert.deepEqual(await history(url, ann, idOf.get(name) ?? name, wanted.at(-1) ?? ''), wanted, name);
  }

  const [name, { ts, word }] = rareWord(exported);
  const { messages } = await fetched(url, `GET /v1/search?q=${word}%20in:${encodeURIComponent(name)}`, ann.token);
  assert.ok(
    messages.some((found: Exported) => found.ts === ts),
    'a word of the export is found where it was written',
  );

  const channel = String(idOf.get(name));
  for (const person of [mei, ann]) await fetched(url, `PUT /v1/channels/${channel}/members/me`, person.token);
  const stream = openStream(url, ann);
  await stream.until(({ kind }) => kind === 'ready');
  const reply = await post(url, mei, channel, 'Good to see these old words again.');
  const heard = await stream.until(({ kind }) => kind === 'message.posted');
  assert.deepEqual([heard.message.ts, heard.message.text], [reply.ts, reply.text]);
  assert.ok(reply.ts > ts);
  await stop('SIGTERM');
});

/** The messages by channel, read from the ZIP without any of the importing code. */
async function readExport(path: string): Promise<Map<string, Exported[]>> {
  const bytes = await readFile(path);
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const channels = new Map<string, Exported[]>();
  for await (const entry of zip.eachEntry()) {
    const [, channel] = /^(.+)\/[^/]+\.json$/.exec(entry.fileName) ?? [];
    if (!channel) continue;
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    const day = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Exported[];
    channels.set(channel, [...(channels.get(channel) ?? []), ...day]);
  }
  return channels;
}

/** The places of a channel's messages up to `last`, read page by page over the API. */
async function history(url: string, { token }: Person, channel: string, last: string): Promise<string[]> {
  const places: string[] = [];
  for (let after = '0.000000'; ; after = places.at(-1) ?? after) {
    const page = await fetched(url, `GET /v1/channels/${channel}/messages?limit=200&after=${after}`, token);
    places.push(...page.messages.map(({ ts }: Exported) => ts));
    if (!page.more) return places.filter((ts) => ts <= last);
  }
}

/** The word that somebody wrote last of all words that were written once, and where. */
function rareWord(exported: ReadonlyMap<string, Exported[]>): [channel: string, at: { ts: string; word: string }] {
  const seen = new Map<string, [string, { ts: string; word: string }][]>();
  for (const [channel, messages] of exported) {
    for (const { ts, text, subtype } of messages) {
      if (subtype) continue;
      for (const [word] of (text ?? '').matchAll(/(?<![\w<:/.@#|-])[a-z]{9,14}(?![\w>:/.@|-])/g)) {
        seen.set(word, [...(seen.get(word) ?? []), [channel, { ts, word }]]);
      }
    }
  }
  const once = [...seen.values()].filter((places) => places.length === 1).flat();
  const last = once.toSorted((a, b) => Number(a[1].ts) - Number(b[1].ts)).at(-1);
  assert.ok(last);
  return last;
}
