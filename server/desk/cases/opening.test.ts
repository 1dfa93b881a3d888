import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { deskLimits } from '../limits.ts';
import { publishPolicy } from '../policy/policy.ts';
import { notForTheDesk, takeDuty } from '../roster/roster.ts';
import { openTestDesks, TERMS } from '../testing/cases.ts';
import { caseFull } from './case-state.ts';
import {
  addPerson,
  describeReport,
  enterCase,
  leaveUnread,
  listCases,
  listSizes,
  openAsReporter,
  openCase,
  openRaw,
  openReport,
  removePerson,
  unreadReport,
  writeToReporter,
} from './cases.ts';
import { reportEmpty, reportTooLarge } from './opening.ts';
import {
  coordinatorStays,
  coordinatorsOnly,
  noSuchCase,
  notInside,
  reasonMissing,
  rosterPartOnly,
  termsOpen,
} from './standing.ts';

const desks = await openTestDesks();
const { refuses } = desks;

test('a case is bound by what was promised when it came in', async () => {
  const { run, ada, owner, owned } = await desks.desk();
  const before = await owned();
  const policy = proposedPolicy('security@kestrel.example');
  const promises = { ...policy.promises, firstAnswerHours: 12, triageDays: 3 };
  await run((work) =>
    publishPolicy(
      work,
      { ...owner, provenAt: work.now },
      { after: 0, policy: { ...policy, promises, embargoDays: 30 } },
    ),
  );
  desks.clock.at = after(desks.clock.at, HOUR_MS);
  const later = await owned();
  const lasts = async (id: CaseId, name: string): Promise<number> => {
    const { clocks } = await run((work) => openCase(work, ada, id));
    const found = clocks.find((one) => one.name === name);
    return Date.parse(found?.dueAt ?? '') - Date.parse(found?.startedAt ?? '');
  };
  assert.deepEqual([await lasts(before, 'first-touch'), await lasts(before, 'triage')], [48 * HOUR_MS, 7 * DAY_MS]);
  assert.deepEqual([await lasts(later, 'first-touch'), await lasts(later, 'triage')], [12 * HOUR_MS, 3 * DAY_MS]);
  const { letters, receivedAt } = await run((work) => openAsReporter(work, later));
  assert.match(letters[0]?.text ?? '', /a person answers you within 12 hours\.$/);
  await run((work) => writeToReporter(work, ada, later, 'We have it.'));
  const { embargo } = await run((work) => openAsReporter(work, later));
  assert.equal(Date.parse(embargo.proposedUntil ?? '') - Date.parse(receivedAt), 30 * DAY_MS);
});

test('a report becomes a case with a number, its bytes as they came, and a receipt that repeats nothing', async () => {
  const { run, team, ada, enter } = await desks.desk();
  const raw = Buffer.concat([Buffer.alloc(deskLimits.rawPartBytes, 7), Buffer.from('and a rest \u0000\xff', 'latin1')]);
  const first = await run((work) => openReport(work, team.id, { raw, source: 'mail' }));
  const second = await run((work) => openReport(work, team.id, { raw, source: 'mail' }));
  assert.deepEqual([first.name, second.name], ['DESK-0001', 'DESK-0002']);
  await enter(ada, first.id);
  const shown = await run((work) => openRaw(work, ada, first.id));
  assert.deepEqual(Buffer.from(shown.base64, 'base64'), raw);
  assert.equal(shown.sha256, createHash('sha256').update(raw).digest('hex'));
  const opened = await run((work) => openCase(work, ada, first.id));
  assert.equal(opened.letters.length, 1);
  assert.equal(opened.letters[0]?.automatic, true);
  assert.ok(!opened.letters[0]?.text.includes('rest'));
  assert.deepEqual([opened.stage, opened.report, opened.release], ['first-touch', 'received', 'draft']);
  assert.equal(opened.clocks.find(({ name }) => name === 'receipt')?.state, 'kept');
});

test('what is read out of the bytes may come later, and a date that the reporter names is a proposal', async () => {
  const { run, team, ada, enter } = await desks.desk();
  const unread = { raw: Buffer.from('To be read'), source: 'web', type: 'text/plain' } as const;
  const { id } = await run((work) => openReport(work, team.id, unread));
  assert.deepEqual(await run((work) => unreadReport(work, id)), { raw: unread.raw, type: unread.type });
  const until = new Date('2026-05-01T00:00:00Z');
  const understood = { title: 'A title', text: 'What I found', reporter: { name: 'N. Hale' }, until };
  await run((work) => describeReport(work, id, understood));
  await enter(ada, id);
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal(opened.title, 'A title');
  assert.deepEqual(opened.reporter, { name: 'N. Hale' });
  assert.deepEqual(opened.embargo, {
    ...{ state: 'proposed', proposedBy: 'reporter', proposedUntil: until.toISOString() },
  });
});

