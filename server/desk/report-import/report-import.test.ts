import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportedReport } from '#contract/desk-import.ts';
import { type CaseId, uuidOf } from '#contract/ids.ts';
import { caseOfReporter, openAsReporter, openCase, openRaw, responseTimes, writeToReporter } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { notAtTheDesk } from '../roster/roster.ts';
import { openTestDesks, type TestDesk } from '../testing/cases.ts';
import {
  importCoordinatorsOnly,
  importReports,
  importTooMany,
  importUnknown,
  importUnreadable,
} from './report-import.ts';

const desks = await openTestDesks();
const { refuses, units } = desks;

const bring = (by: TestDesk['ada'], document: unknown) =>
  importReports(units, by, { bytes: Buffer.from(JSON.stringify(document)), isWhole: true });
const caseIn = ({ case: id }: ImportedReport): CaseId => uuidOf(id ?? assert.fail('no case was made')) as CaseId;

const person = (name: string, username: string) => ({ data: { attributes: { name, username } } });
const hackerOne = {
  ...{ id: '1337', type: 'report' },
  attributes: {
    ...{ title: 'Guests read\ndrafts', state: 'triaged', created_at: '2026-01-02T03:04:05.678Z' },
    ...{ vulnerability_information: '1. Be a guest', cve_ids: ['CVE-1900-0001'], timer_bounty: { goal: 9 } },
  },
  relationships: {
    reporter: person('N. Hale', 'nhale'),
    severity: { data: { attributes: { rating: 'high', score: 8.1 } } },
    weakness: { data: { attributes: { name: 'Improper Access Control', external_id: 'cwe-284' } } },
    structured_scope: { data: { attributes: { asset_identifier: 'chat.kestrel.example' } } },
    attachments: { data: [{ attributes: { file_name: 'poc.mp4', file_size: 12 } }] },
    activities: {
      data: [
        {
          type: 'activity-comment',
          attributes: { message: 'capybara', internal: true, created_at: '2026-01-03T00:00:00Z' },
          relationships: { actor: person('Bo', 'bo') },
        },
        {
          type: 'activity-comment',
          attributes: { message: 'pangolin', internal: false },
          relationships: { actor: person('', 'nhale') },
        },
      ],
    },
  },
};

test('a report of HackerOne becomes a case: remarks become notes, what is not understood is named', async () => {
  const { run, ada, enter } = await desks.desk();
  const { origin, reports } = await bring(ada, { data: [hackerOne] });
  const [made = assert.fail()] = reports;
  assert.deepEqual([origin, reports.length, made.outcome, made.id], ['hackerone', 1, 'made', '1337']);
  assert.deepEqual(made.notUnderstood, [
    '/attributes/timer_bounty/goal',
    '/relationships/attachments/data/*/attributes/file_size',
    '/relationships/activities/data/*/type',
  ]);
  const id = caseIn(made);
  await enter(ada, id);
  const { title, reporter, letters, notes, source } = await run((work) => openCase(work, ada, id));
  assert.deepEqual([title, reporter?.name, source], ['Guests read drafts', 'N. Hale', 'import']);
  assert.equal(
    letters.find(({ side }) => side === 'reporter')?.text,
    [
      'From HackerOne, where it is 1337, reported on Fri 2 Jan 2026, 03:04 UTC.',
      ...['State: triaged', 'Severity: high', 'Score: 8.1', 'Weakness: cwe-284 Improper Access Control'],
      ...[
        'Affected: chat.kestrel.example',
        'CVE: CVE-1900-0001',
        'Files that stayed there: poc.mp4',
        '',
        '1. Be a guest',
      ],
    ].join('\n'),
  );
  assert.deepEqual(
    notes.map(({ text }) => text),
    [
      'Bo wrote at HackerOne on Sat 3 Jan 2026, 00:00 UTC; not for the reporter:\n\ncapybara',
      'nhale wrote at HackerOne; the reporter could read it:\n\npangolin',
    ],
  );
  const raw = await run((work) => openRaw(work, ada, id));
  assert.deepEqual(JSON.parse(Buffer.from(raw.base64, 'base64').toString()), hackerOne, 'as it came');
});

