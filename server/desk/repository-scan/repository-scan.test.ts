import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isRevision } from '#contract/desk-repository-scan.ts';
import { judgeValid, openCase, recordCve } from '../cases/cases.ts';
import { openTestDesks } from '../testing/cases.ts';
import { giveawaysIn } from './giveaways.ts';
import { scanBundle, scanRepository } from './repository-scan.ts';
import { gitMissing, noRepository, noSuchRevision, refusalOf, scanTooLarge } from './scan.ts';

const missing = existsSync('/usr/bin/git') ? undefined : 'Git is not on this machine (Debian: apt-get install git).';

const folder = mkdtempSync(join(tmpdir(), 'wardroom-repository-'));
after(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@kestrel.example', '-C', folder, ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();
function commit(message: string, file = 'main.c', content = message): string {
  writeFileSync(join(folder, file), content);
  git('add', '.');
  git('commit', '--quiet', '-m', message);
  return git('rev-parse', 'HEAD');
}

/** Two branches: the weakness came between 1.0 and 1.1, and is mended in 1.2 and, apart from that, in 1.1.1. */
function build(): { introduced: string; fixed: string[] } {
  git('init', '--quiet', '--initial-branch=main');
  commit('Begin');
  git('tag', 'v1.0');
  const introduced = commit('Read drafts by their number');
  git('tag', 'v1.1');
  git('checkout', '--quiet', '-b', '1.1.x');
  const backport = commit('Ask whose draft it is', 'main.c', 'asks on 1.1.x');
  git('tag', 'v1.1.1');
  git('checkout', '--quiet', 'main');
  commit('Draw the list anew', 'list.c');
  git('tag', 'v1.10-rc');
  const mended = commit('Ask whose draft it is', 'main.c', 'asks');
  git('tag', 'v1.2');
  return { introduced, fixed: [mended, backport] };
}
const built = missing ? { introduced: '', fixed: [] } : build();
const NOTHING = { introduced: [], fixed: [], words: [] };

test('words that tell are found whole and in any case, with those of the case as they stand', () => {
  const giveaway = giveawaysIn(['N. Hale', 'quokka(1)']);
  for (const text of [
    'Fix CVE-2026-1234',
    'an Exploit',
    'vulnerable to',
    'SQL injection in',
    'thanks to n. hale',
    'see quokka(1)',
  ])
    assert.ok(giveaway(text) !== undefined, text);
  for (const text of ['Draw the list anew', 'precve-2026x', 'explo it', 'N, Hale', 'embark', 'Sources', 'quokka1'])
    assert.equal(giveaway(text), undefined, text);
});

test('tags are affected from what brought the weakness to what mends it, on each branch', {
  skip: missing,
}, async () => {
  const { tags, leaks, commits } = await scanRepository(folder, {
    ...built,
    introduced: [built.introduced],
    words: [],
  });
  assert.deepEqual(tags, { affected: ['v1.1', 'v1.10-rc'], unaffected: ['v1.0', 'v1.1.1', 'v1.2'] });
  assert.deepEqual([leaks, commits], [[], 5]);
  const fromTheFirst = await scanRepository(folder, { ...NOTHING, fixed: ['1.1.x'] });
  assert.deepEqual(fromTheFirst.tags?.unaffected, ['v1.1.1']);
  assert.equal((await scanRepository(folder, NOTHING)).tags, undefined);
  for (const revision of ['no-such', '--all', 'v1.0..v1.2', '$(id)', 'HEAD^{tree}'])
    await assert.rejects(scanRepository(folder, { ...NOTHING, fixed: [revision] }), { code: noSuchRevision.code });
  assert.ok(isRevision('1.1.x') && isRevision(built.introduced) && !isRevision('-x') && !isRevision('a..b'));
});

test('a bundle brought to a case is looked through with the case’s own words, and the folder is gone', {
  skip: missing,
}, async () => {
  const desks = await openTestDesks();
  const { run, ada, outsider, owned } = await desks.desk();
  const id = await owned({ title: 'Found', reporter: { name: 'Nia Hale' } });
  await run((work) => judgeValid(work, ada, id, 'Reproduced'));
  await run((work) => recordCve(work, ada, id, { cve: 'CVE-1900-0042', issue: 'The drafts' }));
  git('checkout', '--quiet', '-b', 'fix-xss');
  const told = commit('Fix the exploit that Nia Hale found', 'test_cve-1900-0042.c', 'for CVE-1900-0042');
  git('checkout', '--quiet', 'main');
  const file = join(folder, 'all.bundle');
  git('bundle', 'create', '--quiet', file, '--all');
  const bytes = readFileSync(file);
  rmSync(file);
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('wardroom-scan-'));
  const asked = { introduced: built.introduced, fixed: built.fixed.join(', ') };
  const found = await scanBundle(desks.units, ada, id, { bytes, isWhole: true }, asked);
  assert.deepEqual(
    found.leaks.map(({ where, at, word }) => [where, at, word]),
    [
      ['ref', 'fix-xss', 'xss'],
      ['message', told, 'exploit'],
      ['path', told, 'cve-1900-0042'],
      ['content', told, 'CVE-1900-0042'],
    ],
  );
  assert.deepEqual(found.tags?.affected, ['v1.1', 'v1.10-rc']);
  const { timeline } = await run((work) => openCase(work, ada, id));
  const noted = timeline.find(({ kind }) => kind === 'repository-scanned');
  assert.equal(noted?.details, '6 commits, 4 places give it away; affected tags: v1.1, v1.10-rc');
  assert.equal(noted?.shown, false);
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('wardroom-scan-')),
    before,
  );
  await desks.refuses({ code: 'desk/no-such-case' }, () =>
    scanBundle(desks.units, outsider, id, { bytes, isWhole: true }, {}),
  );
  for (const broken of [Buffer.from('no bundle'), bytes.subarray(0, bytes.length - 40), Buffer.alloc(0)])
    await desks.refuses(noRepository, () => scanBundle(desks.units, ada, id, { bytes: broken, isWhole: true }, {}));
  await desks.refuses(scanTooLarge, () => scanBundle(desks.units, ada, id, { bytes, isWhole: false }, {}));
  await assert.rejects(scanRepository(tmpdir(), NOTHING), { code: noRepository.code });
});

test('how Git ended is told in words', () => {
  const codes = [0, 1, 128, 127, null].map((code) => refusalOf(code)?.code);
  assert.deepEqual(codes, [undefined, noRepository.code, noRepository.code, gitMissing.code, scanTooLarge.code]);
});
