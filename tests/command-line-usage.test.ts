/** What the command line says before it looks at any store: the same on every engine, so it is asked once. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wardroom } from './command-line.ts';

const nowhere = { folder: mkdtempSync(join(tmpdir(), 'command-line-')), databaseUrl: undefined };
after(() => rmSync(nowhere.folder, { recursive: true }));
const setup = 'setup --team Acme --slug Not_A_Slug --owner-name Ada --owner-email ada@example.com --password-file -';

test('wrong usage ends with 2 and says what is expected', async () => {
  for (const args of [[], ['nonsense'], ['setup'], ['serve', '--nonsense'], ['member', 'add', '--team', 'a']]) {
    const { code, stderr } = await wardroom(nowhere, args);
    assert.equal(code, 2, args.join(' '));
    assert.notEqual(stderr, '');
  }
  const odd = await wardroom(nowhere, setup.split(' '), { input: 'copper window seventeen rivers' });
  assert.equal(odd.code, 2);
  assert.match(odd.stderr, /slug/);
});

test('an unknown setting ends with 2 and names the nearest one', async () => {
  const args = ['token', 'create', '--team', 'a', '--member', 'b', '--name', 'c', '--scopes', 'all'];
  const { code, stderr } = await wardroom(nowhere, args, { WARDROOM_PROT: '1' });
  assert.equal(code, 2);
  assert.match(stderr, /setting: WARDROOM_PROT\n {2}nearest: WARDROOM_PORT/);
});

test('a store that cannot be reached ends with 69', async () => {
  const unreachable = { ...nowhere, databaseUrl: 'postgres://nobody@127.0.0.1:1/none' };
  const { code, stderr } = await wardroom(unreachable, ['member', 'add', '--team', 'a', '--role', 'admin']);
  assert.equal(code, 69);
  assert.match(stderr, /cannot be reached/);
  assert.doesNotMatch(stderr, /at .*\.ts:/);
});

test('help ends with 0', async () => {
  const { code, stdout } = await wardroom(nowhere, ['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /setup/);
});

test('a repository is looked through offline: words that tell end with 1, and tags are computed', async () => {
  const folder = join(nowhere.folder, 'repository');
  mkdirSync(folder);
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@kestrel.example', '-C', folder, ...args]);
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
  git('tag', 'v1');
  const quiet = await wardroom(nowhere, ['desk', 'scan', folder, '--introduced', 'v1']);
  assert.deepEqual([quiet.code, quiet.stderr], [0, '']);
  assert.match(
    quiet.stdout,
    /Looked through 2 branches and tags with 1 commits[\s\S]*No word gives[\s\S]*Affected: v1\nNot affected: no tag/,
  );
  git('commit', '--quiet', '--allow-empty', '-m', 'Mend the quokka');
  const told = await wardroom(nowhere, ['desk', 'scan', folder, '--words', 'quokka']);
  assert.equal(told.code, 1);
  assert.match(told.stdout, /“quokka” in: Mend the quokka/);
  const none = await wardroom(nowhere, ['desk', 'scan', nowhere.folder]);
  assert.match(`${none.code} ${none.stderr}`, /^1 This is no Git repository/);
});