test('what nobody can read stays as it came, and both sides are told why', async () => {
  const { run, team, ada, enter } = await desks.desk();
  const unread = { raw: Buffer.from('?'), source: 'web', type: 'text/plain' } as const;
  const { id } = await run((work) => openReport(work, team.id, unread));
  for (let twice = 0; twice < 2; twice++) await run((work) => leaveUnread(work, id, 'It is for another key.'));
  assert.equal(await run((work) => unreadReport(work, id)), undefined);
  await enter(ada, id);
  const { raw, letters, timeline } = await run((work) => openCase(work, ada, id));
  assert.deepEqual([raw.state, letters.length], ['unreadable', 2]);
  assert.match(letters[1]?.text ?? '', /kept as it came.*another key/);
  assert.ok(timeline.some(({ kind }) => kind === 'report-unreadable'));
  const page = await run((work) => openAsReporter(work, id));
  assert.equal(page.raw.state, 'unreadable');
  assert.ok(page.timeline.some(({ kind }) => kind === 'report-unreadable'));
});

test('no report is lost over a date that cannot be meant, or a title that is too long', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned({ title: 't'.repeat(5_000), until: new Date('1999-01-01T00:00:00Z') });
  const opened = await run((work) => openCase(work, ada, id));
  assert.equal(opened.title.length, deskLimits.titleCharactersMax);
  assert.equal(opened.embargo.state, 'none');
  assert.ok(opened.timeline.some(({ kind, details }) => kind === 'date-unusable' && details?.startsWith('1999-01-01')));
});

test('a report has bytes, and not more than can be kept', async () => {
  const { run, team } = await desks.desk();
  await refuses(reportEmpty, () => run((work) => openReport(work, team.id, { raw: Buffer.alloc(0), source: 'web' })));
  const raw = Buffer.alloc(deskLimits.rawBytesMax + 1);
  await refuses(reportTooLarge, () => run((work) => openReport(work, team.id, { raw, source: 'web' })));
});

test('nothing of a case is in the database in the clear', async () => {
  const { run, ada, enter, report } = await desks.desk();
  const { id } = await report(
    { title: 'zanzibar title', text: 'zanzibar text', reporter: { name: 'zanzibar name' } },
    'zanzibar',
  );
  await enter(ada, id);
  const tables = await run(({ sql: db }) =>
    sql<{ name: string }>`select relname as name from pg_class where relkind = 'r' and relname like 'desk\\_%'`.execute(
      db,
    ),
  );
  for (const { name } of tables.rows) {
    const { rows } = await desks.database.pool.query(`select t::text as line from ${name} t`);
    for (const { line } of rows) {
      assert.ok(!line.includes('zanzibar') && !line.includes(Buffer.from('zanzibar').toString('hex')), name);
    }
  }
});

test('the list tells the desk that a case is there, and its title only to who is in it', async () => {
  const { run, ada, triager, owner, outsider, enter, report } = await desks.desk();
  const { id } = await report();
  const seen = async (actor: typeof ada) => (await run((work) => listCases(work, actor))).cases;
  assert.deepEqual(
    (await seen(triager)).map(({ you, title }) => [you, title]),
    [['outside', undefined]],
  );
  await enter(ada, id);
  assert.deepEqual(
    (await seen(ada)).map(({ you, title }) => [you, title]),
    [['inside', 'Search shows too much']],
  );
  assert.deepEqual(await seen(owner), []);
  assert.deepEqual(await seen(outsider), []);
  const dutyOf = async (actor: typeof ada) => (await run((work) => listCases(work, actor))).duty;
  assert.deepEqual([await dutyOf(ada), await dutyOf(triager)], ['coordinator', 'triager']);
  assert.equal(await dutyOf(outsider), undefined);
  const sizes = await run((work) => listSizes(work, {}));
  assert.deepEqual(Object.keys(sizes.cases[0] ?? {}), ['id', 'bytes']);
  assert.equal(sizes.cases[0]?.id, publicId('N', id));
});

test('whoever enters a case says why, and accepts the terms before the first byte', async () => {
  const { run, ada, triager, owner, outsider, report } = await desks.desk();
  const { id } = await report();
  await refuses(notInside, () => run((work) => openCase(work, ada, id)));
  await refuses(noSuchCase, () => run((work) => openCase(work, owner, id)));
  await refuses(noSuchCase, () => run((work) => openCase(work, outsider, id)));
  await refuses(noSuchCase, () => run((work) => enterCase(work, owner, id, { terms: TERMS, reason: 'I own it all' })));
  await refuses(reasonMissing, () => run((work) => enterCase(work, ada, id, { terms: TERMS })));
  await refuses(termsOpen, () => run((work) => enterCase(work, ada, id, { terms: '1999', reason: 'Duty' })));
  await run((work) => enterCase(work, triager, id, { terms: TERMS, reason: 'First look' }));
  const opened = await run((work) => openCase(work, triager, id));
  assert.deepEqual(
    opened.people.map(({ part, reason }) => [part, reason]),
    [['triager', 'First look']],
  );
});

