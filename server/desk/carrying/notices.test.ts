import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { mailNotTaken } from '#platform/mail/mail.ts';
import { until } from '#platform/testing/waiting.ts';
import { noticeLinkUnusable } from '../reporter/notices.routes.ts';
import { mailOf, openMailDesk } from '../testing/mail.ts';
import { type Own, reportersOf } from '../testing/reporters.ts';
import { notToBeSent } from './correspondence.ts';

const desk = await openMailDesk();
const { app, clock, owner, team, done, carried, failing } = desk;
const { reported, browser, signedIn } = reportersOf(desk);
const own = `/t/${team.slug}`;

const correspondence = async ({ path }: Own) => done(await owner.get(`${path}/correspondence`));
const lettersOf = async ({ path }: Own): Promise<{ number: number; automatic: boolean; side: string }[]> =>
  done(await owner.post(`${path}/openings`)).letters;
/** Writes to the reporter, and tells how word of it went out. */
async function write(mine: Own, text = 'The quokka is in the index') {
  done(await owner.post(`${mine.path}/letters`, { text }));
  const ofPeople = (await lettersOf(mine)).filter(({ side, automatic }) => side === 'desk' && !automatic);
  const letter = ofPeople.at(-1)?.number ?? 0;
  return { letter, ...(await deliveryOf(mine, letter)) };
}
async function deliveryOf(mine: Own, letter: number, state?: string) {
  let found: { how: string; state: string; why?: string } | undefined;
  await until(`Word of letter ${letter}`, async () => {
    const { deliveries } = await correspondence(mine);
    found = deliveries.find((one: { letter: number }) => one.letter === letter);
    return found !== undefined && (state === undefined ? found.state !== 'sending' : found.state === state);
  });
  assert.ok(found);
  return found;
}
const mailsTo = (address: string) => carried.filter(({ to }) => to === address);
const lastText = (address: string): string => mailsTo(address).at(-1)?.message.toString() ?? '';
const tokenIn = (text: string): string => /notices\/link\?token=([\w-]+)/.exec(text)?.[1] ?? '';
const timeline = async ({ path }: Own): Promise<string[]> =>
  done(await owner.post(`${path}/openings`)).timeline.map(({ kind }: { kind: string }) => kind);

test('who reported by the web and left an address hears that there is something, and nothing of it', async () => {
  const mine = await reported('Guests read drafts', 'one@hale.example');
  assert.equal((await correspondence(mine)).goesOut, 'notice');
  assert.deepEqual(
    mailsTo('one@hale.example'),
    [],
    'what a program writes brings no mail to an address that was typed',
  );
  const { how, state } = await write(mine);
  assert.deepEqual([how, state], ['notice', 'kept']);
  const [{ from, message } = assert.fail(), ...more] = mailsTo('one@hale.example');
  assert.deepEqual([from, more], [null, []]);
  const text = message.toString();
  assert.match(text, new RegExp(`^Subject: ${mine.name}\r$`, 'm'));
  assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(text, /^X-Auto-Response-Suppress: All\r$/m);
  assert.match(text, new RegExp(`something new in the case ${mine.name}. Open it with its number and your passphrase`));
  assert.match(text, new RegExp(`${own}/security/case\\?case=${mine.name}\r$`, 'm'));
  assert.doesNotMatch(text, /quokka|drafts|weakness|vulnerab|case\/link/i);
});

test('one a day goes out, and another once the reporter has opened the case', async () => {
  const mine = await reported('One', 'two@hale.example');
  assert.equal((await write(mine)).state, 'kept');
  const held = await write(mine, 'And another thing');
  assert.deepEqual([held.state, held.why], ['withheld', 'told-lately']);
  await desk.refuses(notToBeSent.code, () => owner.post(`${mine.path}/letters/${held.letter}/sendings`));
  await (await signedIn(mine)).get();
  assert.equal((await write(mine, 'A third')).state, 'kept');
  clock.advance(DAY_MS + MINUTE_MS);
  assert.equal((await write(mine, 'A fourth')).state, 'kept');
  assert.equal(mailsTo('two@hale.example').length, 3);
});

test('the reporter ends the mails on the page of the case and has them again, and the desk sees both', async () => {
  const mine = await reported('One', 'three@hale.example');
  const tab = await signedIn(mine);
  assert.match((await tab.get()).text, /No more mails/);
  assert.equal((await tab.post('/notices/end')).status, 303);
  assert.match((await tab.get()).text, /Mail me again/);
  assert.equal((await correspondence(mine)).goesOut, 'page');
  assert.equal((await write(mine)).why, 'notices-off');
  assert.equal((await tab.post('/notices')).status, 303);
  assert.equal((await write(mine, 'Again')).state, 'kept');
  assert.equal(mailsTo('three@hale.example').length, 1);
  const kinds = await timeline(mine);
  assert.ok(kinds.includes('notices-ended') && kinds.includes('notices-wanted'));
});

