import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { tableDigests } from '#platform/testing/testing.ts';
import { until } from '#platform/testing/waiting.ts';
import { deskLimits } from '../limits.ts';
import { openDesk } from '../testing/public-desk.ts';
import { type Page, reportersOf } from '../testing/reporters.ts';
import { reporterCookie, reporterTokenIn } from './cookie.ts';
import { letterUnreadable, reporterUnknown } from './reporter.ts';
import { reporterSignedOut } from './reporter-sessions.ts';

const desk = await openDesk();
const { app, base, owner, team, clock, done } = desk;
await desk.publish();
done(await owner.put(`/v1/desk/roster/${team.owner.id}`, { duty: 'coordinator' }));
const { reported, browser, signedIn } = reportersOf(desk);
const own = `/t/${team.slug}`;

const day = (days: number): string => new Date(clock.now.getTime() + days * DAY_MS).toISOString().slice(0, 10);

test('a reporter comes back by number and passphrase, however they are typed, and leaves again', async () => {
  const mine = await reported();
  const tab = browser();
  assert.match((await tab.get('?case=DESK-0007')).text, /value="DESK-0007"/);
  const typed = { case: mine.name.replace('DESK-', 'desk '), passphrase: mine.passphrase.toUpperCase() };
  const { status, headers } = await tab.post('/sign-in', typed);
  assert.deepEqual([status, headers.get('location')], [303, '/security/case']);
  const set = headers.get('set-cookie') ?? '';
  assert.match(set, /^wardroom-case=[\w-]{43}; Path=\/security\/case; HttpOnly; SameSite=Strict$/);
  const page = await tab.get();
  assert.equal(page.status, 200);
  assert.ok(page.text.includes('A guest reads drafts') && page.text.includes('Next: a person answers, by '));
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; (?!.*(script-src|unsafe))/);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.doesNotMatch(page.text, /<script/);
  assert.equal((await tab.post('/sign-out')).status, 303);
  assert.match((await tab.get()).text, /Open the case/);
  assert.equal(reporterTokenIn(reporterCookie('x'.repeat(43), '', 'https://a.example')), 'x'.repeat(43));
  assert.match(reporterCookie('x', own, 'https://a.example'), /^__Secure-.*Path=\/t\/.*\/security\/case; .*; Secure$/);
});

