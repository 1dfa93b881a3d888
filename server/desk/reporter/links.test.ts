import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { mailOf, openMailDesk } from '../testing/mail.ts';
import { linkUnusable, passphraseIsYours } from './links.ts';

const desk = await openMailDesk();
const { app, base, clock, owner, done, carried } = desk;

/** A browser at the pages of the team. */
function browser() {
  let cookie = '';
  const at = `${base}/t/${desk.team.slug}/security/case`;
  const send = async (path: string, fields?: Record<string, string>) => {
    const answer = await fetch(`${at}${path}`, {
      redirect: 'manual',
      headers: { cookie, ...(fields ? { origin: app.url() } : {}) },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: answer.status, text: await answer.text() };
  };
  return { send };
}

/** A case by mail, and the link in the mail that its letter became. */
async function mailed(from: string) {
  clock.advance(12 * HOUR_MS);
  await desk.send({ raw: mailOf({ from }), from });
  await desk.settled();
  const opened = await desk.openedCase();
  return { ...opened, token: await nextToken(from, () => owner.post(`${opened.path}/letters`, { text: 'Hello' })) };
}
async function nextToken(to: string, act: () => Promise<unknown>): Promise<string> {
  const before = carried.length;
  await act();
  const sent = () => carried.slice(before).find((mail) => mail.to === to);
  await until('It is mailed', () => sent() !== undefined);
  const text = sent()?.message.toString().replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
  return /token=([\w-]{43})/.exec(text)?.[1] ?? '';
}
const timeline = async (path: string): Promise<string[]> =>
  done(await owner.post(`${path}/openings`)).timeline.map(({ kind }: { kind: string }) => kind);

test('a link opens the case once; looking at it uses nothing up, and its use stands in the case', async () => {
  const { token, path, name } = await mailed('one@hale.example');
  for (let look = 0; look < 3; look++) {
    const { status, text } = await browser().send(`/link?token=${token}`);
    assert.equal(status, 200);
    assert.match(text, /Open my case/);
  }
  const one = browser();
  assert.equal((await one.send('/link', { token })).status, 303);
  assert.match((await one.send('')).text, new RegExp(name));
  assert.ok((await timeline(path)).includes('reporter-came-by-link'));
  const other = await browser().send('/link', { token });
  assert.equal(other.status, 403);
  assert.ok(other.text.includes(linkUnusable().title));
  assert.match((await browser().send(`/link?token=${token}`)).text, /used already/);
});

test('after three days a link opens nothing', async () => {
  const { token } = await mailed('two@hale.example');
  clock.advance(3 * DAY_MS + 1_000);
  assert.equal((await browser().send('/link', { token })).status, 403);
});

test('another link goes to the address of the report alone, and nobody learns whether there is one', async () => {
  const { name } = await mailed('three@hale.example');
  const token = await nextToken('three@hale.example', () => browser().send('/links', { case: name }));
  assert.equal((await browser().send('/link', { token })).status, 303);
  const [known, unknown] = [
    await browser().send('/links', { case: name }),
    await browser().send('/links', { case: '999' }),
  ];
  assert.deepEqual(known, unknown);
});

test('with a passphrase of its own a reporter comes back, and no mail holds a link that opens anything', async () => {
  const { token, path, name } = await mailed('four@hale.example');
  const one = browser();
  await one.send('/link', { token });
  const made = await one.send('/passphrase', {});
  const passphrase = /class="code">([0-9a-z-]{34})</.exec(made.text)?.[1] ?? '';
  assert.equal(made.status, 200);
  assert.equal((await browser().send('/sign-in', { case: name, passphrase })).status, 303);
  assert.ok((await timeline(path)).includes('passphrase-made'));
  const second = await one.send('/passphrase', {});
  assert.ok(second.status === 409 && second.text.includes(passphraseIsYours().title));
  assert.equal(await nextToken('four@hale.example', () => owner.post(`${path}/letters`, { text: 'More' })), '');
  const before = carried.length;
  await browser().send('/links', { case: name });
  const other = await mailed('five@hale.example');
  assert.ok(other.token !== '' && carried.slice(before).every(({ to }) => to !== 'four@hale.example'));
});

test('a passphrase is made by nobody who is not in the case, and only for who came by mail', async () => {
  assert.equal((await browser().send('/passphrase', {})).status, 401);
});
