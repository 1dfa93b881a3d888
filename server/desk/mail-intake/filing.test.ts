import assert from 'node:assert/strict';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { until } from '#platform/testing/waiting.ts';
import { DESK_ADDRESS, dkimKey, mailOf, openMailDesk, type Sent, type Written } from '../testing/mail.ts';
import { strangersKey } from '../testing/mails.ts';

const desk = await openMailDesk();
const { clock, owner, done, zone, carried } = desk;
const calm = () => clock.advance(12 * HOUR_MS);

/** What the DNS says of a domain: whether mail of this machine is from there. */
function domain(name: string, isOurs: boolean): void {
  zone.set(`${name} TXT`, [[`v=spf1 ${isOurs ? 'ip4:127.0.0.1 ' : ''}-all`]]);
  zone.set(`_dmarc.${name} TXT`, [['v=DMARC1; p=reject']]);
}
domain('hale.example', true);
domain('forged.example', false);

/** Sends it, and waits until it is read. */
async function mail(written: Written, sent: Omit<Sent, 'raw'> & { readonly isSoon?: boolean } = {}): Promise<void> {
  if (!sent.isSoon) calm();
  await desk.send({ raw: mailOf(written), from: written.from ?? 'n@hale.example', ...sent });
  await desk.settled();
}
const caseNames = async (): Promise<string[]> => (await desk.cases()).map(({ name }: { name: string }) => name);
const head = (message: Buffer): string =>
  message
    .toString('latin1')
    .split('\r\n\r\n', 1)[0]
    ?.replaceAll(/\r\n\s+/g, ' ') ?? '';
const idOf = (message: Buffer): string => /^Message-ID: (<.+>)$/m.exec(head(message))?.[1] ?? '';
/** The next mail that goes out. */
async function nextMail(after: number) {
  await until('A mail goes out', () => carried.length > after);
  const found = carried[after];
  assert.ok(found);
  return found;
}
/** A report by mail, its case, and the mail that a person's answer becomes. */
async function answered(from: string) {
  const before = carried.length;
  await mail({ from, text: 'What I found' });
  const opened = await desk.openedCase();
  await until('The receipt is dealt with', async () => (await correspondence(opened.path)).deliveries.length > 0);
  const receipts = carried.length - before;
  done(await owner.post(`${opened.path}/letters`, { text: 'Which version is it? quokka' }));
  const letter = await nextMail(before + receipts);
  // What a program adds to the first answer.
  await until('The ways are told', async () => told(await reopened(opened.path)));
  return { ...opened, letter };
}
const told = ({ timeline }: { timeline: { kind: string }[] }): boolean =>
  timeline.some(({ kind }) => kind === 'ways-told');
const correspondence = async (path: string) => done(await owner.get(`${path}/correspondence`));
const reopened = async (path: string) => done(await owner.post(`${path}/openings`));