test('its reporter comes to it by the passphrase, and reads no remark', async () => {
  const { run, ada } = await desks.desk();
  const { reports } = await bring(ada, hackerOne);
  const [made = assert.fail()] = reports;
  const number = Number(/\d+/.exec(made.name ?? '')?.[0]);
  const found = await run((work) => caseOfReporter(work, number, made.passphrase ?? ''));
  assert.equal(found, caseIn(made));
  const seen = JSON.stringify(await run((work) => openAsReporter(work, caseIn(made))));
  assert.ok(seen.includes('Be a guest'));
  assert.doesNotMatch(seen, /capybara|pangolin/);
});

test('a submission of Bugcrowd is read with what it points to', async () => {
  const { run, ada, enter } = await desks.desk();
  const to = (type: string, ...ids: string[]) => ({ data: ids.map((id) => ({ type, id })) });
  const document = {
    data: {
      ...{ id: '0c9d', type: 'submission' },
      attributes: {
        ...{ title: 'Open redirect', description: 'By the path', extra_info: 'Since 4.1', severity: 3, state: 'new' },
        ...{ submitted_at: '2026-02-01T00:00:00Z', vrt_id: 'unvalidated_redirects', duplicate: false },
      },
      relationships: {
        researcher: { data: { type: 'identity', id: 'r1' } },
        comments: to('comment', 'c1', 'c2'),
        file_attachments: to('file_attachment', 'f1'),
      },
    },
    included: [
      { id: 'r1', type: 'identity', attributes: { username: 'lin' } },
      { id: 'c1', type: 'comment', attributes: { body: 'Seen', visibility_scope: 'everyone' } },
      { id: 'c2', type: 'comment', attributes: { body: 'Hm', visibility_scope: 'bugcrowd_and_customer' } },
      { id: 'f1', type: 'file_attachment', attributes: { file_name: 'shot.png' } },
    ],
    meta: { total: 1 },
  };
  const { origin, reports, notUnderstood } = await bring(ada, document);
  const [made = assert.fail()] = reports;
  assert.equal(origin, 'bugcrowd');
  assert.ok(made.notUnderstood.includes('/attributes/duplicate'), String(made.notUnderstood));
  assert.ok(notUnderstood.includes('/meta/total') && !notUnderstood.some((one) => one.startsWith('/data')));
  await enter(ada, caseIn(made));
  const { letters, notes, reporter } = await run((work) => openCase(work, ada, caseIn(made)));
  assert.equal(reporter?.name, 'lin');
  assert.match(
    letters[0]?.text ?? '',
    /P3\nKind: unvalidated_redirects\nFiles that stayed there: shot\.png\n\nBy the path\n\nMore\n\nSince 4\.1$/,
  );
  assert.deepEqual(
    notes.map(({ text }) => /; (.*):/.exec(text)?.[1]),
    ['the reporter could read it', 'not for the reporter'],
  );
});

const advisory = (id: string, more: object = {}) => ({
  ...{
    ghsa_id: id,
    summary: 'Prototype pollution',
    description: 'By __proto__',
    severity: 'critical',
    state: 'triage',
  },
  ...{ author: { login: 'octo', id: 1 }, cwes: [{ cwe_id: 'CWE-1321', name: 'Prototype Pollution' }] },
  vulnerabilities: [
    { package: { ecosystem: 'npm', name: 'kestrel' }, vulnerable_version_range: '< 4.2.1', patched_versions: '4.2.1' },
  ],
  ...more,
});

