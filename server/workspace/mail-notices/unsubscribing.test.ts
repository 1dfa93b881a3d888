import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestApp } from '../../../tests/app.ts';
import { unsubscribeToken } from './mail-notices.ts';

const house = await createTestApp();
const CLICK = 'List-Unsubscribe=One-Click';

test('the link in a mail shows a button; one POST, of a person or a mail program, ends the mail', async () => {
  const { id, owner } = await house.createTestTeam();
  const token = await house.app.units.open({ team: id }, (work) => unsubscribeToken(work, id, owner.row.id));
  const path = `/v1/mail-notices/${token}`;
  const call = house.call(owner.token);
  const frequency = async () => (await call.get('/v1/me/mail-notices')).body.frequency;
  const page = await house.call().get(path);
  assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  assert.match(String(page.body), /<form method="post"><button>/);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/);
  assert.equal(await frequency(), 'soon', 'programs that look for harm open links, too');
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const done = await house.call().post(path, CLICK, { 'content-type': type });
    assert.deepEqual([done.status, /<h1>Done/.test(String(done.body))], [200, true]);
    assert.equal(await frequency(), 'never');
    assert.equal((await call.put('/v1/me/mail-notices', { frequency: 'daily' })).status, 204);
  }
  assert.equal((await house.call().post(path)).status, 200);
});

test('a link that nobody made is refused without a trace, and no other route takes a form', async () => {
  const { owner } = await house.createTestTeam();
  const before = await house.traces();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const unknown = await house.call().post(`/v1/mail-notices/${'A'.repeat(88)}`, CLICK, form);
  assert.deepEqual([unknown.status, unknown.body.type], [404, 'urn:wardroom:problem:mail-notices/unsubscribe-unknown']);
  const foreign = await house.call().post(`/v1/mail-notices/${'A'.repeat(88)}`, CLICK, {
    ...form,
    origin: 'https://elsewhere.example',
  });
  assert.equal(foreign.status, 403);
  assert.equal((await house.call(owner.token).post('/v1/conversations', 'members=', form)).status, 415);
  assert.equal((await house.call(owner.token).post('/v1/sign-out', 'x=y', form)).status, 415);
  assert.deepEqual(await house.traces(), before);
});
