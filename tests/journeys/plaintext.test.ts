import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { testEngine } from '#platform/testing/testing.ts';
import {
  call,
  fetched,
  makePlace,
  PASSWORD,
  type Place,
  post,
  type Server,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

const run = promisify(execFile);

// No part of one is a part of another, and none is a word that anything else says.
const secret = {
  posted: 'quokkaposted',
  reply: 'zephyrreply',
  before: 'ocelotbefore',
  edited: 'yabbyedited',
  deleted: 'numbatdeleted',
  topic: 'wombattopic',
  formerTopic: 'jabirutopic',
  purpose: 'dugongpurpose',
  note: 'bilbynote',
  searched: 'taipansearched',
  scheduled: 'quollscheduled',
  reminder: 'potorooreminder',
  malformed: 'echidnamalformed',
  fileName: 'pademelonname',
  fileText: 'bandicoottext',
} as const;
const visible = 'harbour-lights';

test('what people wrote is nowhere on disk, in a dump or in the log', async (t) => {
  const place = await makePlace();
  const server = await startServer(place, { WARDROOM_LOG: 'debug' });
  await setUpTeam(place, 'kestrel');
  const token = await writeSecrets(server);
  const hidden = [...Object.values(secret), PASSWORD, token];

  const log = new Map([['the log', Buffer.from(server.printed())]]);
  assert.deepEqual(findings(log, [...hidden, visible]), [], 'the log names not even channels');
  assert.deepEqual(findings(log, ['Wardroom is ready']), ['Wardroom is ready in the log']);

  if (testEngine() === 'postgres') await scanPostgres(String(place.databaseUrl), hidden, (says) => t.diagnostic(says));
  else scanFolder(place, hidden, 'while it runs');
  await server.stop('SIGTERM');
  // Closed in order, the embedded store has written its log into the tables' files.
  scanFolder(place, hidden, 'after a checkpoint');
});

/** Leaves each secret where a person would; returns a token that must not be kept either. */
async function writeSecrets({ url, place }: Server): Promise<string> {
  const mei = await signIn(url, 'kestrel');
  const { id } = await fetched(url, 'POST /v1/channels', mei.token, {
    name: visible,
    kind: 'private',
    topic: secret.formerTopic,
    purpose: secret.purpose,
  });
  const channel = `/v1/channels/${id}`;
  await fetched(url, `PATCH ${channel}`, mei.token, { topic: secret.topic });
  const { ts } = await post(url, mei, id, `hello ${secret.posted} and ${secret.posted.toUpperCase()}`);
  const reply = { clientId: crypto.randomUUID(), text: secret.reply, threadTs: ts };
  await fetched(url, `POST ${channel}/messages`, mei.token, reply);
  const edited = await post(url, mei, id, secret.before);
  await fetched(url, `PATCH ${channel}/messages/${edited.ts}`, mei.token, { text: secret.edited });
  const deleted = await post(url, mei, id, secret.deleted);
  await fetched(url, `DELETE ${channel}/messages/${deleted.ts}`, mei.token);
  const notes = await fetched(url, 'POST /v1/conversations', mei.token, { members: [] });
  await post(url, mei, notes.id, secret.note);

  const later = { clientId: crypto.randomUUID(), when: { at: new Date(Date.now() + 3_600_000).toISOString() } };
  await fetched(url, 'POST /v1/me/scheduled-messages', mei.token, { ...later, channel: id, text: secret.scheduled });
  await fetched(url, 'POST /v1/me/reminders', mei.token, { ...later, text: secret.reminder });

  await postFile(url, mei.token, id);

  await fetched(url, `GET /v1/search?q=${secret.searched}`, mei.token);
  const { messages } = await fetched(url, `GET /v1/search?q=${secret.posted}`, mei.token);
  assert.equal(messages.length, 1);
  const wrong = await call(url, `POST ${channel}/messages`, mei.token, { text: [secret.malformed] });
  assert.equal(wrong.status, 400);
  assert.ok(place.folder);
  return mei.token;
}

/** A text whose first lines are kept as a preview too. */
async function postFile(url: string, token: string, channel: string): Promise<void> {
  const tus = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  const text = `${secret.fileText}\n`.repeat(1_000);
  const named = `filename ${Buffer.from(`${secret.fileName}.txt`).toString('base64')}`;
  const headers = { ...tus, 'upload-length': String(text.length), 'upload-metadata': named };
  const begun = await fetch(`${url}/v1/uploads`, { method: 'POST', headers });
  const address = String(begun.headers.get('location'));
  const content = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
  assert.equal((await fetch(url + address, { method: 'PATCH', headers: content, body: text })).status, 204);
  const files = [address.slice(address.lastIndexOf('/') + 1)];
  await fetched(url, `POST /v1/channels/${channel}/messages`, token, {
    clientId: crypto.randomUUID(),
    text: '',
    files,
  });
  for (let look: { preview?: object } = {}; !look.preview; )
    look = await fetched(url, `GET /v1/files/${files[0]}`, token);
}

function scanFolder(place: Place, hidden: readonly string[], when: string): void {
  const files = filesUnder(place.folder, (path) => path !== join(place.folder, 'password'));
  assert.deepEqual(findings(files, hidden), [], when);
  if (testEngine() === 'postgres') return;
  const shown = findings(files, [visible]);
  assert.ok(shown.length > 0, `${when} the scan finds what may be found`);
}

/** A dump, and the files of the cluster where this process may read them. */
async function scanPostgres(url: string, hidden: readonly string[], note: (says: string) => void): Promise<void> {
  const { stdout } = await run(pgDump(), ['--dbname', url], { encoding: 'buffer', maxBuffer: 1 << 28 });
  const dump = new Map([['the dump', stdout]]);
  assert.deepEqual(findings(dump, hidden), []);
  assert.deepEqual(findings(dump, [visible]), [`${visible} in the dump`]);

  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client
    .query(
      "select oid, current_setting('data_directory') as folder from pg_database where datname = current_database()",
    )
    .finally(() => client.query('checkpoint'))
    .finally(() => client.end());
  const { oid, folder } = rows[0] as { oid: number; folder: string };
  const parts = [join(folder, 'base', String(oid)), join(folder, 'pg_wal')].filter(isReadable);
  if (parts.length < 2) return note(`SKIPPED: this user may not read the files of the cluster in ${folder}.`);
  const files = new Map(parts.flatMap((part) => [...filesUnder(part)]));
  assert.deepEqual(findings(files, hidden), []);
  assert.ok(findings(files, [visible]).length >= 2, 'the scan finds what may be found, in the tables and in the log');
}

function pgDump(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(debian, version, 'bin', 'pg_dump')).find(existsSync) ?? 'pg_dump';
}

