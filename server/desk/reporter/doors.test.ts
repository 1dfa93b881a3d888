/**
 * Every door a reporter could try: what the desk notes for itself, another case and the people of the desk are behind
 * none of them. The reporter holds the cookie of an own case, and is a member of the team besides, with a token.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { DAY_MS } from '#platform/clock.ts';
import { inTime } from '#platform/testing/waiting.ts';
import { openMailDesk } from '../testing/mail.ts';
import { POLICY } from '../testing/public-desk.ts';
import { type Own, reportersOf } from '../testing/reporters.ts';

const desk = await openMailDesk();
const { app, base, owner, team, clock, done, carried, mails } = desk;
const { reported, signedIn } = reportersOf(desk);
const [NOTE, OTHER, REASON] = ['capybara', 'pangolin', 'axolotl'];
const TOLD = 'wombat';

const [mine, others] = [await reported('A guest reads drafts'), await reported(OTHER)];
const member = await desk.addTestMember(team);
const colleague = await desk.addTestMember(team);
const asMember = desk.call(member.token);
done(await owner.put(`/v1/desk/roster/${colleague.id}`, { duty: 'coordinator' }));
await talk(mine);
await talk(others);
const tab = await signedIn(mine);
const cookie = tab.holds();

/** What the desk says: a letter to the reporter, all else to itself. */
async function talk({ path }: Own): Promise<void> {
  const files = [{ name: `${TOLD}.txt`, base64: Buffer.from(`${TOLD} in a file`).toString('base64') }];
  done(await owner.post(`${path}/letters`, { text: `${TOLD} in a letter`, files }));
  done(await owner.post(`${path}/notes`, { text: `${NOTE} in a note` }));
  done(await owner.put(`${path}/people/${colleague.id}`, { part: 'triager', reason: `${REASON} is a reason` }));
}

/** What stands here is of the desk alone, or of the other case. */
function holdsNothing(text: string, where: string, { mayName = false } = {}): void {
  const people = mayName ? [] : [team.owner.id, team.owner.row.name, colleague.id, colleague.row.name];
  for (const secret of [NOTE, OTHER, REASON, others.name, others.path.split('/').at(-1) ?? '', ...people])
    assert.ok(!text.includes(secret), `${where}: ${secret}`);
}

/** All routes that read, with what is in their way filled in as a guess would be. */
const readable = app.rooms
  .flatMap(({ routes }) => routes)
  .filter(({ method }) => method === 'GET')
  .flatMap(({ path, spec }) =>
    [mine, others].map(({ path: own }) => ({
      isOpen: spec.may === 'anyone',
      path: path
        .replace(':case', own.split('/').at(-1) ?? '')
        .replace(':slug', team.slug)
        .replaceAll(/:(file|number|branch|letter|version)\b/g, '1')
        .replaceAll(/:\w+/g, team.owner.id),
    })),
  );

test('API: the cookie of a case is a key to nothing else, and an account in the team to no case', async () => {
  assert.ok(readable.length > 100);
  for (const { path, isOpen } of readable) {
    const answer = await fetch(base + path, { headers: { cookie }, redirect: 'manual' });
    assert.ok(isOpen || [400, 401, 404].includes(answer.status), `${path}: ${answer.status}`);
    holdsNothing(await answer.text(), path);
  }
  for (const path of ['letters', 'notes', 'openings', 'files/1/openings', 'report-openings']) {
    const headers = { cookie, origin: base, 'content-type': 'application/json' };
    const answer = await fetch(`${base}${mine.path}/${path}`, { method: 'POST', headers, body: '{"text":"x"}' });
    assert.equal(answer.status, 401, path);
    await answer.text();
    const body = /letters|notes/.test(path) ? { text: 'x' } : undefined;
    for (const own of [mine, others]) {
      const refused = await asMember.post(`${own.path}/${path}`, body);
      assert.ok([403, 404].includes(refused.status), `${path}: ${refused.status}`);
    }
  }
  for (const { path } of readable.filter((one) => one.path.startsWith('/v1/desk/'))) {
    const { status, body } = await asMember.get(path);
    // Whom a colleague turns to is no secret of a case.
    holdsNothing(JSON.stringify(body ?? ''), `${path} as a member`, { mayName: path === '/v1/desk/roster' });
    if (path.includes('/cases/')) assert.ok([403, 404].includes(status), `${path}: ${status}`);
  }
});

test('API: to another team’s desk it is no key either', async () => {
  const far = await desk.createTestTeam();
  await desk.publish(POLICY, 0, await desk.device(far.owner));
  const there = await fetch(`${base}/t/${far.slug}/security/case`, { headers: { cookie } });
  assert.match(await there.text(), /You are signed out/);
});

