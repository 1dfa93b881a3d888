import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { mailOf, openMailDesk, type Written } from '../testing/mail.ts';
import { mailDecided, noSuchMail } from './quarantine.ts';

const desk = await openMailDesk();
const { app, clock, owner, done, team } = desk;
const member = await desk.device(await desk.addTestMember(team));

/** One that nobody wants an answer to. */
async function held(written: Written = {}): Promise<string> {
  clock.advance(12 * HOUR_MS);
  await desk.send({ raw: mailOf({ subject: 'Away', text: 'I am away, says the quokka', ...written }), from: '' });
  await desk.settled();
  return (await desk.waiting()).at(-1).id;
}
const at = (id: string, rest: string): string => `/v1/desk/mails/${id}/${rest}`;

test('a held mail is shown as text, its files by name, with all that is known of where it came from', async () => {
  const body = [
    'Content-Type: multipart/mixed; boundary="b-1"',
    ...['', '--b-1', 'Content-Type: text/html; charset=utf-8', '', '<p>Hello <img src=x onerror=alert(1)></p>'],
    ...['--b-1', 'Content-Disposition: attachment; filename="run.exe"', '', 'MZ', '--b-1--', ''],
  ].join('\n');
  const id = await held({ from: '"N. Hale" <n@hale.example>', subject: 'Look', body });
  const opened = done(await owner.post(at(id, 'openings')));
  assert.deepEqual(
    [opened.heldFor, opened.subject, opened.name, opened.marks.from, opened.marks.sender, opened.to],
    ['automatic', 'Look', 'N. Hale', 'n@hale.example', '', ['security@kestrel.example']],
  );
  assert.doesNotMatch(opened.text, /[<>]/, 'nothing of it is markup');
  assert.deepEqual(opened.files, [{ name: 'run.exe', bytes: 2 }]);
  const { base64, sha256 } = done(await owner.post(at(id, 'raw-openings')));
  assert.match(Buffer.from(base64, 'base64').toString(), /onerror/);
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual((await desk.auditKinds()).slice(-2), ['desk-mail.opened', 'desk-mail.opened']);
});

test('whoever is not at the desk sees none of them, and decides about none', async () => {
  const id = await held();
  const refused = [
    () => member.get('/v1/desk/mails'),
    () => member.post(at(id, 'openings')),
    () => member.post(at(id, 'raw-openings')),
    () => member.post(at(id, 'case')),
    () => member.put(at(id, 'put-away'), { as: 'spam' }),
  ];
  for (const call of refused) await desk.refuses('desk/not-at-the-desk', call);
});

test('the oldest stand first, in pages, and each says since when it waits', async () => {
  await held();
  clock.advance(3 * DAY_MS);
  await held();
  const all = await desk.waiting();
  const times = all.map(({ receivedAt }: { receivedAt: string }) => receivedAt);
  assert.deepEqual(times, times.toSorted());
  const first = done(await owner.get('/v1/desk/mails?limit=1'));
  const second = done(await owner.get(`/v1/desk/mails?limit=1&after=${first.next}`));
  assert.deepEqual([first.mails[0].id, second.mails[0].id], [all[0].id, all[1].id]);
});

test('made a case by a person it is one like any other, and its sender gets no receipt', async () => {
  const id = await held({ from: 'n@hale.example', subject: 'It was a report', text: 'Steps' });
  const before = desk.carried.length;
  const { case: made, name } = done(await owner.post(at(id, 'case')));
  assert.ok(made.startsWith('N'));
  const { title, letters, reporter, path } = await desk.openedCase(name);
  assert.deepEqual([title, letters[0].text, reporter.address], ['It was a report', 'Steps', 'n@hale.example']);
  const { deliveries, mails } = done(await owner.get(`${path}/correspondence`));
  assert.deepEqual(
    [deliveries[0].state, deliveries[0].why, mails[0].marks.sender, desk.carried.length],
    ['withheld', 'no-answer-wanted', '', before],
  );
  for (const rest of ['case', 'openings']) await desk.refuses(mailDecided.code, () => owner.post(at(id, rest)));
  await desk.refuses(mailDecided.code, () => owner.put(at(id, 'put-away'), { as: 'spam' }));
});