test('of GitHub the open ones are made, each once; closed and unusable ones are listed', async () => {
  const { run, ada, bob, enter } = await desks.desk();
  const all = [
    advisory('GHSA-aaaa-aaaa-aaaa', { cvss_severities: { cvss_v4: { vector_string: 'CVSS:4.0/AV:N' } } }),
    advisory('GHSA-bbbb-bbbb-bbbb', { state: 'published' }),
    { ...advisory('GHSA-cccc-cccc-cccc'), summary: null },
  ];
  const { origin, reports } = await bring(ada, all);
  assert.deepEqual([origin, reports.map(({ outcome }) => outcome)], ['github', ['made', 'closed', 'unusable']]);
  const again = await bring(bob, all);
  assert.deepEqual(
    again.reports.map(({ outcome, name, passphrase }) => [outcome, name, passphrase]),
    [
      ['known', reports[0]?.name, undefined],
      ['closed', undefined, undefined],
      ['unusable', undefined, undefined],
    ],
  );
  const [made = assert.fail()] = reports;
  await enter(ada, caseIn(made));
  const { letters } = await run((work) => openCase(work, ada, caseIn(made)));
  assert.match(
    letters[0]?.text ?? '',
    /CVSS:4\.0\/AV:N\nWeakness: CWE-1321 Prototype Pollution\nAffected: npm kestrel < 4\.2\.1 fixed in 4\.2\.1\n/,
  );
});

test('what is no such file is refused, and so is who is no coordinator; nothing is made', async () => {
  const { ada, triager, outsider } = await desks.desk();
  await refuses(importCoordinatorsOnly, () => bring(triager, advisory('GHSA-dddd-dddd-dddd')));
  await refuses(notAtTheDesk, () => bring(outsider, advisory('GHSA-dddd-dddd-dddd')));
  const tooDeep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  for (const bytes of [Buffer.from('{"ghsa_id":'), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(tooDeep)])
    await refuses(importUnreadable, () => importReports(units, ada, { bytes, isWhole: true }));
  for (const document of [{}, [], null, 7, [[]], { data: null }, { type: 'user', id: '1' }])
    await refuses(importUnknown, () => bring(ada, document));
  const many = Array.from({ length: deskLimits.importedAtOnceMax + 1 }, (_, at) => advisory(`GHSA-${at}`));
  await refuses(importTooMany, () => bring(ada, many));
  await refuses({ code: 'desk/report-too-large' }, () =>
    importReports(units, ada, { bytes: Buffer.from('{}'), isWhole: false }),
  );
});

test('a document that is made to break is read as far as it goes', async () => {
  const { run, ada, enter } = await desks.desk();
  const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
  const hostile = {
    ...advisory('GHSA-eeee-eeee-eeee'),
    ...{ summary: `x${'y'.repeat(5_000)}`, description: `\0${'z'.repeat(100_000)}`, deep, __proto__: { polluted: 1 } },
    'a/b~c': 'odd',
  };
  const { reports } = await bring(ada, hostile);
  const [made = assert.fail()] = reports;
  assert.equal(made.outcome, 'made');
  assert.ok(made.notUnderstood.includes('/a~1b~0c'), String(made.notUnderstood));
  await enter(ada, caseIn(made));
  const { letters, title } = await run((work) => openCase(work, ada, caseIn(made)));
  assert.equal(title.length, deskLimits.titleCharactersMax);
  assert.match(letters[0]?.text ?? '', /z\n\n\(It goes on in the report as it came\.\)$/);
});

test('imported cases tell nothing of how soon the desk answers', async () => {
  const { run, ada, enter } = await desks.desk();
  const many = Array.from({ length: 6 }, (_, at) => advisory(`GHSA-ffff-ffff-${at}`));
  const { reports } = await bring(ada, many);
  for (const made of reports) {
    await enter(ada, caseIn(made));
    await run((work) => writeToReporter(work, ada, caseIn(made), 'I have read it'));
  }
  const { cases, medianMs } = await run(responseTimes);
  assert.deepEqual([cases, medianMs], [0, undefined]);
});
