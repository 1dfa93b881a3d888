import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  command,
  done,
  fetched,
  makePlace,
  openStream,
  PASSWORD,
  type Person,
  signIn,
  startServer,
  within,
} from './client.ts';
import { LEFT_OUT, tourOf } from './demo-tour.ts';

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
type Wire = any;

const wished = 600;
const place = await makePlace();
const { url } = await startServer(place);
const passwordFile = join(place.folder, 'password');
writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
const load = ['demo', '--messages', String(wished), '--seed', '4', '--password-file', passwordFile];
const loaded = await done(place, ...load);
const owner = await signIn(url, 'demo', loaded.email);
const get = (path: string, by: Person = owner): Promise<Wire> => fetched(url, `GET ${path}`, by.token);
const mine = async (by: Person = owner): Promise<Wire[]> => (await get('/v1/me/channels', by)).channels;
const channels = await mine();
const named = (name: string): Wire => channels.find(({ channel }) => channel.name === name);

test('the team is there and says that it is a demo', async () => {
  assert.deepEqual([loaded.messages, loaded.slug], [wished, 'demo']);
  const { team, member } = await get('/v1/me');
  assert.match(team.name, /demo/);
  assert.equal(member.role, 'owner');
  const { messages } = await get(`/v1/channels/${named('general').channel.id}/messages`);
  const said = messages.findLast(({ text }: Wire) => /everything here is invented/.test(text));
  assert.ok(said, 'the general channel says so first');
  assert.equal(said.reactions[0].emoji, 'larch-on');
  for (const { channel } of channels)
    if (channel.name && !channel.general) assert.match(channel.purpose, /[Ii]nvented/);
  assert.match(loaded.email, /\.example$/);
});

test('a second one at the same address is refused, and an impossible one explained', async () => {
  const again = await command(place, [...load, '--json']);
  assert.equal(again.code, 1);
  assert.match(again.printed, /teams\/slug-taken/);
  const wrong = await command(place, ['demo', '--slug', 'other', '--messages', 'many']);
  assert.notEqual(wrong.code, 0);
});

test('people of every role and from many zones are in it, a guest among them', async () => {
  const { members } = await get('/v1/members?limit=200');
  assert.equal(members.length, loaded.people);
  const roles = new Set(members.map(({ role }: Wire) => role));
  assert.deepEqual([...roles].toSorted(), ['admin', 'guest', 'member', 'owner']);
  assert.ok(new Set(members.map(({ timeZone }: Wire) => timeZone)).size > 10);
  const guest = await signIn(url, 'demo', 'ruth.adeyemi@demo.example');
  const seen = (await mine(guest)).map(({ channel }) => channel.name ?? channel.kind);
  assert.deepEqual(seen.toSorted(), ['direct', 'project-aurora']);
});

test('there are channels of every kind, and as much is said in them as was wished', async () => {
  const kinds = new Set(channels.map(({ channel }) => channel.kind));
  assert.deepEqual([...kinds].toSorted(), ['direct', 'private', 'public']);
  assert.ok((await mine(await signIn(url, 'demo', 'priya.raghunathan@demo.example'))).some(isGroup));
  assert.ok(named('fair-last-year').channel.archivedAt);
  assert.ok(named('workshop').channel.topic);
  const workshop = await everything(named('workshop').channel.id);
  const span = Number(workshop.at(-1).ts) - Number(workshop[0].ts);
  assert.ok(span > 100 * 86_400, 'over months');
});

test('the log of a conversation has no gap and agrees with its messages, threads and reactions', async () => {
  const { id } = named('workshop').channel;
  const { events, number } = await get(`/v1/channels/${id}/events?after=0`);
  assert.deepEqual(
    events.map((event: Wire) => event.number),
    Array.from({ length: number }, (_, at) => at + 1),
  );
  const posted = events.filter(({ kind }: Wire) => kind === 'message.posted').map(({ message }: Wire) => message);
  const timeline = posted.filter(({ inTimeline }: Wire) => inTimeline);
  assert.deepEqual(
    (await everything(id)).map(({ ts }) => ts),
    timeline.map(({ ts }: Wire) => ts),
  );
  const root = posted.find(({ replyCount }: Wire) => replyCount > 1);
  const thread = await get(`/v1/channels/${id}/messages?thread=${root.ts}`);
  assert.equal(thread.messages.length, root.replyCount + 1);
  assert.equal(thread.messages.at(-1).ts, root.lastReplyTs);
  assert.ok(posted.some(({ reactions }: Wire) => reactions.length > 0));
});