function isReadable(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

function filesUnder(folder: string, isWanted: (path: string) => boolean = () => true): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return new Map(
    paths.filter((path) => isWanted(path) && statSync(path).isFile()).map((path) => [path, readFileSync(path)]),
  );
}

/** Which words stand in which files: as text, in UTF-16, in hex or in base64, in either case. */
function findings(files: ReadonlyMap<string, Buffer>, words: readonly string[]): string[] {
  const found: string[] = [];
  for (const [path, bytes] of files) {
    const folded = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    for (const word of words) {
      const isHere =
        [word.toLowerCase(), hexOf(word)].some((text) => folded.includes(text)) ||
        folded.includes(Buffer.from(word.toLowerCase(), 'utf16le')) ||
        base64sOf(word).some((text) => bytes.includes(text));
      if (isHere) found.push(`${word} in ${path}`);
    }
  }
  return found;
}

const hexOf = (word: string): string => Buffer.from(word).toString('hex');

/** The characters that a word gives in base64, wherever in a group of three bytes it begins. */
const base64sOf = (word: string): string[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.from('\0'.repeat(shift) + word).toString('base64');
    return text.slice(shift === 0 ? 0 : shift + 1, -4);
  });

test('the scan knows a word in every writing that it looks for', () => {
  const writings = ['a WOMBATs', hexOf('wombat'), Buffer.from('x wombat').toString('base64'), Buffer.from(' wombat')];
  for (const bytes of [...writings.map((text) => Buffer.from(text)), Buffer.from('wombat', 'utf16le')]) {
    assert.deepEqual(findings(new Map([['here', bytes]]), ['wombat', 'dugong']), ['wombat in here']);
  }
});
