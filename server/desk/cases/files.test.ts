import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { deskLimits } from '../limits.ts';
import { openTestDesks } from '../testing/cases.ts';
import { caseFull } from './case-state.ts';
import {
  describeReport,
  openAsReporter,
  openCase,
  openFile,
  openFileAsReporter,
  openReport,
  writeAsReporter,
  writeToReporter,
} from './cases.ts';
import { fileNameOf, noSuchCaseFile } from './files.ts';
import { viewsOf } from './records.sql.ts';
import { noSuchCase, notInside } from './standing.ts';

const desks = await openTestDesks();
const { refuses } = desks;
const file = (name: string, content = `bytes of ${name}`) => ({ name, content: Buffer.from(content) });

test('files come with the report and with letters of both sides, and leave byte by byte', async () => {
  const { run, ada, owned } = await desks.desk();
  const large = { name: 'dump.bin', content: Buffer.alloc(deskLimits.rawPartBytes + 17, 9) };
  const id = await owned({ title: 'With files', text: 'See the files', files: [file('a.txt'), large] });
  await run((work) => writeToReporter(work, ada, id, 'Try this', [file('fix.diff')]));
  await run((work) => writeAsReporter(work, id, 'It holds', [file('log.txt')]));
  const { files, letters } = await run((work) => openCase(work, ada, id));
  assert.deepEqual(
    files.map(({ number, name, side, bytes }) => [number, name, side, bytes]),
    [
      [1, 'a.txt', 'reporter', 14],
      [2, 'dump.bin', 'reporter', large.content.length],
      [3, 'fix.diff', 'desk', 17],
      [4, 'log.txt', 'reporter', 16],
    ],
  );
  for (const { letter, side } of files)
    assert.equal(letters.find(({ number }) => number === letter)?.side, side, 'it names its letter');
  const opened = await run((work) => openFile(work, ada, id, 2));
  assert.deepEqual(Buffer.from(opened.base64, 'base64'), large.content);
  assert.equal(opened.sha256, createHash('sha256').update(large.content).digest('hex'));
  const page = await run((work) => openAsReporter(work, id));
  assert.deepEqual(page.files, files);
  assert.equal((await run((work) => openFileAsReporter(work, id, 3))).content.toString(), 'bytes of fix.diff');
});

test('each file that is handed out is written into the log of views', async () => {
  const { run, ada, owned } = await desks.desk();
  const id = await owned({ files: [file('a.txt')] });
  await run((work) => openFile(work, ada, id, 1));
  await run((work) => openFileAsReporter(work, id, 1));
  const views = await run(({ sql }) => viewsOf(sql, id, 10));
  assert.deepEqual(
    views.map(({ part, seen }) => [part, seen]),
    [
      ['coordinator', 'file'],
      ['reporter', 'reporter-file'],
    ],
  );
});

test('a file is there for who is in the case and for its reporter, and for nobody else', async () => {
  const { run, ada, triager, outsider, owned } = await desks.desk();
  const [id, other] = [await owned({ files: [file('a.txt')] }), await owned({})];
  await refuses(notInside, () => run((work) => openFile(work, triager, id, 1)));
  await refuses(noSuchCase, () => run((work) => openFile(work, outsider, id, 1)));
  await refuses(noSuchCaseFile, () => run((work) => openFile(work, ada, id, 2)));
  await refuses(noSuchCaseFile, () => run((work) => openFileAsReporter(work, other, 1)));
});

test('a case holds so many files, and one more is refused with the letter that it came with', async () => {
  const { run, owned } = await desks.desk();
  const many = Array.from({ length: deskLimits.filesMax }, (_, at) => file(`${at}`, ''));
  const id = await owned({ files: many });
  await refuses(caseFull, () => run((work) => writeAsReporter(work, id, 'One more', [file('more')])));
});

test('a name is a line that cannot turn what shows it around, and no path', () => {
  assert.equal(fileNameOf('C:\\poc\\a\u202egnp.exe'), 'agnp.exe');
  assert.equal(fileNameOf('../../etc/passwd'), 'passwd');
  assert.equal(fileNameOf('line\nbreak'), 'linebreak');
  for (const nothing of ['', '..', '/', '\u0000']) assert.equal(fileNameOf(nothing), 'file');
  assert.equal(fileNameOf('x'.repeat(500)).length, deskLimits.fileNameCharactersMax);
});

test('of two who have read a report the second changes nothing', async () => {
  const { run, team, ada, enter } = await desks.desk();
  const raw = { raw: Buffer.from('x'), source: 'web', type: 'text/plain' } as const;
  const { id } = await run((work) => openReport(work, team.id, raw));
  for (let twice = 0; twice < 2; twice++)
    await run((work) => describeReport(work, id, { title: 'Once', text: 'Once', files: [file('a')] }));
  await enter(ada, id);
  const { letters, files, raw: kept } = await run((work) => openCase(work, ada, id));
  assert.deepEqual([letters.length, files.length, kept.state], [2, 1, 'read']);
});
