import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeTestStore, testEngine } from '#platform/testing/testing.ts';
import { type Serving, startServer, wardroom } from './command-line.ts';

const PASSWORD = 'copper window seventeen rivers';
const files = mkdtempSync(join(tmpdir(), 'command-line-'));
const store = await makeTestStore();
const servers: Serving[] = [];
after(async () => {
  for (const server of servers) await server.stop();
  await store.remove();
  rmSync(files, { recursive: true });
});

async function serving(): Promise<Serving> {
  const server = await startServer(store);
  servers.push(server);
  return server;
}

const OWNER = '--owner-name Ada --owner-email Ada.Lovelace@example.com';
const setupOf = (slug: string, passwordFile = '-'): string[] =>
  `setup --team Acme --slug ${slug} ${OWNER} --password-file ${passwordFile}`.split(' ');

const get = async (url: string, token?: string) => {
  const answer = await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  return { status: answer.status, text: await answer.text() };
};

test('the first start prints a link that opens the setup, until there is a team', async () => {
  const server = await serving();
  const token = /\/setup#([\w-]{43})\n/.exec(server.output())?.[1] ?? '';
  const status = async (held: string): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ token: held });
    return (await fetch(`${server.url}/v1/setup/preview`, { method: 'POST', headers, body })).status;
  };
  assert.equal(await status(token), 200);
  assert.equal(await status(`${token.slice(1)}A`), 404);

  const done = await wardroom(store, setupOf('acme'), { input: `${PASSWORD}\n` });
  assert.equal(done.code, 0, done.stderr);
  assert.equal(await status(token), 404);
  assert.equal(await server.stop(), 0);
});

test('accounts of operators are made, closed, opened and reset by command, also while the server runs', async () => {
  const operator = (...args: string[]) => wardroom(store, ['operator', ...args]);
  const server = await serving();
  const console = /"console":"([^"]+)"/.exec(server.output())?.[1] ?? '';
  const added = await operator('add', '--name', 'ada');
  assert.equal(added.code, 0, added.stderr);
  assert.match(added.stdout, new RegExp(`  ${console}/enrol#wrol_[\\w-]{43}\\n`));
  assert.match((await operator('add', '--name', 'ada')).stderr, /There is an operator of this name already/);
  assert.match((await operator('add', '--name', 'Not A Name')).stderr, /does not take these values/);
  assert.match((await operator('list')).stdout, /\nada: invited, has not enrolled yet$/m);
  assert.equal((await operator('disable', '--name', 'ada')).code, 0);
  assert.match((await operator('list')).stdout, /\nada: disabled/);
  assert.match((await operator('reset', '--name', 'ada')).stderr, /This account is disabled/);
  assert.equal((await operator('enable', '--name', 'ada')).code, 0);
  assert.match((await operator('reset', '--name', 'ada')).stdout, /\/enrol#wrol_/);
  assert.match((await operator('disable', '--name', 'nobody')).stderr, /There is no operator of this name/);
  assert.equal(await server.stop(), 0);
});

test('the command works while the server runs and while it does not', async () => {
  const server = await serving();
  const args = ['token', 'create', '--team', 'acme', '--member', 'ada.lovelace', '--name', 'script', '--scopes', 'all'];
  const whileRunning = await wardroom(store, args);
  assert.equal(whileRunning.code, 0, whileRunning.stderr);
  assert.equal(statSync(join(store.folder, 'control.sock')).mode & 0o777, 0o600);
  assert.equal((await get(`${server.url}/v1/me`, whileRunning.stdout.trim())).status, 200);
  assert.equal(await server.stop(), 0);

  const whileStopped = await wardroom(store, [...args, '--json']);
  assert.equal(whileStopped.code, 0, whileStopped.stderr);
  const { secret } = JSON.parse(whileStopped.stdout) as { secret: string };
  const again = await serving();
  assert.equal((await get(`${again.url}/v1/me`, secret)).status, 200);
  assert.equal(await again.stop(), 0);
});