test('no such case and a wrong passphrase are one answer, leave nothing, and have to wait after some', async () => {
  const mine = await reported();
  const before = await tableDigests(app.database);
  const answers: string[] = [];
  for (const guess of [
    { case: mine.name, passphrase: '0000-0000-0000-0000-0000-0000-0000' },
    { case: 'DESK-9999', passphrase: mine.passphrase },
    { case: 'nonsense', passphrase: mine.passphrase },
  ]) {
    const { status, text } = await browser().post('/sign-in', guess);
    assert.equal(status, reporterUnknown.status);
    answers.push(text.replaceAll(/value="[^"]*"/g, ''));
  }
  assert.equal(new Set(answers).size, 1);
  assert.ok(answers[0]?.includes(reporterUnknown.title));
  const now = await tableDigests(app.database);
  assert.deepEqual({ ...now, guesses: '' }, { ...before, guesses: '' });
  let waits: Page | undefined;
  for (let tried = 0; tried <= limits.guessing.passphrase.fromNetwork.free; tried++)
    waits = await browser().post('/sign-in', { case: mine.name, passphrase: 'wrong' });
  assert.equal(waits?.status, 429);
  assert.ok(Number(waits?.headers.get('retry-after')) >= 1 && /tried again in \d+ seconds/.test(waits?.text ?? ''));
  clock.advance(HOUR_MS);
  await signedIn(mine);
});

test('the reporter writes with files, is answered, and takes files and the whole case along', async () => {
  const mine = await reported();
  const tab = await signedIn(mine);
  assert.equal((await tab.letter('More: <b>bold</b>', { 'a "b".html': '<script>x</script>' })).status, 303);
  const files = [{ name: 'fix.txt', base64: Buffer.from('try').toString('base64') }];
  done(await owner.post(`${mine.path}/letters`, { text: 'Thank you. Which version?', files }));
  const { text } = await tab.get();
  assert.ok(text.includes('More: &lt;b&gt;bold&lt;/b&gt;') && text.includes('Thank you. Which version?'));
  const hostile = await tab.get('/files/2');
  assert.equal(hostile.text, '<script>x</script>');
  assert.deepEqual(
    ['content-type', 'x-content-type-options', 'content-security-policy', 'content-disposition'].map((name) =>
      hostile.headers.get(name),
    ),
    [
      ...['application/octet-stream', 'nosniff', "default-src 'none'; sandbox"],
      "attachment; filename*=UTF-8''a%20%22b%22.html",
    ],
  );
  assert.equal((await tab.get('/files/9')).status, 404);
  const saved = await tab.get('/export');
  assert.match(saved.headers.get('content-disposition') ?? '', /^attachment/);
  const letters: { text: string }[] = JSON.parse(saved.text).letters;
  assert.ok(letters.some(({ text }) => text === 'Thank you. Which version?'));
  const opened = done(await owner.post(`${mine.path}/openings`));
  assert.deepEqual(
    new Set(opened.views.map(({ seen }: { seen: string }) => seen)),
    new Set(['case', 'reporter-page', 'reporter-file']),
  );
  const empty = await tab.letter('   ');
  assert.deepEqual([empty.status, empty.text.includes(letterUnreadable.title)], [letterUnreadable.status, true]);
});

test('a date is proposed, declined, accepted; what is public ends it', async () => {
  const mine = await reported();
  const tab = await signedIn(mine);
  done(await owner.post(`${mine.path}/letters`, { text: 'We propose ninety days.' }));
  assert.ok((await tab.get()).text.includes('The desk proposes'));
  assert.equal((await tab.post('/embargo/rejection')).status, 303);
  assert.ok((await tab.get()).text.includes('No date is agreed on'));
  assert.equal((await tab.post('/embargo/proposals', { until: day(40) })).status, 303);
  done(await owner.post(`${mine.path}/embargo/proposals`, { until: `${day(20)}T00:00:00Z` }));
  assert.ok((await tab.get()).text.includes('Agreed: nothing is published before'), 'the shorter counts at once');
  const own = await tab.post('/embargo/acceptance');
  assert.equal(own.status, 409, 'nobody accepts what they proposed themselves');
  assert.ok(own.text.includes('As the embargo stands now, this cannot be done.'));
  done(await owner.post(`${mine.path}/embargo/proposals`, { until: `${day(30)}T00:00:00Z` }));
  assert.equal((await tab.post('/embargo/acceptance')).status, 303);
  assert.equal((await tab.post('/facts', { fact: 'public', evidence: 'On a blog' })).status, 303);
  const { text } = await tab.get();
  assert.ok(text.includes('Silence has ended') && text.includes('The weakness is public.'));
  assert.equal(done(await owner.post(`${mine.path}/openings`)).zeroDay, true);
  for (const [path, fields] of [
    ['/facts', { fact: 'fix-ready', evidence: 'x' }],
    ['/embargo/proposals', { until: '2026-13-40' }],
  ] as const)
    assert.equal((await tab.post(path, fields)).status, 400);
});

test('patches come once the fix is ready, after the reporter has said whether it holds', async () => {
  const mine = await reported();
  const tab = await signedIn(mine);
  const put = (path: string, body: object) => owner.put(`${mine.path}/${path}`, body);
  done(await owner.post(`${mine.path}/letters`, { text: 'We see it.' }));
  done(await owner.post(`${mine.path}/validation`, { reason: 'Reproduced' }));
  done(await owner.post(`${mine.path}/ratings`, { word: 'high', explanation: 'Guests are many.' }));
  done(await owner.post(`${mine.path}/acceptance`));
  done(await put('branches', { branches: ['4.2.x'] }));
  const { sha256 } = done(await put('branches/1/patch', { base64: Buffer.from('patch').toString('base64') }));
  done(await put('branches/1/evidence', { sha256, log: 'ok' }));
  done(await put('cves/CVE-1900-0001', { issue: 'It' }));
  done(await owner.post(`${mine.path}/retest`, { text: 'Try it' }));
  assert.equal((await tab.get('/patches/1')).status, 404);
  const asked = (await tab.get()).text;
  assert.ok(
    asked.includes('Try the fix') && asked.includes('CVE-1900-0001') && asked.includes('<strong>high</strong>'),
  );
  assert.ok(asked.includes('Guests are many.'), 'the rating is explained');
  assert.equal((await tab.post('/retest', { outcome: 'verified', text: 'It holds.' })).status, 303);
  assert.equal((await tab.post('/retest', { outcome: 'verified', text: 'Again.' })).status, 409);
  done(await owner.post(`${mine.path}/fix`));
  const patch = await tab.get('/patches/1');
  assert.deepEqual([patch.status, patch.text], [200, 'patch']);
  assert.match(patch.headers.get('content-disposition') ?? '', /4\.2\.x\.patch/);
  assert.ok((await tab.get()).text.includes(sha256));
});

test('a decision against the report is disputed, and the same passphrase opens the case that begins anew', async () => {
  const mine = await reported();
  const admin = await desk.addTestMember(team, 'admin');
  const other = await desk.device(admin);
  done(await owner.put(`/v1/desk/roster/${admin.id}`, { duty: 'coordinator' }));
  const tab = await signedIn(mine);
  done(await owner.post(`${mine.path}/invalidation`, { reason: 'It is meant to be so.' }));
  done(await owner.post(`${mine.path}/closure`, { reason: 'not-a-vulnerability', text: 'We close it.' }));
  const closed = (await tab.get()).text;
  assert.ok(closed.includes('What was reported is not a vulnerability.') && closed.includes('Dispute the decision'));
  assert.ok(!closed.includes('Write to the desk</label>'));
  const late = await tab.letter('One more thing');
  assert.deepEqual([late.status, late.text.includes('This case is closed')], [409, true]);
  assert.equal((await tab.post('/dispute', { text: 'It is one.' })).status, 303);
  done(await other.put(`${mine.path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'To decide' }));
  const { name } = done(await other.post(`${mine.path}/dispute-decision`, { upheld: true, text: 'You are right.' }));
  assert.ok((await tab.get()).text.includes(`It goes on as ${name}`));
  const anew = await signedIn({ ...mine, name });
  await until('what it says is read again', async () => (await anew.get()).text.includes('The steps'));
});

test('the report is taken back on the page, which says what comes of it, and stood by again', async () => {
  const mine = await reported();
  const tab = await signedIn(mine);
  assert.match((await tab.get()).text, /<summary>Take the report back<\/summary>/);
  assert.equal((await tab.post('/withdrawal', { text: 'It was my proxy.' })).status, 303);
  const { text } = await tab.get();
  assert.ok(text.includes('You took this report back.') && text.includes('It was my proxy.'));
  const again = await tab.post('/withdrawal', { text: 'Really.' });
  assert.ok(again.status === 409 && again.text.includes('taken back already'));
  assert.equal((await tab.post('/withdrawal/end')).status, 303);
  assert.doesNotMatch((await tab.get()).text, /You took this report back/);
});

test('nobody else’s page can act for the reporter, and who is signed out is told so', async () => {
  const mine = await reported();
  const tab = await signedIn(mine);
  const before = await tableDigests(app.database);
  const sent = { method: 'POST', body: new URLSearchParams({ fact: 'public', evidence: 'x' }) };
  assert.equal((await tab.send('/facts', { ...sent, headers: { origin: 'https://evil.example' } })).status, 403);
  const none = await fetch(`${base}/security/case/facts`, { ...sent, headers: { cookie: tab.holds() } });
  assert.equal(none.status, 400, 'a form of ours says where it comes from');
  await none.text();
  assert.deepEqual(await tableDigests(app.database), before);
  clock.advance(deskLimits.reporterSessionMs + 1);
  for (const { status, text } of [await tab.post('/facts', { fact: 'public', evidence: 'x' }), await tab.letter('x')]) {
    assert.equal(status, reporterSignedOut.status);
    assert.ok(text.includes(reporterSignedOut.title));
  }
  await desk.refuses('desk-reporter/signed-out', () => desk.call().get('/security/case/files/1'));
});