test('search: nothing is found with the cookie, and nothing of a case by a member', async () => {
  for (const word of [NOTE, OTHER, TOLD, 'guest reads', mine.name]) {
    const query = `/v1/search?q=${encodeURIComponent(word)}`;
    assert.equal((await fetch(base + query, { headers: { cookie } })).status, 401);
    assert.deepEqual(done(await asMember.get(query)).messages, []);
  }
  const page = await tab.get();
  assert.ok(page.text.includes(`${TOLD} in a letter`));
  assert.doesNotMatch(page.text, /type="search"|name="q"/);
});

test('export: a reporter takes the own page along, and what the team exports holds nothing of a case', async () => {
  const { text } = await tab.get('/export');
  assert.ok(text.includes(`${TOLD} in a letter`));
  holdsNothing(text, 'the export');
  const log = await desk.call(team.owner.token).get('/v1/audit/export');
  assert.equal(log.status, 200);
  const exported = JSON.stringify(log.body);
  for (const secret of [NOTE, OTHER, REASON, TOLD]) assert.ok(!exported.includes(secret), secret);
  const refused = await asMember.get('/v1/audit/export');
  assert.equal(refused.status, 403);
});

test('notification: of what the desk does nobody outside is told, and a mail names no more than the case', async () => {
  clock.advance(DAY_MS);
  const before = { mails: mails.length, carried: carried.length, facts: desk.facts.length };
  await talk(mine);
  done(await owner.put(`${mine.path}/coordinator`, { coordinator: colleague.id, reason: REASON }));
  done(await owner.put(`${mine.path}/coordinator`, { coordinator: team.owner.id, reason: REASON }));
  await desk.run('desk-alarms');
  for (const mail of mails.slice(before.mails)) {
    assert.notEqual(mail.to, member.row.email);
    for (const secret of [NOTE, OTHER, REASON, TOLD, 'drafts']) assert.ok(!JSON.stringify(mail).includes(secret));
  }
  for (const { message } of carried.slice(before.carried)) holdsNothing(message.toString(), 'a mail to the reporter');
  const told = desk.facts.slice(before.facts).filter((fact) => JSON.stringify(fact).includes(member.row.id));
  assert.deepEqual(told, [], 'what pushes and mails are made of names nobody outside');
});

test('socket: with the cookie of a case there is none, and through a member’s goes nothing of any case', async () => {
  const address = `${base.replace('http', 'ws')}/v1/stream`;
  const refused = new WebSocket(address, { headers: { cookie } });
  const [, answer] = await inTime('the refusal', once(refused, 'unexpected-response'));
  assert.equal(answer.statusCode, 401);
  refused.on('error', () => {});
  refused.terminate();
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${member.token}` } });
  const frames: string[] = [];
  const heard = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    const text = String(data);
    frames.push(text);
    if (text.includes('"hello"')) socket.send('{"kind":"start"}');
    if (text.includes('"ready"')) void after();
    if (text.includes('the last word')) heard.resolve();
  });
  const after = async (): Promise<void> => {
    await talk(mine);
    await talk(others);
    const { channels } = done(await asMember.get('/v1/me/channels'));
    const { id } = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel;
    const post = { clientId: crypto.randomUUID(), text: 'the last word' };
    done(await desk.call(team.owner.token).post(`/v1/channels/${id}/messages`, post));
  };
  await inTime('a message that is written after all that', heard.promise);
  socket.terminate();
  for (const frame of frames) {
    holdsNothing(frame, 'a frame', { mayName: true });
    for (const word of [TOLD, mine.name, 'desk']) assert.ok(!frame.includes(word), `${word} in ${frame}`);
  }
});

test('feed: what anybody may read of the desk, and what a member reads of the team, tells of no case', async () => {
  const open = readable.filter(({ isOpen, path }) => isOpen && /security|well-known/.test(path));
  assert.ok(open.length > 20);
  for (const { path } of open) {
    const text = await (await fetch(base + path, { redirect: 'manual' })).text();
    holdsNothing(text, path);
    for (const word of [TOLD, 'guest reads']) assert.ok(!text.includes(word), `${path}: ${word}`);
  }
  for (const path of ['/v1/me/sidebar', '/v1/me/threads', '/v1/me/channels', '/v1/channels']) {
    const told = JSON.stringify(done(await asMember.get(path)));
    holdsNothing(told, path, { mayName: true });
    assert.ok(!told.includes(mine.name), path);
  }
});

test('file link: only files of the own case open, by its page, and a patch not before the fix is ready', async () => {
  const again = await signedIn(mine);
  let opened = 0;
  for (let number = 0; number < 12; number++) {
    const { status, text } = await again.get(`/files/${number}`);
    holdsNothing(text, `file ${number}`);
    if (status === 200) opened += 1;
    else assert.ok([400, 404].includes(status), `file ${number}: ${status}`);
  }
  assert.ok(opened >= 2, 'one’s own, and that of a letter');
  for (const number of [1, 2]) {
    const none = await fetch(`${base}/security/case/files/${number}`);
    assert.equal(none.status, 401, 'without the cookie');
    assert.equal((await asMember.post(`${others.path}/files/${number}/openings`)).status, 404);
  }
  assert.ok([404, 409].includes((await again.get('/patches/1')).status));
});