test('terms that have changed are asked for anew', async () => {
  const { run, ada, owned } = { ...(await desks.desk()) };
  const id = await owned();
  await desks.database.pool.query(`update desk_people set terms = '2020-01' where case_id = $1`, [id]);
  await refuses(termsOpen, () => run((work) => openCase(work, ada, id)));
  assert.deepEqual((await run((work) => listCases(work, ada))).cases[0]?.you, 'asked');
  await run((work) => enterCase(work, ada, id, { terms: EMBARGO_TERMS.version }));
  await run((work) => openCase(work, ada, id));
});

test('a coordinator asks in whom the case needs; a fixer sees it after the terms, not who reported it', async () => {
  const { run, ada, triager, fixer, outsider, owned, team, bringFixer, enter } = await desks.desk();
  const id = await owned({ reporter: { name: 'N. Hale', address: 'n@hale.example' } });
  const wanted = { member: fixer.member, part: 'fixer', reason: 'Wrote it' } as const;
  await enter(triager, id);
  await refuses(coordinatorsOnly, () => run((work) => addPerson(work, triager, id, wanted)));
  await refuses(rosterPartOnly, () => run((work) => addPerson(work, ada, id, { ...wanted, part: 'triager' })));
  const guest = await team.person('guest');
  await refuses(notForTheDesk, () => run((work) => addPerson(work, ada, id, { ...wanted, member: guest.member })));
  await run((work) => addPerson(work, ada, id, wanted));
  await refuses(termsOpen, () => run((work) => openCase(work, fixer, id)));
  assert.deepEqual(
    (await run((work) => listCases(work, fixer))).cases.map(({ you, title }) => [you, title]),
    [['asked', undefined]],
  );
  await bringFixer(id);
  const opened = await run((work) => openCase(work, fixer, id));
  assert.equal(opened.reporter, undefined);
  assert.equal((await run((work) => openCase(work, ada, id))).reporter?.address, 'n@hale.example');
  await refuses(coordinatorStays, () => run((work) => removePerson(work, ada, id, ada.member)));
  await run((work) => removePerson(work, ada, id, fixer.member));
  await refuses(noSuchCase, () => run((work) => openCase(work, fixer, id)));
  await run((work) => removePerson(work, ada, id, outsider.member));
});

test('who leaves the desk is out of its cases at once', async () => {
  const { run, owner, triager, enter, report } = await desks.desk();
  const { id } = await report();
  await enter(triager, id);
  await run((work) => takeDuty(work, owner, triager.member));
  await refuses(noSuchCase, () => run((work) => openCase(work, triager, id)));
  assert.deepEqual((await run((work) => listCases(work, triager))).cases, []);
});

test('a case holds only so many people', async () => {
  const { run, team, ada, fixer, owned } = await desks.desk();
  const id = await owned();
  await desks.database.pool.query(
    `with people as (
       insert into members (id, team_id, role, handle, name, created_at)
       select gen_random_uuid(), $1, 'member', 'crowd-' || n, 'Crowd', now() from generate_series(2, $3::integer) n
       returning id)
     insert into desk_people (case_id, member_id, team_id, part, reason, added_at)
     select $2, id, $1, 'fixer', '', now() from people`,
    [team.id, id, deskLimits.peopleMax],
  );
  const wanted = { member: fixer.member, part: 'fixer', reason: 'One more' } as const;
  await refuses(caseFull, () => run((work) => addPerson(work, ada, id, wanted)));
});

test('cases of one team are not those of another', async () => {
  const [here, there] = [await desks.desk(), await desks.desk()];
  const id = await here.owned();
  await refuses(noSuchCase, () => there.run((work) => openCase(work, there.ada, id)));
  await refuses(noSuchCase, () => there.run((work) => openAsReporter(work, id)));
  assert.deepEqual((await there.run((work) => listCases(work, there.ada))).cases, []);
});

test('the list goes on page by page, by promise, and closed cases by their end', async () => {
  const { run, ada, report } = await desks.desk();
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await report()).name);
  const first = await run((work) => listCases(work, ada, { limit: 3 }));
  assert.deepEqual(
    first.cases.map(({ name }) => name),
    made.slice(0, 3),
  );
  const after = first.cases.at(-1);
  assert.equal(first.next, after?.id);
  const { rows } = await desks.database.pool.query('select id from desk_cases where number = 3 and team_id = $1', [
    ada.team,
  ]);
  const second = await run((work) => listCases(work, ada, { limit: 3, after: rows[0].id }));
  assert.deepEqual(
    second.cases.map(({ name }) => name),
    made.slice(3),
  );
  assert.equal(second.next, undefined);
  assert.deepEqual((await run((work) => listCases(work, ada, { closed: true }))).cases, []);
});