test('the link in a mail ends them after a button was pressed and opens nothing, and no other does', async () => {
  const mine = await reported('One', 'four@hale.example');
  await write(mine);
  const token = tokenIn(lastText('four@hale.example'));
  const tab = browser(own);
  const { status, text } = await tab.get(`/notices/link?token=${token}`);
  assert.equal(status, 200);
  assert.doesNotMatch(text, new RegExp(mine.name));
  assert.ok(!(await timeline(mine)).includes('notices-ended'), 'what looks at links ends nothing');
  const forged = `${token.slice(0, -22)}${'A'.repeat(22)}`;
  const before = await app.units.open({ team: team.id }, ({ sql }) =>
    sql.selectFrom('audit_entries').select('index').execute(),
  );
  for (const wrong of [forged, `999999-${'A'.repeat(22)}`, 'cut']) {
    const refused = await tab.post('/notices/link', { token: wrong });
    assert.equal(refused.status, noticeLinkUnusable.status);
    assert.ok(/^<!doctype html>/i.test(refused.text) && refused.text.includes(noticeLinkUnusable.title));
  }
  const now = await app.units.open({ team: team.id }, ({ sql }) =>
    sql.selectFrom('audit_entries').select('index').execute(),
  );
  assert.equal(now.length, before.length);
  for (let press = 0; press < 2; press++) assert.equal((await tab.post('/notices/link', { token })).status, 200);
  assert.equal(tab.holds(), '');
  assert.match((await tab.get()).text, /Open the case/);
  assert.equal((await timeline(mine)).filter((kind) => kind === 'notices-ended').length, 1);
  clock.advance(2 * DAY_MS);
  assert.equal((await write(mine, 'Later')).why, 'notices-off');
});

test('one address gets a bounded number in all, whatever cases name it', async () => {
  const { free } = limits.guessing.notice.account;
  // An hour passes with each, in which a little of one is forgotten.
  for (let one = 0; one <= free; one++)
    assert.equal((await write(await reported(`Case ${one}`, 'five@hale.example'))).state, 'kept');
  const held = await write(await reported('One more', 'FIVE@hale.example'));
  assert.deepEqual([held.state, held.why], ['withheld', 'enough-today']);
  assert.equal(mailsTo('five@hale.example').length, free + 1);
});

test('an answer to such a mail is no letter of the reporter: the address was merely typed', async () => {
  const mine = await reported('One', 'six@hale.example');
  await write(mine);
  const [, id = ''] = /^Message-ID:\s*(<[^>]+>)/m.exec(lastText('six@hale.example')) ?? [];
  const before = (await lettersOf(mine)).length;
  const raw = mailOf({ from: 'six@hale.example', head: [`In-Reply-To: ${id}`], text: 'It is me' });
  await desk.send({ raw, from: 'six@hale.example' });
  await desk.settled();
  assert.equal((await lettersOf(mine)).length, before);
  assert.ok((await desk.waiting()).some(({ heldFor }: { heldFor: string }) => heldFor === 'stranger'));
});

test('what was certainly not taken is tried again; what may have been is not, and a person can', async () => {
  const mine = await reported('One', 'seven@hale.example');
  failing.push(Object.assign(mailNotTaken(), { cause: { syscall: 'connect' } }));
  const { letter } = await write(mine);
  await deliveryOf(mine, letter, 'kept');
  await (await signedIn(mine)).get();
  failing.push(Object.assign(mailNotTaken(), { cause: { code: 'ETIMEDOUT' } }));
  done(await owner.post(`${mine.path}/letters`, { text: 'Hello' }));
  await until('It was tried', () => failing.length === 0);
  const last = (await lettersOf(mine)).at(-1)?.number ?? 0;
  clock.advance(HOUR_MS);
  assert.equal((await deliveryOf(mine, last, 'uncertain')).how, 'notice');
  assert.equal((await write(mine, 'More')).why, 'told-lately', 'it may have been taken');
  assert.equal(mailsTo('seven@hale.example').length, 1);
  done(await owner.post(`${mine.path}/letters/${last}/sendings`));
  await deliveryOf(mine, last, 'kept');
  assert.equal(mailsTo('seven@hale.example').length, 2);
});

test('who left no address gets no such mail', async () => {
  const mine = await reported('One');
  assert.equal((await correspondence(mine)).goesOut, 'page');
  assert.doesNotMatch((await (await signedIn(mine)).get()).text, /Mails to you/);
});
