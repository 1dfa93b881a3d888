import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { mailNotTaken } from '#platform/mail/mail.ts';
import { systemRandom } from '#platform/random.ts';
import { until } from '#platform/testing/waiting.ts';
import { newPassphrase, noSuchLetter } from '../cases/cases.ts';
import { mailOf, openMailDesk, type Written } from '../testing/mail.ts';
import { whyNotTaken } from './carrying.ts';
import { notToBeSent } from './correspondence.ts';

const desk = await openMailDesk();
const { app, clock, owner, done, carried, failing } = desk;

async function reported(written: Written) {
  clock.advance(12 * HOUR_MS);
  await desk.send({ raw: mailOf(written), from: written.from ?? 'n@hale.example' });
  await desk.settled();
  const opened = await desk.openedCase();
  await deliveryOf(opened.path, 2);
  return opened;
}
const correspondence = async (path: string) => done(await owner.get(`${path}/correspondence`));
/** How the letter went out, once that is so. */
async function deliveryOf(path: string, letter: number, state?: string) {
  let found: { letter: number; state: string; how: string; why?: string } | undefined;
  await until(`Letter ${letter} is dealt with`, async () => {
    const { deliveries } = await correspondence(path);
    found = deliveries.find((one: { letter: number }) => one.letter === letter);
    return found !== undefined && (state === undefined ? found.state !== 'sending' : found.state === state);
  });
  assert.ok(found);
  return found;
}
/** What a program adds to the first answer stands there too, and is not mailed as a second link. */
async function write(path: string, text: string): Promise<void> {
  done(await owner.post(`${path}/letters`, { text }));
  if ((await correspondence(path)).goesOut === 'page') return;
  assert.equal((await deliveryOf(path, 4)).why, 'told-before');
}
const again = (path: string, letter: number) => owner.post(`${path}/letters/${letter}/sendings`);

test('without a key a letter goes out as a link, and the desk sees so before and after', async () => {
  const { path, name } = await reported({ from: 'one@hale.example' });
  assert.equal((await correspondence(path)).goesOut, 'link');
  const before = carried.length;
  await write(path, 'The quokka is in the index');
  const { how, state } = await deliveryOf(path, 3);
  assert.deepEqual([how, state, carried.length], ['link', 'kept', before + 1]);
  const { from, to, message } = carried[before] ?? assert.fail();
  assert.deepEqual([from, to], ['security@kestrel.example', 'one@hale.example']);
  const text = message.toString();
  assert.match(text, new RegExp(`^Subject: ${name}\r$`, 'm'));
  assert.doesNotMatch(text, /quokka|index/);
  assert.match(text, /\/t\/\w+\/security\/case\/link\?token=[\w-]{43}/);
});

test('a report by the web without an address is written to by its page alone', async () => {
  const form = new FormData();
  const passphrase = newPassphrase(systemRandom);
  const fields = { title: 'By the web', text: 'Steps', passphrase };
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  const answer = await fetch(`${desk.base}/security/report`, { method: 'POST', body: form });
  assert.equal(answer.status, 200);
  const { path } = await desk.openedCase();
  const before = carried.length;
  await write(path, 'Thank you');
  // The next letter by mail comes after it in the same queue.
  const other = await reported({ from: 'two@hale.example' });
  await write(other.path, 'Thank you too');
  await deliveryOf(other.path, 3);
  assert.ok(carried.slice(before).every(({ to }) => to === 'two@hale.example'));
  assert.deepEqual(await correspondence(path), { goesOut: 'page', deliveries: [], mails: [] });
  await desk.refuses(notToBeSent.code, () => again(path, 3));
});

test('what was certainly not taken is tried again by itself, and is sent once', async () => {
  const { path } = await reported({ from: 'three@hale.example' });
  const before = carried.length;
  failing.push(Object.assign(mailNotTaken(), { cause: { syscall: 'connect', code: 'ESOCKET' } }));
  await write(path, 'Hello');
  await deliveryOf(path, 3, 'kept');
  assert.equal(carried.length, before + 1);
});

test('what may have been taken is not sent again by a program; a person can, and sees why', async () => {
  const { path } = await reported({ from: 'four@hale.example' });
  const before = carried.length;
  failing.push(Object.assign(mailNotTaken(), { cause: { code: 'ETIMEDOUT', command: 'CONN' } }));
  await write(path, 'Hello');
  await until('It was tried', () => failing.length === 0);
  assert.equal(
    (await correspondence(path)).deliveries.find(({ letter }: { letter: number }) => letter === 3)?.state,
    'sending',
  );
  await desk.refuses(notToBeSent.code, () => again(path, 3));
  clock.advance(10 * MINUTE_MS);
  assert.equal((await deliveryOf(path, 3)).state, 'uncertain');
  assert.equal(carried.length, before);
  done(await again(path, 3));
  assert.equal((await deliveryOf(path, 3, 'kept')).how, 'link');
  assert.equal(carried.length, before + 1);
  await desk.refuses(notToBeSent.code, () => again(path, 3));
});

test('the job of a letter that was begun before the server was killed sends nothing', async () => {
  const { path } = await reported({ from: 'five@hale.example' });
  failing.push(Object.assign(mailNotTaken(), { cause: { code: 'ETIMEDOUT' } }));
  await write(path, 'Hello');
  await until('It was tried', () => failing.length === 0);
  const before = carried.length;
  // The queue runs an entry again whose process died before it said that it was done.
  const fact = desk.facts.findLast(({ kind }) => kind === 'desk-letter.written') as never;
  const job = app.rooms.flatMap(({ jobs }) => jobs).find(({ name }) => name === 'mail-desk-letter');
  assert.ok(job && 'onFact' in job);
  await job.run(app.units, desk.team.id, job.ids(fact), AbortSignal.timeout(20_000));
  assert.equal(carried.length, before);
});

test('what a mail server refuses for good is shown with why', async () => {
  const { path } = await reported({ from: 'six@hale.example' });
  failing.push(Object.assign(mailNotTaken(), { cause: { responseCode: 550 } }));
  await write(path, 'Hello');
  const { state, why } = await deliveryOf(path, 3, 'failed');
  assert.deepEqual([state, why], ['failed', 'refused']);
  await desk.refuses(notToBeSent.code, () => again(path, 77));
});

test('only who is in the case sees how it is written to, and sends again', async () => {
  const { path } = await reported({ from: 'seven@hale.example' });
  const other = await desk.device(await desk.addTestMember(desk.team));
  await desk.refuses('desk/no-such-case', () => other.get(`${path}/correspondence`));
  await desk.refuses('desk/no-such-case', () => other.post(`${path}/letters/3/sendings`));
});

test('whether a mail was taken is known where a server said no, or nobody was reached', () => {
  const failed = (cause?: object) => whyNotTaken(Object.assign(mailNotTaken(), cause === undefined ? {} : { cause }));
  assert.equal(failed(), 'unreachable');
  assert.equal(failed({ responseCode: 451 }), 'unreachable');
  assert.equal(failed({ responseCode: 550 }), 'refused');
  assert.equal(failed({ syscall: 'connect' }), 'unreachable');
  assert.equal(failed({ code: 'EDNS' }), 'unreachable');
  assert.equal(failed({ code: 'ETIMEDOUT', command: 'DATA' }), undefined);
  assert.equal(failed({ code: 'ECONNECTION', command: 'CONN' }), undefined);
  assert.equal(whyNotTaken(new Error('Ours')), undefined);
  assert.equal(whyNotTaken(noSuchLetter()), 'refused');
});