test('a mail becomes a case with what it says, its files and its sender; the bytes stay', async () => {
  const body = [
    'Content-Type: multipart/mixed; boundary="b"',
    ...['', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Steps: one, two.'],
    ...[
      '--b',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename="poc.txt"',
      '',
      'the proof',
      '--b--',
      '',
    ],
  ].join('\n');
  const raw = mailOf({ from: '"N. Hale" <n@hale.example>', subject: 'A guest reads drafts', body });
  calm();
  await desk.send({ raw });
  await desk.settled();
  const opened = await desk.openedCase();
  assert.deepEqual(
    [opened.title, opened.source, opened.raw.type, opened.raw.state],
    ['A guest reads drafts', 'mail', 'message/rfc822', 'read'],
  );
  assert.deepEqual(opened.reporter, { name: 'N. Hale', address: 'n@hale.example' });
  assert.equal(opened.letters[0].text, 'Steps: one, two.');
  assert.deepEqual(
    opened.files.map(({ name }: { name: string }) => name),
    ['poc.txt'],
  );
  const { base64 } = done(await owner.post(`${opened.path}/report-openings`));
  assert.deepEqual(Buffer.from(base64, 'base64'), raw);
  const { mails, goesOut } = await correspondence(opened.path);
  const [{ marks }] = mails;
  assert.deepEqual(
    [goesOut, marks.from, marks.encryption, marks.transport, marks.verdicts.dmarc.result, marks.verdicts.spf.result],
    ['link', 'n@hale.example', 'none', 'plain', 'pass', 'pass'],
  );
});

test("the receipt is marked as a program's work, has an empty sender, and says nothing of the report", async () => {
  const before = carried.length;
  clock.advance(2 * DAY_MS);
  await mail({ subject: 'quokka', text: 'quokka' });
  const { from, to, message } = await nextMail(before);
  assert.deepEqual([from, to], [null, 'n@hale.example']);
  const fields = head(message);
  assert.match(fields, /^Auto-Submitted: auto-replied$/m);
  assert.match(fields, /^X-Auto-Response-Suppress: All$/m);
  assert.match(fields, /^Subject: DESK-\d+$/m);
  assert.match(fields, new RegExp(`^From: .*<${DESK_ADDRESS}>$`, 'm'));
  assert.doesNotMatch(message.toString(), /quokka/);
  assert.match(message.toString(), /Your report has arrived/);
});

test('one sender has one receipt a day, and nobody whose domain says that the mail is not from there', async () => {
  const before = carried.length;
  await mail({});
  const suppressed = await desk.openedCase();
  await until('It is withheld', async () => (await correspondence(suppressed.path)).deliveries.length > 0);
  assert.equal((await correspondence(suppressed.path)).deliveries[0].why, 'one-a-day');
  await mail({ from: 'n@forged.example' });
  assert.equal(carried.length, before);
  const [held] = await desk.waiting();
  assert.deepEqual([held.heldFor, held.marks.verdicts.dmarc.result], ['dmarc', 'fail']);
});

test('a key that came with a report is written to, and another one that comes later waits', async () => {
  const from = 'keys@hale.example';
  const keys = [await strangersKey(from), await strangersKey(from)].map((key) => key.toPublic());
  const withKey = (key = keys[0], head: readonly string[] = []): Written => ({
    ...{ from, head },
    body: `Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nWhat I found\n--b\n${[
      'Content-Type: application/pgp-keys; name="key.asc"',
      '',
      key?.armor() ?? '',
    ].join('\n')}\n--b--\n`,
  });
  const before = carried.length;
  await mail(withKey());
  const opened = await desk.openedCase();
  await nextMail(before);
  done(await owner.post(`${opened.path}/letters`, { text: 'Which version is it? quokka' }));
  const letter = await nextMail(before + 1);
  assert.match(letter.message.toString(), /BEGIN PGP MESSAGE/);
  assert.equal((await correspondence(opened.path)).goesOut, 'encrypted');
  await mail(withKey(keys[1], [`In-Reply-To: ${idOf(letter.message)}`]));
  const shown = done(await owner.get(`${opened.path}/sender-keys`)).keys;
  assert.deepEqual(
    shown.map(({ state, fingerprint }: { state: string; fingerprint: string }) => [state, fingerprint]).toSorted(),
    [
      ['current', keys[0]?.getFingerprint().toUpperCase()],
      ['waiting', keys[1]?.getFingerprint().toUpperCase()],
    ],
  );
  const { timeline } = await reopened(opened.path);
  assert.ok(timeline.some(({ kind }: { kind: string }) => kind === 'other-key-came'));
});

test('an answer from the reporter to one of our letters becomes a letter, whatever its subject', async () => {
  const { path, letter } = await answered('one@hale.example');
  assert.doesNotMatch(
    letter.message.toString(),
    /quokka|version/,
    'without a key the mail holds no word of the letter',
  );
  assert.equal(letter.from, DESK_ADDRESS);
  await mail({
    ...{
      from: 'one@hale.example',
      subject: 'Something else',
      text: 'It is 4.2.1',
      head: [`In-Reply-To: ${idOf(letter.message)}`],
    },
  });
  const { letters } = await reopened(path);
  assert.deepEqual([letters.at(-1).side, letters.at(-1).text], ['reporter', 'It is 4.2.1']);
  const references = `References: <x@y.example> ${idOf(letter.message)}`;
  await mail({ from: 'One@HALE.example', text: 'And 4.1', head: [references] });
  assert.equal((await reopened(path)).letters.at(-1).text, 'And 4.1');
});

test('a stranger who answers a letter of ours, or names a case, gets into none; nor do those in copy', async () => {
  const { path, name, letter } = await answered('two@hale.example');
  const before = (await reopened(path)).letters.length;
  const inReplyTo = `In-Reply-To: ${idOf(letter.message)}`;
  await mail({ from: 'stranger@hale.example', text: 'Let me in', head: [inReplyTo] });
  await mail({ from: 'stranger@hale.example', subject: `Re: ${name}`, text: 'Let me in by name' });
  const held = (await desk.waiting()).at(-1);
  assert.deepEqual([held.heldFor, held.case.name, held.marks.from], ['stranger', name, 'stranger@hale.example']);
  assert.equal((await reopened(path)).letters.length, before);
  await mail({ from: 'two@hale.example', text: 'With a friend', head: [inReplyTo, 'Cc: friend@hale.example'] });
  await mail({ from: 'friend@hale.example', text: 'I am the friend', head: [inReplyTo] });
  const opened = await reopened(path);
  assert.deepEqual([opened.letters.length, opened.letters.at(-1).text], [before + 1, 'With a friend']);
  assert.deepEqual(opened.reporter.address, 'two@hale.example');
  assert.equal((await desk.waiting()).at(-1).heldFor, 'stranger');
});

test("an id that only looks like ours, and an answer in the reporter's name from elsewhere, wait", async () => {
  const { path, letter } = await answered('n@later.example');
  const before = (await reopened(path)).letters.length;
  const id = idOf(letter.message);
  const forged = id.replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`);
  await mail({ from: 'n@later.example', text: 'Forged', head: [`In-Reply-To: ${forged}`] });
  assert.equal((await desk.waiting()).at(-1).heldFor, 'forged');
  domain('later.example', false);
  await mail({ from: 'n@later.example', text: 'In their name', head: [`In-Reply-To: ${id}`] });
  assert.equal((await desk.waiting()).at(-1).heldFor, 'unproven');
  assert.equal((await reopened(path)).letters.length, before);
});

test('an answer to a closed case waits for a person', async () => {
  const { path, letter } = await answered('three@hale.example');
  const id = done(await owner.get('/v1/me')).member.id;
  done(await owner.put(`${path}/coordinator`, { coordinator: id, reason: 'Mine' }));
  done(await owner.post(`${path}/invalidation`, { reason: 'No' }));
  done(await owner.post(`${path}/closure`, { reason: 'not-a-vulnerability', text: 'Thank you.' }));
  await mail({ from: 'three@hale.example', text: 'But look', head: [`In-Reply-To: ${idOf(letter.message)}`] });
  assert.equal((await desk.waiting()).at(-1).heldFor, 'closed');
});

test('two programs that answer everything do not feed each other', async () => {
  const { path, letter } = await answered('away@hale.example');
  const count = (await reopened(path)).letters.length;
  const [sent, cases] = [carried.length, (await caseNames()).length];
  const away = { from: 'away@hale.example', subject: 'Out of office', text: 'I am away' };
  const isSoon = true;
  calm();
  for (let round = 0; round < 3; round++) {
    await mail({ ...away, head: ['Auto-Submitted: auto-replied', `In-Reply-To: ${idOf(letter.message)}`] }, { isSoon });
    // One that does not say what it is, and answers with a new subject each time.
    await mail({ ...away, from: 'rude@hale.example', subject: `Away ${round}` }, { isSoon });
  }
  await mail(away, { from: '', isSoon });
  await mail({ from: DESK_ADDRESS, text: 'From ourselves' }, { isSoon });
  assert.equal((await reopened(path)).letters.length, count);
  await until('All receipts are dealt with', async () => {
    const opened = await desk.openedCase();
    return (await correspondence(opened.path)).deliveries.length > 0;
  });
  assert.equal(carried.length - sent, 1, 'one receipt, for the one that does not say what it is');
  assert.equal((await caseNames()).length, cases + 3);
  const reasons = (await desk.waiting()).map(({ heldFor }: { heldFor: string }) => heldFor);
  assert.deepEqual(reasons.slice(-5), ['automatic', 'automatic', 'automatic', 'automatic', 'own-address']);
});

test('what DKIM signed is from there, also when it came by another way', async () => {
  const { privateKey, name, record } = dkimKey('signed.example');
  domain('signed.example', false);
  zone.set(`${name} TXT`, [[record]]);
  calm();
  const transport = nodemailer.createTransport({
    ...{ host: '127.0.0.1', port: desk.smtp, ignoreTLS: true },
    dkim: { domainName: 'signed.example', keySelector: 's1', privateKey },
  });
  await transport.sendMail({ from: 'n@signed.example', to: DESK_ADDRESS, subject: 'Signed', text: 'By DKIM' });
  transport.close();
  await desk.settled();
  const { path, title } = await desk.openedCase();
  assert.equal(title, 'Signed');
  const { verdicts } = (await correspondence(path)).mails[0].marks;
  assert.deepEqual([verdicts.dmarc.result, verdicts.dkim], ['pass', [{ result: 'pass', domain: 'signed.example' }]]);
});

test('a mail that no bound lets us read becomes a case that says so to both', async () => {
  const parts = Array.from({ length: 3_000 }, () => '--b\n\nx').join('\n');
  await mail({ subject: 'Many', body: `Content-Type: multipart/mixed; boundary="b"\n\n${parts}\n--b--` });
  const opened = await desk.openedCase();
  assert.equal(opened.title, 'Many');
  const { marks } = (await correspondence(opened.path)).mails[0];
  assert.ok(marks.unread.length > 0, JSON.stringify(marks));
});