test('put into a case it is a letter that says from whom it is; only who is in that case can', async () => {
  const { case: into, name } = done(await owner.post(at(await held({ subject: 'A report' }), 'case')));
  const id = await held({ from: 'other@hale.example', text: 'One more thing' });
  const body = { case: into };
  await desk.refuses('desk/not-inside', () => owner.post(at(id, 'filing'), body));
  assert.ok(
    (await desk.waiting()).some((mail: { id: string }) => mail.id === id),
    'it still waits',
  );
  const { path } = await desk.openedCase(name);
  assert.equal(done(await owner.post(at(id, 'filing'), body)).name, name);
  const { letters, reporter } = done(await owner.post(`${path}/openings`));
  assert.equal(
    letters.at(-1).text,
    '[A mail from other@hale.example, put here by somebody at the desk.]\n\nOne more thing',
  );
  assert.notEqual(reporter.address, 'other@hale.example');
  await desk.refuses('desk/no-such-case', async () =>
    owner.post(at(await firstWaiting(), 'filing'), { case: `N${'0'.repeat(26)}` }),
  );
});
const firstWaiting = async (): Promise<string> => (await desk.waiting())[0].id;

test('two who decide at the same time: one does, the other is told', async () => {
  const id = await held();
  const answers = await Promise.all([owner.post(at(id, 'case')), owner.post(at(id, 'case'))]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
});

test('a mail that no job has read yet is listed as that after a while', async () => {
  clock.advance(12 * HOUR_MS);
  await desk.send();
  await desk.settled();
  // As if every attempt to read it had failed.
  const { id } = (await desk.rows()).at(-1) ?? assert.fail();
  await app.units.open({ team: team.id }, ({ sql }) =>
    sql.updateTable('desk_mails').set({ state: 'unread', case_id: null }).where('id', '=', id).execute(),
  );
  const unread = async () => (await desk.waiting()).filter(({ heldFor }: { heldFor: string }) => heldFor === 'unread');
  assert.deepEqual(await unread(), []);
  clock.advance(HOUR_MS);
  const [found] = await unread();
  done(await owner.put(at(found.id, 'put-away'), { as: 'spam' }));
  assert.deepEqual(await unread(), []);
});

test('a mail that waits for more than a day is told to the desk, once, and not what it says', async () => {
  await held();
  clock.advance(DAY_MS - 12 * HOUR_MS);
  await desk.run('desk-mails-wait');
  const told = () => desk.mails.filter(({ subject }) => /wait for a decision/.test(subject));
  clock.advance(13 * HOUR_MS);
  const before = told().length;
  await desk.run('desk-mails-wait');
  await desk.run('desk-mails-wait');
  await until('It is told', () => told().length > before);
  const [mail] = told().slice(before);
  assert.match(mail?.text ?? '', /\/desk\/mails\n$/);
  assert.doesNotMatch(mail?.text ?? '', /quokka|Away/);
  assert.equal(told().length, before + 1);
});

test('what was put away is gone from the list, and after thirty days altogether, with its key', async () => {
  const id = await held();
  done(await owner.put(at(id, 'put-away'), { as: 'automatic' }));
  assert.ok(!(await desk.waiting()).some((mail: { id: string }) => mail.id === id));
  const expire = app.rooms.flatMap(({ holdings }) => holdings).find(({ name }) => name === 'desk-mails')?.expire;
  const run = async (): Promise<number> =>
    (await app.units.open({ team: team.id }, async (work) => expire?.(work))) ?? 0;
  const count = async (): Promise<number> => (await desk.rows()).filter(({ state }) => state === 'put-away').length;
  clock.advance(29 * DAY_MS);
  await run();
  assert.equal(await count(), 1);
  clock.advance(2 * DAY_MS);
  assert.equal(await run(), 1);
  assert.equal(await count(), 0);
  const later = await desk.device(team.owner);
  await desk.refuses(noSuchMail.code, () => later.post(at(id, 'openings')));
});