test('something is unread, and reading it makes it read', async () => {
  const { channel, standing } = named('orders');
  assert.ok(standing.unread > 0);
  const read = await fetched(url, `PUT /v1/channels/${channel.id}/read-marker`, owner.token, { ts: standing.lastTs });
  assert.equal(read.unread, 0);
});

test('what was said is found, and where', async () => {
  const { messages } = await get('/v1/search?q=rowan%20in%3Aworkshop');
  const { id } = named('workshop').channel;
  assert.ok(messages.length > 0);
  for (const message of messages) {
    assert.equal(message.channel, id);
    assert.match(message.text, /rowan/i);
  }
  assert.ok((await get('/v1/search?q=invented')).messages.length > 0);
});

test('emoji, bookmarks, reminders, a scheduled message and a user group are there', async () => {
  const { emoji } = await get('/v1/emoji');
  assert.deepEqual(
    emoji.map(({ name }: Wire) => name),
    ['larch-off', 'larch-on', 'ship-it'],
  );
  const image = await fetch(`${url}/v1/emoji/larch-on/image`, { headers: { authorization: `Bearer ${owner.token}` } });
  assert.equal(image.headers.get('content-type'), 'image/webp');
  assert.equal(
    Buffer.from(await image.arrayBuffer())
      .subarray(8, 12)
      .toString(),
    'WEBP',
  );
  const { bookmarks } = await get(`/v1/channels/${named('workshop').channel.id}/bookmarks`);
  assert.deepEqual(
    bookmarks.map(({ title }: Wire) => title),
    ['Handbook', 'Test bench calendar'],
  );
  const { reminders } = await get('/v1/me/reminders');
  assert.deepEqual(reminders.map(({ repeat }: Wire) => repeat ?? 'once').toSorted(), ['once', 'weekdays']);
  const { scheduled } = await get('/v1/me/scheduled-messages');
  assert.deepEqual(
    scheduled.map(({ state, channel }: Wire) => [state, channel]),
    [['pending', named('lunch').channel.id]],
  );
  const { groups } = await get('/v1/user-groups');
  assert.equal(groups[0].handle, 'night-shift');
});

test('files were sent, and what they hold is read and found', async () => {
  const sent = async (channel: string): Promise<Wire> => {
    const { messages } = await get(`/v1/channels/${named(channel).channel.id}/messages?limit=5`);
    return messages.flatMap(({ files }: Wire) => files ?? [])[0];
  };
  const [image, list] = [await sent('project-aurora'), await sent('orders')];
  assert.deepEqual([image.name, list.name], ['first-light.png', 'price-list.csv']);
  const headers = { authorization: `Bearer ${owner.token}` };
  const answer = await fetch(`${url}/v1/files/${list.id}/content`, { headers });
  assert.match(await answer.text(), /Rowan follow spot,180,1890/);
  const { bookmarks } = await get(`/v1/channels/${named('support').channel.id}/bookmarks`);
  assert.equal((await get(`/v1/files/${bookmarks[0].file}`)).name, 'how-to-reset.md');
});

test('a pin, saved items and a draft are there', async () => {
  const { pins } = await get(`/v1/channels/${named('general').channel.id}/pins`);
  assert.match(pins[0].message.text, /everything here is invented/);
  assert.equal((await get('/v1/me/saved-items')).items.length, 2);
  const { drafts } = await get('/v1/me/drafts');
  assert.deepEqual(
    drafts.map(({ channel }: Wire) => channel),
    [named('fairs').channel.id],
  );
});

test('people say of themselves where they are, and whoever watches sees them come', async () => {
  const { members } = await get('/v1/members?limit=200');
  const idOf = (name: string): string => members.find((member: Wire) => member.name === name).id;
  const [yuki, priya] = [idOf('Yuki Hanamura'), idOf('Priya Raghunathan')];
  const stream = openStream(url, owner);
  await stream.until(({ kind }) => kind === 'ready');
  stream.send({ kind: 'watch', members: [yuki, priya] });
  const { people } = await stream.until(({ kind }) => kind === 'people');
  const seen = new Map<string, Wire>(people.map((person: Wire) => [person.member, person]));
  assert.deepEqual([seen.get(yuki).presence, seen.get(yuki).status.text], ['offline', 'Away until the fair']);
  assert.ok(seen.get(yuki).status.expiresAt > new Date().toISOString());
  assert.deepEqual([seen.get(priya).status.emoji, seen.get(priya).status.expiresAt], ['larch-on', undefined]);
  const other = openStream(url, await signIn(url, 'demo', 'priya.raghunathan@demo.example'));
  const came = await stream.until(({ kind }) => kind === 'presence.changed');
  assert.deepEqual([came.member, came.presence], [priya, 'active']);
  other.close();
  stream.close();
});