test('a socket that a killed server left behind stops nobody', async () => {
  const server = await serving();
  server.process.kill('SIGKILL');
  await server.stop();
  const offline = await wardroom(store, ['member', 'add', '--team', 'acme', '--role', 'admin']);
  assert.equal(offline.code, 0, offline.stderr);
  assert.match(offline.stdout, /\/t\/acme\/invite#wri_/);
  const again = await serving();
  assert.equal(await again.stop(), 0);
});

test('a second server on the same folder ends with 69 and says why', async () => {
  const server = await serving();
  await assert.rejects(startServer(store), /data folder/);
  const { code } = await wardroom(store, ['serve']);
  assert.equal(code, 69);
  assert.equal((await get(`${server.url}/v1/health`)).status, 200);
  assert.equal(await server.stop(), 0);
});

test('a signal lets the request that was accepted finish', async () => {
  const server = await serving();
  const body = JSON.stringify({ team: 'acme', email: 'ada.lovelace@example.com', password: PASSWORD, as: 'client' });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${server.url}/v1/sign-in`, { method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    sent.on('error', reject);
    // The server has the head of the request when the signal comes, and gets its body afterwards.
    sent.write(body.slice(0, 10), () => {
      void get(`${server.url}/v1/health`).then(() => {
        server.process.kill('SIGTERM');
        sent.end(body.slice(10));
      }, reject);
    });
  });
  assert.equal(await answered, 200);
  assert.equal(await server.ended, 0);
});

test('a second signal ends the server at once', async () => {
  const server = await serving();
  const hanging = request(`${server.url}/v1/sign-in`, { method: 'POST', headers: { 'content-length': 10 } });
  hanging.on('error', () => {});
  hanging.write('{', () => {
    void get(`${server.url}/v1/health`).then(() => {
      server.process.kill('SIGTERM');
      server.process.stdout?.on('data', (text: string) => {
        if (text.includes('Stopping')) server.process.kill('SIGINT');
      });
    });
  });
  assert.equal(await server.ended, 1);
});

test('refusals come as words, or as a problem for scripts, and end with 1', async () => {
  await serving();
  const weak = await wardroom(store, setupOf('weak'), { input: 'password12' });
  assert.equal(weak.code, 1);
  assert.match(weak.stderr, /easy to guess/);
  const taken = await wardroom(store, [...setupOf('acme'), '--json'], { input: PASSWORD });
  assert.equal(taken.code, 1);
  const { problem } = JSON.parse(taken.stderr) as { problem: { type: string; slug: string } };
  assert.deepEqual([problem.type, problem.slug], ['urn:wardroom:problem:teams/slug-taken', 'acme']);
  const nobody = await wardroom(store, [
    'token',
    'create',
    '--team',
    'acme',
    '--member',
    'zoe',
    '--name',
    'x',
    '--scopes',
    'all',
  ]);
  assert.equal(nobody.code, 1);
  const nowhere = await wardroom(store, [
    'token',
    'create',
    '--team',
    'nowhere',
    '--member',
    'zoe',
    '--name',
    'x',
    '--scopes',
    'all',
    '--json',
  ]);
  assert.match(nowhere.stderr, /problem:teams\/no-such-team/);
  const missing = await wardroom(store, setupOf('other', join(files, 'nothing-here')));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot be read/);
});

test('the operator mails a member a link to a new password', async () => {
  const { code, stdout, stderr } = await wardroom(store, 'member reset --team acme --member @ada.lovelace'.split(' '));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^The link is in the mail folder of the data folder, until 2\d{3}-/);
  const folder = join(store.folder, 'mail');
  const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', ''));
  assert.ok(mails.some((mail) => /\/t\/acme\/reset#wrr_/.test(mail)));
});

test('the operator removes a lost second factor, and hears when there is none', async () => {
  const args = 'member reset-factor --team acme --member @ada.lovelace'.split(' ');
  const { code, stderr } = await wardroom(store, args);
  assert.notEqual(code, 0);
  assert.match(stderr, /There is no second factor/);
});

test('the operator sees a team and bounds its members', async () => {
  const show = ['team', 'show', '--team', 'acme'];
  const first = await wardroom(store, show);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /active members: 1\nguests: 0, bots: 0\njoining by domain: off/);
  const quota = (members: string) => wardroom(store, ['team', 'quota', '--team', 'acme', '--members', members]);
  assert.match((await quota('1')).stdout, /may have 1 active members; it has 1/);
  assert.match((await wardroom(store, show)).stdout, /active members: 1 of at most 1/);
  const dan = ['--name', 'Dan', '--handle', 'dan', '--email', 'dan@acme.example', '--password-file', '-'];
  const add = ['member', 'add', '--team', 'acme', '--role', 'member', ...dan];
  const refused = await wardroom(store, add, { input: `${PASSWORD}\n` });
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /as its operator allows/);
  assert.match((await quota('none')).stdout, /any number of/);
  for (const odd of ['0', 'many', '-1', '1.5']) assert.match((await quota(odd)).stderr, /no number of members/);
  const house = await wardroom(store, ['team', 'house', '--team', 'acme']);
  assert.match(house.stdout, /\/security shows the security desk of acme/);
});

test('members are added with a password, and bots without one', async () => {
  const add = (...more: string[]) => wardroom(store, ['member', 'add', '--team', 'acme', ...more], { input: PASSWORD });
  const options = ['--name', 'Bob', '--handle', 'bob', '--email', 'bob@example.com', '--password-file', '-'];
  assert.equal((await add('--role', 'member', ...options)).stdout, '@bob is a member.\n');
  assert.equal((await add('--role', 'bot', '--name', 'Robot', '--handle', 'robot')).code, 0);
  assert.equal((await add('--role', 'bot')).code, 2);
  assert.equal((await add('--role', 'owner')).code, 2);
});

test('an exported audit log verifies offline, and no longer after one flipped byte', async () => {
  const log = join(files, 'audit.log');
  const { code, stdout } = await wardroom(store, ['audit', 'export', '--team', 'acme', '--out', log, '--json']);
  assert.equal(code, 0);
  const { vkey, entries } = JSON.parse(stdout) as { vkey: string; entries: number };
  const nowhere = { folder: join(files, 'no-data'), databaseUrl: undefined };
  const verified = await wardroom(nowhere, ['audit', 'verify', log, '--key', vkey, '--json']);
  assert.equal(verified.code, 0, verified.stdout);
  assert.equal((JSON.parse(verified.stdout) as { size: number }).size, entries);
  const bytes = readFileSync(log);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
  writeFileSync(log, bytes);
  assert.equal((await wardroom(nowhere, ['audit', 'verify', log])).code, 1);
  assert.equal((await wardroom(nowhere, ['audit', 'verify', join(files, 'nothing-here')])).code, 1);
  assert.equal((await wardroom(store, ['audit', 'export', '--out', log])).code, 2);
});

test("the deployment's own log says which teams the operator made", async () => {
  const out = join(files, 'deployment.log');
  assert.equal((await wardroom(store, ['audit', 'export', '--deployment', '--out', out])).code, 0);
  assert.match(readFileSync(out, 'utf8'), /"actor":"operator"[^\n]*"kind":"team\.created"/);
});

test('a rotated deployment key opens what the former one sealed, and replaces it in the file', async () => {
  const file = join(store.folder, 'keys', 'deployment-key.json');
  const former = readFileSync(file, 'utf8');
  const { code, stderr } = await wardroom(store, ['keys', 'rotate']);
  assert.equal(code, 0, stderr);
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { id: string }[] };
  assert.equal(keys.length, 1);
  assert.ok(!former.includes(keys[0]?.id ?? randomUUID()));
  const { code: checked, stdout } = await wardroom(store, ['doctor', '--json']);
  assert.equal(checked, 0, stdout);
});

test('a lost deployment key refuses to start, and none is made in its place', async () => {
  await servers.at(-1)?.stop();
  const file = join(store.folder, 'keys', 'deployment-key.json');
  const key = readFileSync(file);
  rmSync(file);
  const { code, stderr } = await wardroom(store, ['serve']);
  assert.equal(code, 1);
  assert.match(stderr, /missing, but stored data depends on it/);
  writeFileSync(file, key, { mode: 0o600 });
});

test('doctor checks the store, names what is wrong, and prints the settings', async () => {
  const well = await wardroom(store, ['doctor', '--json']);
  assert.equal(well.code, 0, well.stdout + well.stderr);
  const { checks } = JSON.parse(well.stdout) as { checks: { name: string; ok: boolean }[] };
  for (const name of ['node', 'disk', 'database', 'schema', 'durability', 'clock', 'keys', 'jobs', 'audit log']) {
    assert.equal(checks.find((check) => check.name === name)?.ok, true, name);
  }
  const open = join(files, 'open');
  mkdirSync(open, { mode: 0o755 });
  const ill = await wardroom({ folder: open, databaseUrl: undefined }, ['doctor']);
  assert.equal(ill.code, 1);
  assert.match(ill.stdout, /FAILED data folder[^\n]*\n {7}→ chmod 700/);
  const settings = await wardroom(store, ['doctor', '--settings']);
  assert.match(settings.stdout, /WARDROOM_PORT \(8420\)/);
});

test('migrate shows what is pending without doing it, then does it', {
  skip: testEngine() === 'postgres' && 'the command is the same; the embedded store shows it on a fresh folder',
}, async () => {
  const fresh = { folder: join(files, 'fresh'), databaseUrl: undefined };
  const pending = await wardroom(fresh, ['migrate', '--dry-run']);
  assert.match(pending.stdout, /pending 0001-platform/);
  assert.match((await wardroom(fresh, ['migrate'])).stdout, /applied 0001-platform/);
  assert.equal((await wardroom(fresh, ['migrate'])).stdout, 'The schema is up to date.\n');
});