test('the owner has said of what to be told, and somebody waits for an answer', async () => {
  const { level, keywords, quietHours, channels: places } = await get('/v1/me/notifications');
  assert.deepEqual([level, keywords], ['mentions', ['invoice', 'first light']]);
  assert.equal(quietHours[0].from, '19:00');
  const here = new Map(places.map((place: Wire) => [place.channel, [place.level, place.muted]]));
  assert.deepEqual(here.get(named('lunch').channel.id), [undefined, true]);
  assert.deepEqual(here.get(named('orders').channel.id), ['all', false]);
  assert.equal(named('workshop').standing.mentions, 2);
  assert.equal((await get('/v1/me/mail-notices')).frequency, 'never', 'no mail goes to people that nobody is');
});

test('a link has its card, though no page was asked for', async () => {
  const { messages } = await get(`/v1/channels/${named('fairs').channel.id}/messages?limit=5`);
  const [card] = messages.flatMap(({ cards }: Wire) => cards ?? []);
  assert.deepEqual([card.title, card.site], ['Plan of the halls', 'Fair of Light (invented)']);
  assert.deepEqual(await get('/v1/link-cards'), { on: false });
});

test('every route that reads shows something of the demo, or is left out with a reason', async () => {
  const document = await fetched(url, 'GET /v1/openapi.json');
  const reading = Object.entries<Wire>(document.paths).flatMap(([path, operations]) => (operations.get ? [path] : []));
  const tour = tourOf(await sights());
  assert.deepEqual([...Object.keys(tour), ...Object.keys(LEFT_OUT)].toSorted(), reading.toSorted());
  for (const [path, { at, shows }] of Object.entries(tour)) {
    const answer = await fetch(`${url}${at}`, { headers: { authorization: `Bearer ${owner.token}` } });
    assert.equal(answer.status, 200, at);
    const isJson = answer.headers.get('content-type')?.includes('json');
    const seen = shows(isJson ? await answer.json() : Buffer.from(await answer.arrayBuffer()));
    assert.ok(Array.isArray(seen) ? seen.length > 0 : seen, `${path} shows nothing of the demo`);
  }
});

/** Waits until what was uploaded has been looked at. */
async function sights() {
  const [workshop, fairs, general] = ['workshop', 'fairs', 'general'].map((name) => named(name).channel.id);
  const said = await everything(workshop);
  const asked = said.findLast(({ editedAt }) => editedAt).ts;
  const { messages } = await get(`/v1/channels/${named('project-aurora').channel.id}/messages?limit=5`);
  const image = messages.flatMap(({ files }: Wire) => files ?? [])[0].id;
  await within(30_000, 'the preview', async (isLate) => {
    while (!(await Promise.race([get(`/v1/files/${image}`), isLate])).preview) await setImmediate();
  });
  const { groups } = await get('/v1/user-groups');
  const { members } = await get('/v1/members?limit=200');
  const away = members.find(({ name }: Wire) => name === 'Yuki Hanamura').id;
  return { workshop, fairs, general, asked, image, group: groups[0].id, away };
}

test('one can talk in it, and others hear it', async () => {
  const { id } = named('lunch').channel;
  const hanna = await signIn(url, 'demo', 'hanna.vestergaard@demo.example');
  const stream = openStream(url, hanna);
  await stream.until(({ kind }) => kind === 'ready');
  const text = 'Is anybody real here?';
  await fetched(url, `POST /v1/channels/${id}/messages`, owner.token, { clientId: crypto.randomUUID(), text });
  const heard = await stream.until(({ message }) => message?.text === text);
  assert.equal(heard.channel, id);
  stream.close();
});

const isGroup = ({ channel }: Wire): boolean => channel.kind === 'group';

/** The timeline of a conversation, page by page. */
async function everything(channel: string): Promise<Wire[]> {
  const messages: Wire[] = [];
  for (;;) {
    const after = messages.at(-1)?.ts ?? '0.000000';
    const page = await get(`/v1/channels/${channel}/messages?after=${after}&limit=200`);
    messages.push(...page.messages);
    if (!page.more) return messages;
  }
}
